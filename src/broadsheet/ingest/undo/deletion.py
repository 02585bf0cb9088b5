"""Many rows deleted with all that hangs on them, without loading them and without signals.

Django's collector loads every row that has a signal's receiver and calls it for each; Wagtail deletes page by page.
For the 100,000 stories of an import that is an hour. Whoever calls this tells the press, the lists and the tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from wagtail.models import ReferenceIndex

CHUNK = 400


def chunks(keys: Sequence[int]) -> Iterator[list[int]]:
    """Few enough for one question each."""
    waiting = iter(keys)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk


def delete_rows(model: type[models.Model], keys: Sequence[Any]) -> None:
    """Delete rows by their keys: cascades are followed, SET_NULL is set, references of the rows are forgotten."""
    for chunk in chunks(keys):
        line = [model, *model._meta.get_parent_list()]
        for one in line:
            _let_go(one, line, chunk)
            _delete_generic(one, line, chunk)
        if any(map(ReferenceIndex.is_indexed, line)):
            _forget_references(line[-1], chunk)
        for one in line:
            one._base_manager.filter(pk__in=chunk)._raw_delete(connection.alias)


def _let_go(model: type[models.Model], line: Sequence[type[models.Model]], keys: list[Any]) -> None:
    """Deletes or frees the rows of other tables that point at these."""
    for relation in model._meta.get_fields(include_parents=False, include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or not relation.related_model._meta.managed:
            continue
        if relation.field.remote_field.parent_link and relation.related_model in line:
            continue
        pointing = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
        if relation.on_delete is models.SET_NULL:
            pointing.update(**{relation.field.name: None})
        elif relation.on_delete is models.CASCADE:
            delete_rows(relation.related_model, list(pointing.values_list("pk", flat=True)))


def _delete_generic(model: type[models.Model], line: Sequence[type[models.Model]], keys: list[Any]) -> None:
    """Revisions, workflow states, search entries: what names its object by type and key."""
    for field in model._meta.private_fields:
        if isinstance(field, GenericRelation):
            types = [ContentType.objects.get_for_model(one, for_concrete_model=False).pk for one in line]
            named = {f"{field.content_type_field_name}__in": types, f"{field.object_id_field_name}__in": keys}
            found = field.related_model._base_manager.filter(**named)
            delete_rows(field.related_model, list(found.values_list("pk", flat=True)))


def _forget_references(base: type[models.Model], keys: list[Any]) -> None:
    own_type = ContentType.objects.get_for_model(base, for_concrete_model=False)
    own = ReferenceIndex.objects.filter(base_content_type=own_type, object_id__in=[str(key) for key in keys])
    own._raw_delete(connection.alias)
