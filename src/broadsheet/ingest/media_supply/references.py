"""Pictures and files that stories, pages, people and terms of a source speak of by address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from broadsheet.ingest.addresses import host_of, upload_path
from broadsheet.ingest.bodies.conversion import convert
from broadsheet.ingest.catalogue import Catalogue
from broadsheet.ingest.records import MediaRef, Page, Person, Record, Story, Term

_SHOWN = re.compile(
    r"""\b(?:src|data-orig-file|data-lazy-src|data-src|poster|mp3|mp4|m4a|ogg|url)\s*[=(]\s*"""
    r"""(?:"([^"]*)"|'([^']*)'|([^\s"'>)]+))|(!\[)|\bhref\s*=\s*["']([^"']+)""",
    re.IGNORECASE,
)


def references_of(record: Record, catalogue: Catalogue) -> Iterator[MediaRef]:
    """What the record shows and the source has no record of. Bodies are converted only where something new may be."""
    for reference in (*_named(record), *_shown(record, catalogue)):
        if reference.url and not catalogue.lists_medium(reference):
            yield reference


def _named(record: Record) -> Iterator[MediaRef]:
    if isinstance(record, (Story, Page, Person, Term)) and record.picture:
        yield record.picture
    if isinstance(record, Story) and record.social_picture:
        yield record.social_picture
    if isinstance(record, Story):
        yield from (source.file for source in record.sources if source.file)


def _shown(record: Record, catalogue: Catalogue) -> Iterator[MediaRef]:
    if not isinstance(record, (Story, Page)) or not _may_show(record.body, catalogue):
        return
    body = convert(record.body, record.body_format, key=record.origin.key, media=catalogue, footnotes=record.footnotes)
    for _name, value in body.blocks:
        yield from _within(value)
    yield from (MediaRef(link) for link in body.links if is_own_file(link, catalogue))


def _may_show(text: str, catalogue: Catalogue) -> bool:
    """A quick look for addresses nobody listed: converting every body of a large archive takes long."""
    for match in _SHOWN.finditer(text):
        quoted, single, bare, markdown, link = match.groups()
        address = quoted or single or bare or ""
        if markdown or (address and not catalogue.lists_medium(MediaRef(address))):
            return True
        if link and is_own_file(link, catalogue) and not catalogue.lists_medium(MediaRef(link)):
            return True
    return False


def _within(value: Any) -> Iterator[MediaRef]:
    if isinstance(value, MediaRef):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _within(part)
    elif isinstance(value, list):
        for part in value:
            yield from _within(part)


def is_own_file(link: str, catalogue: Catalogue) -> bool:
    """Whether a link leads to a file among the site's own uploads; other sites' files stay where they are."""
    if not upload_path(link) or host_of(link) not in ("", catalogue.host):
        return False
    try:
        suffix = PurePosixPath(unquote(urlsplit(link).path)).suffix
    except ValueError:
        return False
    return suffix.lower().lstrip(".") in (*settings.WAGTAILDOCS_EXTENSIONS, *settings.WAGTAILIMAGES_EXTENSIONS)
