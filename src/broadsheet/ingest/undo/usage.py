"""Who else uses what is about to be deleted."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Page, ReferenceIndex

from broadsheet.ingest.undo.deletion import chunks


def used_by_others(model: type[models.Model], keys: Sequence[int], doomed_pages: Collection[int] = ()) -> set[int]:
    """Those of the rows that something refers to which stays: a text that links to them, a menu, a front."""
    page_type = ContentType.objects.get_for_model(Page).pk
    to_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
    used: set[int] = set()
    for chunk in chunks(keys):
        names = [str(key) for key in chunk]
        rows = ReferenceIndex.objects.filter(to_content_type=to_type, to_object_id__in=names)
        for own_type, own, to in rows.values_list("base_content_type_id", "object_id", "to_object_id"):
            if own_type != page_type or int(own) not in doomed_pages:
                used.add(int(to))
    return used
