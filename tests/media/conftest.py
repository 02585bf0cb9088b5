"""A media folder of the test's own, and photos in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from broadsheet.media.models import Photo
from tests.media.pictures import encoded, named


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """An empty media folder."""
    storage = settings.STORAGES["default"]
    options = {**storage["OPTIONS"], "location": str(tmp_path)}
    settings.STORAGES = {**settings.STORAGES, "default": {**storage, "OPTIONS": options}}
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def make_photo(db: None) -> Callable[..., Photo]:
    """Makes a photo of some bytes: ``make_photo(encoded("PNG"), "chart.png", credit="Jo")``."""

    def make(content: bytes | None = None, name: str = "harbour.jpg", **fields: Any) -> Photo:
        return Photo.objects.create(title="Harbour", file=named(content or encoded(), name), **fields)

    return make
