"""What every feed format comes down to: a head and entries, and how an entry becomes a story."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from html import escape
from urllib.parse import urljoin

from broadsheet.ingest.addresses import host_of, path_of
from broadsheet.ingest.bodies.html_tree import TooDeepError, parse
from broadsheet.ingest.bodies.words import visible_text
from broadsheet.ingest.parsers.ghost_cards import Notes
from broadsheet.ingest.parsers.ghost_html import tidied
from broadsheet.ingest.parsers.json_values import language_of
from broadsheet.ingest.parsers.markup import inner_html
from broadsheet.ingest.parsers.wxr_dates import feed_date, mysql_date
from broadsheet.ingest.parsers.wxr_items import plain
from broadsheet.ingest.records import BodyFormat, MediaRef, Origin, State, Story

LONGEST_KEY = 200
_RELATIVE = re.compile(r"(?:src|href)\s*=\s*[\"']?(?![a-z][a-z0-9+.-]*:|//|#)[^\s\"'>]", re.IGNORECASE)
_CUT_OFF = re.compile(r"\s*(?:\[?(?:…|\.\.\.)\]?|\(more…\))\s*$")
_MAIL_AND_NAME = re.compile(r"^\s*[^\s@]+@[^\s@]+\s*\((.+)\)\s*$|^\s*(.+?)\s*<[^<>@]+@[^<>]+>\s*$")


@dataclass(slots=True)
class FeedHead:
    """What a feed says of itself, as far as it has been read."""

    title: str = ""
    link: str = ""
    language: str = ""
    authors: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class FeedEntry:
    """One entry. `body` and `summary` are HTML; `authors` maps names to addresses of their own, or to ''."""

    line: int | None = None
    id: str = ""
    link: str = ""
    title: str = ""
    body: str = ""
    summary: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: dict[str, str] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)
    pictures: list[tuple[str, str]] = field(default_factory=list)  # address, caption
    files: list[tuple[str, str]] = field(default_factory=list)  # address, title
    language: str = ""
    base: str = ""

    @property
    def key(self) -> str:
        """Its id, else its address, else what it says; always the same for the same entry."""
        key = self.id or self.link
        if not key:
            return "entry-" + _digest(self.title + self.body + self.summary)
        return key if len(key) <= LONGEST_KEY else f"{key[: LONGEST_KEY - 33]}#{_digest(key)}"


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def story_of(entry: FeedEntry, file: str, site: str, section: str) -> Story:
    """`site` is whose old addresses are worth a redirect; `section` the key of the section all stories go to."""
    notes = Notes()
    base = entry.base or entry.link
    body = tidied(_absolute(entry.body or entry.summary, base), notes)
    picture, caption = _lead(entry, body, base)
    if entry.published is None:
        notes.add("has no usable date")
    return Story(
        Origin(entry.key, file, entry.line),
        title=plain(entry.title),
        slug=_slug(entry.link),
        state=State.PUBLISHED,
        body=body + "".join(_film(urljoin(base, address), title, body) for address, title in entry.files),
        body_format=BodyFormat.HTML,
        published=entry.published,
        updated=entry.updated if entry.published and entry.updated and entry.updated > entry.published else None,
        authors=tuple(entry.authors),
        sections=(section,) if section else (),
        home=section,
        topics=tuple(dict.fromkeys(map(str.casefold, entry.categories))),
        standfirst=_standfirst(entry),
        picture=picture,
        picture_caption=caption,
        language=language_of(entry.language),
        addresses=tuple(_addresses(entry, site)),
        notes=tuple(notes.lines),
    )


def _absolute(markup: str, base: str) -> str:
    """Addresses in the HTML made whole; relative ones mean nothing in another place."""
    if not base.startswith(("http://", "https://")) or not _RELATIVE.search(markup):
        return markup
    try:
        tree = parse(markup)
        tree.make_links_absolute(base, resolve_base_href=False, handle_failures="ignore")
    except (TooDeepError, RecursionError, ValueError):
        return markup
    return inner_html(tree)


def _lead(entry: FeedEntry, body: str, base: str) -> tuple[MediaRef | None, str]:
    """The first picture beside the text, unless the text shows it itself."""
    for address, caption in entry.pictures:
        whole = urljoin(base, address)
        if whole.startswith(("http://", "https://")):
            shown = whole in body or escape(whole) in body
            return (None, "") if shown else (MediaRef(whole), plain(caption))
    return None, ""


def _film(address: str, title: str, body: str) -> str:
    if not address.startswith(("http://", "https://")) or address in body or escape(address) in body:
        return ""
    return f'<figure><audio src="{escape(address)}"></audio><figcaption>{escape(title)}</figcaption></figure>'


def _standfirst(entry: FeedEntry) -> str:
    """The summary, where there is a body besides and the summary is not just its beginning."""
    summary = plain(entry.summary)
    if not entry.body or not summary:
        return ""
    start = _CUT_OFF.sub("", summary)
    return "" if plain(visible_text(entry.body)).startswith(start) else summary


def _slug(link: str) -> str:
    last = path_of(link).partition("?")[0].rstrip("/").rpartition("/")[2] if link else ""
    return re.sub(r"\.(?:html?|php|aspx?)$", "", last)


def _addresses(entry: FeedEntry, site: str) -> Iterator[str]:
    """Where it was, and its id where that is an address of the same site (WordPress gives /?p=123)."""
    host = site.partition("/")[0]
    found = [address for address in (entry.link, entry.id) if address.startswith(("http://", "https://"))]
    yield from dict.fromkeys(path_of(address) for address in found if host_of(address) == host)


def moment_of(text: str) -> datetime | None:
    """An RFC 822 or RFC 3339 date, whichever the feed's format wants: many mix them up."""
    return mysql_date(text, UTC) or feed_date(text)


def name_of(text: str) -> str:
    """A person's name. RSS wants 'mail (Name)'; the mail address is nobody's business."""
    text = plain(text)
    match = _MAIL_AND_NAME.match(text)
    name = (match[1] or match[2] or "").strip() if match else text
    return "" if "@" in name and " " not in name else name


def paragraphs_of(text: str) -> str:
    """Plain text as HTML: an empty line starts a paragraph."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return "".join(f"<p>{escape(part.strip(), quote=False)}</p>" for part in parts if part.strip())
