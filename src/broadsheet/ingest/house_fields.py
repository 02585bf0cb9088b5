"""Settings of feeds, crawlers, publisher, trust and republishing that a folder carries, by the names of fields."""

from __future__ import annotations

from broadsheet.fronts.models import Machines, Republishing, Trust
from broadsheet.fronts.models.singletons import OneOfAKind

HOUSE: dict[str, type[OneOfAKind]] = {"machines": Machines, "trust": Trust, "republishing": Republishing}
"""The part of front.yaml that holds each."""


def plain_fields(model: type[OneOfAKind]) -> tuple[str, ...]:
    """Fields whose values are written as they are."""
    return tuple(field.name for field in model._meta.concrete_fields if not field.primary_key and not field.is_relation)


def page_fields(model: type[OneOfAKind]) -> tuple[str, ...]:
    """Fields that hold a page of the paper; the folder names it by its address."""
    return tuple(field.name for field in model._meta.concrete_fields if field.is_relation)
