"""Slugs that nobody else has."""

from itertools import count
from typing import Any

from django.db.models import QuerySet


def free_slug(others: QuerySet[Any], wanted: str, fallback: str = "page") -> str:
    """Return ``wanted``, or the first of ``wanted-2``, ``wanted-3`` … that no row of ``others`` has."""
    stem = wanted[:180] or fallback
    if not others.filter(slug=stem).exists():
        return stem
    return next(slug for n in count(2) if not others.filter(slug=(slug := f"{stem}-{n}")).exists())
