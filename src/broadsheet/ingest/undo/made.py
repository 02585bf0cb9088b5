"""The rows a run created, by the ranges of keys it noted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from broadsheet.ingest.models import ImportRun


def keys_made(run: ImportRun, model: type[models.Model]) -> list[int]:
    """Keys of rows the run created that are still there, ascending."""
    found: set[int] = set()
    for first, last in run.made.get(model._meta.label_lower, []):
        found.update(model._base_manager.filter(pk__gte=first, pk__lte=last).values_list("pk", flat=True))
    return sorted(found)


def other_models(run: ImportRun, but: tuple[type[models.Model], ...]) -> Iterator[type[models.Model]]:
    """Models the run created rows of, besides those named."""
    for label in run.made:
        model: Any = apps.get_model(label)
        if model not in but:
            yield model
