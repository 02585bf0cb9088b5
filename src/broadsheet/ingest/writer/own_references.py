"""Symbolic links of a paper's own export: each says what it is, so nothing is guessed from how an address looks."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from wagtail.models import Page

from broadsheet.ingest.records import Block, MediaRef, Origin
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.references import RawBlock, Resolver, raw_block, raw_items
from broadsheet.lib.addresses import path_of_address

_ANCHOR = re.compile(r"<a( linktype=\"url\")? href=\"([^\"]*)\">")


def resolver_of(job: Job, origin: Origin, title: str) -> Resolver:
    """The one that belongs to the archive."""
    return OwnResolver(job, origin, title) if job.own is not None else Resolver(job, origin, title)


class OwnResolver(Resolver):
    """As its parent, letter for letter: what points at nothing stays, pointing at nothing."""

    def stream(self, blocks: list[Block]) -> list[RawBlock]:
        raw: list[RawBlock] = []
        for name, value in blocks:
            self.refers = False
            kind, found = _MAKERS.get(name, _unchanged)(self, name, value)
            raw.append(raw_block(kind, found))
            if self.refers:
                self.referring.append(raw[-1])
        return raw

    def rich(self, markup: str) -> str:
        return _ANCHOR.sub(self._anchor, markup)

    def _anchor(self, match: re.Match[str]) -> str:
        address = unescape(match.group(2))
        if match.group(1):
            return f'<a href="{match.group(2)}">'
        if address.startswith("/") and (page_id := self.page_id_at(address)):
            self.refers = True
            return f'<a linktype="page" id="{page_id}">'
        stored = self.job.catalogue.stored(MediaRef(address)) if address.startswith("files/") else None
        if stored is not None:
            self.refers = True
            return f'<a linktype="document" id="{stored.object_id}">'
        return match.group(0)

    def page_id_at(self, address: str) -> int | None:
        """Of a page of the export, wherever it came to lie, else of the page that is at the address here."""
        if entry := self.page_at(address):
            return entry.page_id
        return Page.objects.filter(url_path=path_of_address(address)).values_list("pk", flat=True).first()

    def number_of(self, reference: MediaRef, model: str) -> int | None:
        """Of a photo or file. None, without a word, for a reference that was empty in the export."""
        if not reference.url:
            return None
        stored = self.job.catalogue.stored(reference)
        if stored is None or stored.model != model:
            self.lose("picture" if model == "photo" else "file", reference)
            return None
        self.refers = True
        return stored.object_id


Made = tuple[str, Any]


def _unchanged(resolver: OwnResolver, name: str, value: Any) -> Made:
    return name, value


def _text(resolver: OwnResolver, name: str, value: str) -> Made:
    return name, resolver.rich(value)


def _in_struct(resolver: OwnResolver, name: str, value: dict[str, Any]) -> Made:
    return name, {**value, "text": resolver.rich(value["text"])}


def _list(resolver: OwnResolver, name: str, value: dict[str, Any]) -> Made:
    return name, {**value, "items": raw_items([resolver.rich(item) for item in value["items"]])}


def _picture(resolver: OwnResolver, name: str, value: dict[str, Any]) -> Made:
    return name, {**value, "photo": resolver.number_of(value["photo"], "photo")}


def _gallery(resolver: OwnResolver, name: str, value: dict[str, Any]) -> Made:
    pictures = [{**one, "photo": resolver.number_of(one["photo"], "photo")} for one in value["pictures"]]
    return name, {**value, "pictures": raw_items(pictures)}


def _file(resolver: OwnResolver, name: str, value: dict[str, Any]) -> Made:
    return name, {**value, "document": resolver.number_of(value["document"], "file")}


def _related(resolver: OwnResolver, name: str, value: dict[str, Any]) -> Made:
    address = value["story"].address
    page_id = resolver.page_id_at(f"/{address}/") if address else None
    if page_id is None and address:
        resolver.warn(f"related story not found: {address}")
    resolver.refers = resolver.refers or page_id is not None
    return name, {**value, "story": page_id}


_MAKERS: dict[str, Callable[[OwnResolver, str, Any], Made]] = {
    "text": _text,
    "quote": _in_struct,
    "info_box": _in_struct,
    "list": _list,
    "picture": _picture,
    "gallery": _gallery,
    "file": _file,
    "related_story": _related,
}
