"""The settings of feeds, crawlers, publisher and trust of an exported paper, set again in one that was empty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError

from broadsheet.fronts.models import Trust
from broadsheet.ingest.house_fields import HOUSE, page_fields, plain_fields
from broadsheet.ingest.parsers.front_matter import Document
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.journal import changing


def arrange_house(job: Job, document: Document, part: Callable[[str], Document], page_id: Callable[[Any], Any]) -> None:
    """`part` gives a part of front.yaml, `page_id` the page at an address. Raises ImportRefused for a value no field
    takes."""
    for name, model in HOUSE.items():
        if name in document.values:
            _set_again(job, model, part(name), page_id)


def _set_again(job: Job, model: Any, values: Document, page_id: Callable[[Any], Any]) -> None:
    row, is_new = model._default_manager.get_or_create(pk=1)
    if is_new:
        job.made(model, row.pk)
    with changing(job, row, (*plain_fields(model), *page_fields(model))):
        for name in plain_fields(model):
            setattr(row, name, _value_of(model, name, values))
        for name in page_fields(model):
            setattr(row, f"{name}_id", page_id(values.text(name)))
        row.save()


def _value_of(model: Any, name: str, values: Document) -> Any:
    field = model._meta.get_field(name)
    if name not in values.values:
        return field.get_default()
    try:
        return field.clean(values.values[name], None)
    except ValidationError as error:
        raise values.refuse("; ".join(error.messages), name) from None


def let_go_of(job: Job, pages: set[int]) -> None:
    """Policies that a founded paper has and that are about to make room. Written down before the pages are, so that
    a run taken back finds the pages there when it sets them again."""
    trust = Trust._default_manager.filter(pk=1).first()
    names = [name for name in page_fields(Trust) if trust and getattr(trust, f"{name}_id") in pages]
    if trust is None or not names:
        return
    with changing(job, trust, tuple(names)):
        for name in names:
            setattr(trust, f"{name}_id", None)
        trust.save()
