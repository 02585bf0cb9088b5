"""Each test of an import begins without the folders of earlier runs, whose numbers the next test's runs have again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from broadsheet.ingest.media_supply.gathering import imports_folder


@pytest.fixture(autouse=True)
def _no_earlier_runs() -> Iterator[None]:
    yield
    shutil.rmtree(imports_folder(), ignore_errors=True)
