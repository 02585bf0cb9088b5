"""Tags and staff of a Ghost export: our sections, topics and kinds, and everybody who stands in a byline."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import chain, count
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from broadsheet.ingest.exporters.content import Content
from broadsheet.ingest.exporters.ghost_addresses import Addresses, Slugs
from broadsheet.ingest.exporters.ghost_nodes import Node
from broadsheet.ingest.exporters.ghost_notes import Notes
from broadsheet.ingest.exporters.outside import Outside
from broadsheet.ingest.exporters.references import raw_rows
from broadsheet.newsroom.models import Author
from broadsheet.newsroom.plain_text import html_to_text

POST, SECTION, TOPIC, INTERNAL, USER, HOUSE, ROLE, LINK = range(1, 9)
HIDDEN = "hidden"
INTERNALS = (HIDDEN, "analysis", "opinion", "interview", "review", "explainer", "sponsored")
"""Tags no reader sees: for a theme to know what is kept out of lists, and each kind but news."""
ROLES = {1: "Author", 2: "Contributor"}
LONGEST_NAME = 191
LONGEST_MAILBOX = 60
LONGEST_DESCRIPTION = 500
LONGEST_BIOGRAPHY = 250
HANDLES = {
    "facebook": ("facebook", "", ("facebook.com",)),
    "x": ("twitter", "@", ("x.com", "twitter.com")),
    "threads": ("threads", "@", ("threads.net", "threads.com")),
    "bluesky": ("bluesky", "", ("bsky.app",)),
    "tiktok": ("tiktok", "@", ("tiktok.com",)),
    "instagram": ("instagram", "", ("instagram.com",)),
    "youtube": ("youtube", "", ("youtube.com",)),
    "linkedin": ("linkedin", "", ("linkedin.com",)),
}
"""Our services: Ghost's column, what its handles begin with, and the hosts they stand for."""


def id_of(kind: int, pk: int) -> str:
    """Twenty-four hexadecimal digits, as Ghost's ids have; the same at every export."""
    return f"{kind:x}{pk:023x}"


