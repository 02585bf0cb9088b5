"""What a revision keeps of a page that is being stored for the first time.

Equal to what modelcluster's `serializable_data` gives, which asks every field of every page how it is to be written;
here that is asked once for each model.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations

_AS_THEY_ARE = (str, int, bool, type(None))


def content_of(page: Any) -> dict[str, Any]:
    """The page with its child rows and parental links, all of which must be set in memory."""
    content = _fields_of(page)
    related = page._cluster_related_objects
    for name in child_relations(page.__class__):
        content[name] = [_fields_of(child) for child in related[name]]
    for field in child_links(page.__class__):
        if field.serialize:
            content[field.name] = [linked.pk for linked in related[field.name]]
    return content


@lru_cache(maxsize=100)
def child_relations(model: type[models.Model]) -> dict[str, Any]:
    """Relations whose rows belong to the page (bylines, corrections), by their names."""
    return {relation.get_accessor_name(): relation for relation in get_all_child_relations(model)}


@lru_cache(maxsize=100)
def child_links(model: type[models.Model]) -> list[Any]:
    """Many-to-many fields that are kept with the page (further sections)."""
    return list(get_all_child_m2m_relations(model))


def _fields_of(thing: Any) -> dict[str, Any]:
    content: dict[str, Any] = {"pk": thing.pk}
    for name, attribute, field in _written_fields(thing.__class__):
        value = getattr(thing, attribute)
        if field is None or type(value) in _AS_THEY_ARE:
            content[name] = value
        elif isinstance(value, datetime):
            content[name] = value.astimezone(UTC)
        else:
            content[name] = field.value_to_string(thing)
    return content


@lru_cache(maxsize=100)
def _written_fields(model: type[models.Model]) -> list[tuple[str, str, Any]]:
    """Name, attribute, and the field itself where it may have to say how its value is written."""
    fields: list[Any] = list(model._meta.fields)
    return [(field.name, field.attname, None if field.remote_field else field) for field in fields if field.serialize]
