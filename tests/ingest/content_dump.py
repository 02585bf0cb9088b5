"""A paper's content without the keys of its rows, so that two papers can be compared."""

from __future__ import annotations

import json
import re
from typing import Any

from django.db import models
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItem
from wagtail.contrib.redirects.models import Redirect
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction, Revision

from broadsheet.fronts.models import EditorsPick, Front, Machines, Masthead, Menu, Package, Republishing, Trust
from broadsheet.fronts.models.packages import PackageStory
from broadsheet.media.models import File, Photo
from broadsheet.newsroom.models import (
    Author,
    ContactPage,
    ListEntry,
    ReaderComment,
    Section,
    StandingPage,
    Story,
    StoryAuthor,
    StoryCorrection,
    StorySource,
    StoryTopic,
    Topic,
)
from broadsheet.record.models import PublishedVersion

PAGES: tuple[type[Page], ...] = (Front, Section, Story, StandingPage, ContactPage, Package)
ROWS: tuple[type[models.Model], ...] = (
    *(Author, Topic, Photo, File, ReaderComment, StoryAuthor, StoryCorrection, StorySource, StoryTopic, Menu, Masthead),
    *(Machines, Republishing, Trust, PublishedVersion),
    *(EditorsPick, PackageStory, Redirect, PageViewRestriction, ListEntry),
)
ALIKE = (
    StoryAuthor,
    StoryCorrection,
    StorySource,
    StoryTopic,
    PublishedVersion,
    ReaderComment,
    PackageStory,
    ListEntry,
)
"""Rows that only their fields tell apart."""
WORK = {
    *("id", "page_ptr", "path", "depth", "numchild", "latest_revision", "live_revision", "latest_revision_created_at"),
    *("content_type", "locale", "owner", "locked", "locked_at", "locked_by", "created_at", "uploaded_by_user"),
    *("user", "tags", "tagged_items"),
    *("file_size", "file_hash", "word_count", "reading_minutes", "says_corrected"),
}
"""What tells of rows and of work at them, not of content, or is worked out from the rest."""
_LINK = re.compile(r'linktype=\\?"(page|document)\\?" id=\\?"(\d+)\\?"')
_LISTED = re.compile(r"(section|topic|author)-(\d+)")
_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')
_MODELS = {
    "page": Page,
    "story": Page,
    "section": Page,
    "lead": Page,
    "package": Page,
    "photo": Photo,
    "document": File,
}


def content() -> dict[str, dict[Any, Any]]:
    """By the name of the model, rows by what identifies them to people."""
    found: dict[str, dict[Any, Any]] = {}
    for model in (*PAGES, *ROWS):
        rows = found.setdefault(model.__name__, {})
        for number, row in enumerate(model._base_manager.order_by("pk")):
            name = _name(row)
            rows[name if name is not None and model not in ALIKE else number] = _fields(row)
    for field in ("first_published_at", "last_published_at"):
        for row in found["Front"].values():
            row.pop(field)  # its own import arranges the front, and so publishes it
    found["draft"] = {_name(page): _draft(page) for page in Page.objects.filter(has_unpublished_changes=True)}
    found["scheduled"] = {
        (_name(revision.content_object), revision.approved_go_live_at): True
        for revision in Revision.objects.exclude(approved_go_live_at=None)
    }
    found["tag"] = {(_name(row.content_object), row.tag.name): True for row in TaggedItem.objects.all()}
    found["section of"] = {
        (story.url_path, section.url_path): True
        for story in Story.objects.all()
        for section in story.further_sections.all()
    }
    for kind in (model.__name__ for model in ALIKE):
        found[kind] = {json.dumps(row, default=str, sort_keys=True): True for row in found[kind].values()}
    return found


def _name(row: Any) -> Any:
    """How a row is known without its key; None where only its fields tell it from others."""
    if isinstance(row, Page):
        return row.url_path
    if isinstance(row, Photo | File):
        return row.file.name
    if isinstance(row, Author | Topic):
        return row.slug
    if isinstance(row, ReaderComment):
        return row.body
    if isinstance(row, Menu):
        return row.location
    if isinstance(row, Redirect):
        return row.old_path
    if isinstance(row, PageViewRestriction):
        return row.page.url_path
    return None


def _fields(row: Any) -> dict[str, Any]:
    return {
        field.name: _value(row, field)
        for field in row._meta.concrete_fields
        if field.name not in WORK and not (field.primary_key and not field.remote_field)
    }


def _value(row: Any, field: Any) -> Any:
    if isinstance(field, StreamField):
        return _stream(field.get_prep_value(getattr(row, field.name)))
    if field.remote_field is not None:
        other = getattr(row, field.attname) and getattr(row, field.name)
        return _name(other.specific if isinstance(other, Page) else other) if other else None
    if field.name == "sort_order":
        return type(row)._base_manager.filter(pk__in=_siblings(row)).count()
    value = field.value_from_object(row)
    if field.name == "list_key":
        return _LISTED.sub(_listed, value)
    if isinstance(value, models.fields.files.FieldFile):
        return value.name
    return _linked(value) if isinstance(value, str) else value


def _siblings(row: Any) -> Any:
    """Rows of the same parent that stand before this one."""
    parent = next(field for field in row._meta.concrete_fields if isinstance(field, ParentalKey))
    rows = list(
        type(row)._base_manager.filter(**{parent.attname: getattr(row, parent.attname)}).order_by("sort_order", "pk")
    )
    return [one.pk for one in rows[: rows.index(row)]]


def _listed(match: re.Match[str]) -> str:
    model: Any = {"section": Section, "topic": Topic, "author": Author}[match[1]]
    return f"{match[1]} {_name(model._base_manager.get(pk=match[2]))}"


def _stream(value: Any, name: str = "") -> Any:
    """Without the ids of blocks; numbers of rows as what they are known by."""
    if isinstance(value, dict):
        return {key: _stream(one, key) for key, one in value.items() if key != "id"}
    if isinstance(value, list):
        return [_stream(one, name) for one in value]
    if isinstance(value, int) and not isinstance(value, bool) and name in _MODELS:
        row = _MODELS[name]._base_manager.filter(pk=value).first()
        return _name(row) if row is not None else "nothing"
    return _linked(value) if isinstance(value, str) else value


def _linked(text: str) -> str:
    def named(match: re.Match[str]) -> str:
        row = _MODELS[match[1]]._base_manager.filter(pk=match[2]).first()
        return f'{match[1]}="{_name(row)}"' if row is not None else ""

    return _LINK.sub(named, _BLOCK_KEY.sub("", text)).replace("<a >", "<a>")  # a link to nothing is none


def _draft(page: Page) -> dict[str, Any]:
    revision = page.get_latest_revision()
    return _fields(revision.as_object()) if revision else {}
