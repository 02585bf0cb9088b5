"""Search and reference indexes of what was stored without signals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backends

from broadsheet.ingest.writer.revision_content import child_relations
from broadsheet.lib.bulk_rows import insert_values

_COLUMNS = (
    "base_content_type",
    "content_type",
    "object_id",
    "to_content_type",
    "to_object_id",
    "model_path",
    "content_path",
    "content_path_hash",
)
Reference = tuple[int, str, str, str]
"""Content type and key of what is referred to, then the two paths ReferenceIndex keeps."""


def index_now(model: type[models.Model], objects: Sequence[Any]) -> None:
    """Both indexes, for new objects."""
    index_for_search(model, objects)
    index_references(objects)


def index_for_search(model: type[models.Model], objects: Sequence[Any]) -> None:
    if objects:
        for backend in get_search_backends(with_auto_update=True):
            backend.get_index_for_model(model).add_items(model, list(objects))


def index_references(objects: Iterable[Any]) -> None:
    """For new objects only: what refers to what, so that a photo in use is not deleted unasked.

    ReferenceIndex.create_or_update_for_object asks three questions per object; new ones have no old answers."""
    rows: list[tuple[Any, ...]] = []
    for thing in objects:
        if ReferenceIndex.is_indexed(type(thing)):
            rows.extend(_rows_of(thing))
    insert_values(ReferenceIndex, _COLUMNS, rows, ignore_conflicts=True)


def _rows_of(thing: Any) -> Iterator[tuple[Any, ...]]:
    own = ContentType.objects.get_for_model(thing, for_concrete_model=False).pk
    base = _type_of(_base_of(thing.__class__))
    for to_type, to_id, model_path, content_path in set(references_of(thing)):
        hashed = ReferenceIndex._get_content_path_hash(content_path)
        yield base, own, str(thing.pk), to_type, to_id, model_path, content_path, hashed


def references_of(thing: Any) -> Iterator[Reference]:
    """What ReferenceIndex._extract_references_from_object finds, without asking each object for its model's fields."""
    plain, deep = _referring_fields(thing.__class__)
    for name, attribute, model in plain:
        value = getattr(thing, attribute)
        if value is not None:
            yield _type_of(model), str(value), name, name
    for field in deep:
        value = field.value_from_object(thing)
        for to_model, key, model_path, content_path in field.extract_references(value) if value else ():
            yield _type_of(_base_of(to_model)), key, f"{field.name}.{model_path}", f"{field.name}.{content_path}"
    if isinstance(thing, ClusterableModel):
        for relation in child_relations(thing.__class__):
            for child in getattr(thing, relation).all():
                for to_type, key, model_path, content_path in references_of(child):
                    yield to_type, key, f"{relation}.item.{model_path}", f"{relation}.{child.pk}.{content_path}"


@lru_cache(maxsize=100)
def _referring_fields(model: type[models.Model]) -> tuple[list[tuple[str, str, type[models.Model]]], list[Any]]:
    """Foreign keys with the base model they lead to, and fields that are searched for references (texts and blocks)."""
    plain, deep = [], []
    fields: list[Any] = model._meta.get_fields()
    for field in fields:
        if field.is_relation and field.many_to_one and not _is_ignored(field):
            if isinstance(field, GenericForeignKey):
                raise TypeError(f"{model.__name__}.{field.name} is a generic relation, which imports do not store")
            plain.append((field.name, field.attname, _base_of(field.related_model)))
        if hasattr(field, "extract_references"):
            deep.append(field)
    return plain, deep


def _is_ignored(field: Any) -> bool:
    model = field.related_model
    return (
        getattr(field, "wagtail_reference_index_ignore", False)
        or getattr(model, "wagtail_reference_index_ignore", False)
        or isinstance(field, ParentalKey)
    )


@lru_cache(maxsize=100)
def _base_of(model: type[models.Model]) -> type[models.Model]:
    """The model that holds the primary key: of any page, Page."""
    parents = model._meta.get_parent_list()
    return parents[-1] if parents else model


def _type_of(model: type[models.Model]) -> int:
    return ContentType.objects.get_for_model(model, for_concrete_model=False).pk
