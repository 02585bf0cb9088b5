"""The paper's links and references for a place that is not the paper: every address whole."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import quote

from broadsheet.ingest.exporters.content import Content
from broadsheet.ingest.exporters.media_book import MediaBook, Placed

_ANCHOR = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"")
_EDITORS = re.compile(r" data-block-key=\"[^\"]*\"")


class Outside:
    """``origin`` is the paper's address without a final slash."""

    def __init__(self, content: Content, media: MediaBook, origin: str) -> None:
        self.content, self.media, self.origin = content, media, origin

    def address(self, path: str) -> str:
        """Of a path of the paper, percent-encoded (RFC 3986); any other address as it is."""
        return self.origin + quote(path, safe="/:?#[]@!$&'()*+,;=%~") if path.startswith("/") else path

    def page(self, page_id: int | None) -> tuple[str, str]:
        """Address and title of a page; both empty for one that is gone."""
        page = self.content.page(page_id)
        return (self.address(page.address), page.title) if page else ("", "")

    def rich(self, markup: str) -> str:
        """Rich text whose links lead here from anywhere; a link to what has been deleted leaves its words."""
        return _ANCHOR.sub(self._anchor, _EDITORS.sub("", markup or ""))

    def _anchor(self, match: re.Match[str]) -> str:
        address = self._target(dict(_ATTRIBUTE.findall(match.group(1))))
        return f'<a href="{escape(address)}">{match.group(2)}</a>' if address else match.group(2)

    def _target(self, attributes: dict[str, str]) -> str:
        number = int(attributes["id"]) if attributes.get("id", "").isdecimal() else None
        if attributes.get("linktype") == "page":
            return self.page(number)[0]
        if attributes.get("linktype") == "document":
            file = self.media.file(number)
            return file.url if file else ""
        return self.address(unescape(attributes.get("href", "")))


def shown(value: dict[str, str], photo: Placed) -> tuple[str, str]:
    """Caption and alternative text of a picture in one place: its own or the photo's."""
    return value.get("caption") or photo.caption, value.get("alt") or photo.alt