def moment(value: datetime | None) -> str | None:
    """ISO 8601 in UTC, with the milliseconds Ghost writes."""
    if value is None:
        return None
    seconds, milliseconds = divmod(round(value.timestamp() * 1000), 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{milliseconds:03d}Z"


class Terms:
    """Rows by their id. ``house`` is the name unsigned stories stand under: in Ghost every post has an author."""

    def __init__(self, content: Content, addresses: Addresses, outside: Outside, notes: Notes, house: str) -> None:
        self.content, self.addresses, self.outside, self.notes = content, addresses, outside, notes
        self.host = urlsplit(outside.origin).hostname or "paper"
        self.tags = {
            **{id_of(SECTION, pk): self._section(section) for pk, section in content.sections.items()},
            **{id_of(TOPIC, pk): self._topic(content.topics[pk]) for pk in addresses.topics},
            **{id_of(INTERNAL, number): _internal(number, name) for number, name in enumerate(INTERNALS)},
        }
        self.house = id_of(HOUSE, 0)
        self._mail: set[str] = set()
        self._slugs = Slugs(addresses.authors.values())
        self.users = {self.house: self._house(house)}
        for pk, author in content.authors.items():
            self.users[id_of(USER, pk)] = self._user(author)
        self._guests = {id_of(USER, pk) for pk, author in content.authors.items() if author.is_guest}

    def topic(self, pk: int) -> str:
        """The id of a topic's tag, which may be a section's."""
        section = self.addresses.same.get(pk)
        return id_of(TOPIC, pk) if section is None else id_of(SECTION, section)

    def role_of(self, user: str) -> str:
        """The id of the least role that can stand in a byline; a guest may not publish."""
        return id_of(ROLE, 2 if user in self._guests or user == self.house else 1)

    # Tags

    def _section(self, section: Any) -> Node:
        values = {"accent_color": section.accent or None, "feature_image": self._picture(section.picture_id)}
        slug = self.addresses.sections[section.pk]
        return self._tag(id_of(SECTION, section.pk), slug, section.title, section.standfirst, values)

    def _topic(self, topic: Any) -> Node:
        values = {"feature_image": self._picture(topic.picture_id)}
        slug = self.addresses.topics[topic.pk]
        return self._tag(id_of(TOPIC, topic.pk), slug, topic.name, topic.description, values)

    def _tag(self, key: str, slug: str, name: str, description: str, values: dict[str, Any]) -> Node:
        shown = name.lstrip(", ").strip()
        if shown.startswith("#"):
            self.notes.add("tag", name, "lost its #, which hides a tag in Ghost")
            shown = shown.lstrip("# ")
        return {
            "id": key,
            "name": self.notes.fit(shown or slug, LONGEST_NAME, name, "the name"),
            "slug": slug,
            "description": self.notes.fit(description, LONGEST_DESCRIPTION, name, "the description") or None,
            "visibility": "public",
            **values,
        }

    def _picture(self, photo_id: int | None) -> str | None:
        photo = self.outside.media.photo(photo_id)
        return photo.url if photo else None

    # People

    def _user(self, author: Author) -> Node:
        """The words of a biography go along, without its links: Ghost keeps 250 characters of plain text."""
        about = ". ".join(filter(None, [author.role.rstrip(". "), html_to_text(author.biography)]))
        slug = self.addresses.authors[author.pk]
        return {
            "id": id_of(USER, author.pk),
            "name": self.notes.fit(author.name, LONGEST_NAME, author.name, "the name"),
            "slug": slug,
            "email": self._address(author.email if not author.is_guest else "", slug),
            "profile_image": self._picture(author.picture_id),
            "bio": self.notes.fit(about, LONGEST_BIOGRAPHY, author.name, "the biography") or None,
            "website": self._website(author),
            **self._handles(author),
            "status": "locked",
            "visibility": "public",
        }

    def _house(self, name: str) -> Node:
        """Its slug gives way to an author's, whose address readers know."""
        slug = self._slugs.take("the-paper")
        mail = self._address("", slug)
        return {"id": self.house, "name": name[:LONGEST_NAME], "slug": slug, "email": mail, "status": "locked"}

    def _address(self, public: str, slug: str) -> str:
        """Ghost logs people in by it and has no two the same; whoever has none gets one that leads nowhere
        (RFC 2606, section 2)."""
        wanted = public.strip().lower()
        if not _is_mail(wanted) or wanted in self._mail or len(wanted) > LONGEST_NAME:
            wanted = self._invented(slug)
        self._mail.add(wanted)
        return wanted

    def _invented(self, slug: str) -> str:
        """One that nobody has: a name has at most 64 characters (RFC 5321, section 4.5.3.1.1), so long slugs may
        begin alike."""
        names = chain([slug[:LONGEST_MAILBOX]], (f"{slug[: LONGEST_MAILBOX - 9]}-{number}" for number in count(2)))
        return next(mail for name in names if (mail := f"{name}@{self.host}.invalid") not in self._mail)

    def _website(self, author: Author) -> str | None:
        if not author.website or re.match(r"https?://[^/\s]+\.[a-z]{2,}(?:[/:?#]|$)", author.website, re.IGNORECASE):
            return author.website or None
        self.notes.add("author", author.name, f"lost a website Ghost would refuse: {author.website}")
        return None

    def _handles(self, author: Author) -> dict[str, str]:
        found: dict[str, str] = {}
        for row in raw_rows(author.profiles):
            column, handle = _handle(row["value"]["service"], row["value"]["url"])
            if column and column not in found and len(handle) <= LONGEST_NAME:
                found[column] = handle
            else:
                self.notes.add("author", author.name, f"has a profile Ghost has no place for: {row['value']['url']}")
        return found


def _is_mail(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def _internal(number: int, name: str) -> Node:
    return {
        "id": id_of(INTERNAL, number), "name": f"#{name}", "slug": f"hash-{name}", "description": None,
        "visibility": "internal", "feature_image": None,
    }  # fmt: skip


def _handle(service: str, url: str) -> tuple[str, str]:
    """Ghost's column and the handle in it; both empty for a service, or an address, it knows nothing of."""
    parts = urlsplit(url)
    host, path = (parts.hostname or "").removeprefix("www."), parts.path.strip("/")
    if service == "mastodon" and path.startswith("@"):
        return "mastodon", f"{host}/{path}"
    column, sign, hosts = HANDLES.get(service, ("", "", ()))
    path = path.removeprefix("profile/") if service == "bluesky" else path
    if not path or host not in hosts or parts.query:
        return "", ""
    return column, sign + path.removeprefix(sign) if sign else path
