"""Symbolic pictures, files and stories in a body replaced by what is stored here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any
from uuid import uuid4

from broadsheet.ingest.addresses import upload_path
from broadsheet.ingest.catalogue import Entry, Stored
from broadsheet.ingest.media_supply.references import is_own_file
from broadsheet.ingest.records import Block, MediaRef, Origin
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.lost_media import list_lost
from broadsheet.lib.addresses import address_of_path

_LINK = re.compile(r'<a href="([^"]*)"')
RawBlock = dict[str, Any]


@dataclass(slots=True)
class Resolver:
    """For one story or page: turns its blocks into a stream field's raw value, and reports what is missing."""

    job: Job
    origin: Origin
    title: str
    refers: bool = False  # whether what was resolved last points at anything stored
    referring: list[RawBlock] = field(default_factory=list)  # the blocks that do, as the reference index reads them

    def stream(self, blocks: list[Block]) -> list[RawBlock]:
        raw: list[RawBlock] = []
        for name, value in blocks:
            self.refers = False
            found = [raw_block(kind, one) for kind, one in _RESOLVERS.get(name, _unchanged)(self, name, value)]
            raw.extend(found)
            if self.refers:
                self.referring.extend(found)
        return raw

    def photo(self, reference: MediaRef) -> Stored | None:
        self.job.catalogue.note_use(reference, self.origin.key)
        stored = self.job.catalogue.stored(reference)
        if stored is None or stored.model != "photo":
            self.lose("picture", reference)
            return None
        self.refers = True
        return stored

    def file_id(self, reference: MediaRef) -> int | None:
        """The key of a file that is attached; None, with a warning, where it is not stored."""
        stored = self.job.catalogue.stored(reference)
        if stored is None or stored.model != "file":
            self.warn(f"file not found: {reference}")
            return None
        self.refers = True
        return stored.object_id

    def rich(self, markup: str) -> str:
        """Rich text whose links lead to the pages and files stored here; others stay as they are."""
        return _LINK.sub(self._link, markup)

    def markup(self, markup: str) -> str:
        """The same for plain HTML, which cannot name pages: the link becomes the new address."""
        return _LINK.sub(self._plain_link, markup)

    def lose(self, kind: str, reference: MediaRef) -> None:
        """Says that a picture or file is shown and not here. The source may have no record of it: then it is known
        by this alone, and the report lists it."""
        self.warn(f"{kind} not found: {reference}")
        list_lost(self.job, reference, self.origin, self.title)

    def warn(self, message: str) -> None:
        self.job.report.warn(self.origin, self.title, message)

    def _link(self, match: re.Match[str]) -> str:
        address = unescape(match.group(1))
        if entry := self.page_at(address):
            self.refers = True
            return f'<a linktype="page" id="{entry.page_id}"'
        if stored := self._upload_at(address):
            self.refers = True
            link = f'linktype="document" id="{stored.object_id}"' if stored.model == "file" else f'href="{stored.url}"'
            return f"<a {link}"
        if is_own_file(address, self.job.catalogue):
            list_lost(self.job, MediaRef(address), self.origin, self.title)
        return match.group(0)

    def _plain_link(self, match: re.Match[str]) -> str:
        entry = self.page_at(unescape(match.group(1)))
        return f'<a href="{escape(address_of_path(entry.url_path))}"' if entry else match.group(0)

    def page_at(self, address: str) -> Entry | None:
        entry = self.job.catalogue.at_address(address)
        return entry if entry and entry.page_id else None

    def _upload_at(self, address: str) -> Stored | None:
        if not upload_path(address) and not address.startswith("files/"):
            return None
        return self.job.catalogue.stored(MediaRef(address))


Found = list[tuple[str, Any]]


def raw_block(name: str, value: Any) -> RawBlock:
    return {"type": name, "value": value, "id": str(uuid4())}


def raw_items(values: list[Any]) -> list[RawBlock]:
    return [{"type": "item", "value": value, "id": str(uuid4())} for value in values]


def _unchanged(resolver: Resolver, name: str, value: Any) -> Found:
    return [(name, value)]


def _text(resolver: Resolver, name: str, value: str) -> Found:
    return [(name, resolver.rich(value))]


def _rich_in_struct(resolver: Resolver, name: str, value: dict[str, Any]) -> Found:
    return [(name, {**value, "text": resolver.rich(value["text"])})]


def _list(resolver: Resolver, name: str, value: dict[str, Any]) -> Found:
    return [(name, {**value, "items": raw_items([resolver.rich(item) for item in value["items"]])})]


def _markup(resolver: Resolver, name: str, value: dict[str, Any]) -> Found:
    return [(name, {"html": resolver.markup(value["html"])})]


def _picture(resolver: Resolver, name: str, value: dict[str, Any]) -> Found:
    """A picture that is not here leaves its caption in the text."""
    stored = resolver.photo(value["photo"])
    if stored:
        return [(name, {**value, "photo": stored.object_id})]
    return _words(value["caption"])


def _gallery(resolver: Resolver, name: str, value: dict[str, Any]) -> Found:
    found, words = [], []
    for picture in value["pictures"]:
        if stored := resolver.photo(picture["photo"]):
            found.append({**picture, "photo": stored.object_id})
        else:
            words.extend(_words(picture["caption"]))
    if not found:
        return [*_words(value["title"]), *words]
    return [(name, {"title": value["title"], "pictures": raw_items(found)}), *words]


def _file(resolver: Resolver, name: str, value: dict[str, Any]) -> Found:
    """A file that is not here becomes a link to where it was."""
    reference: MediaRef = value["document"]
    resolver.job.catalogue.note_use(reference, resolver.origin.key)
    stored = resolver.job.catalogue.stored(reference)
    if stored and stored.model == "file":
        resolver.refers = True
        return [(name, {**value, "document": stored.object_id})]
    if stored:
        resolver.refers = True
        picture = {"photo": stored.object_id, "caption": value["title"], "alt": "", "size": "text"}
        return [("picture", picture)]
    resolver.lose("file", reference)
    title = value["title"] or reference.url.rpartition("/")[2]
    if not reference.url.startswith(("http://", "https://")):
        return _words(title)
    return [("text", f'<p><a href="{escape(reference.url)}">{escape(title, quote=False)}</a></p>')]


def _related(resolver: Resolver, name: str, value: dict[str, Any]) -> Found:
    address = value["story"].address
    entry = resolver.job.catalogue.at_address(f"/{address.strip('/')}/")
    if entry is None or entry.page_id is None or entry.kind != "story":
        resolver.warn(f"related story not found: {address}")
        return []
    resolver.refers = True
    return [(name, {"story": entry.page_id})]


def _words(text: str) -> Found:
    return [("text", f"<p>{escape(text, quote=False)}</p>")] if text.strip() else []


_RESOLVERS: dict[str, Callable[[Resolver, str, Any], Found]] = {
    "text": _text,
    "quote": _rich_in_struct,
    "info_box": _rich_in_struct,
    "list": _list,
    "markup": _markup,
    "picture": _picture,
    "gallery": _gallery,
    "file": _file,
    "related_story": _related,
}
