"""Authors of a WordPress export: its users, Co-Authors Plus's guest authors, and names that only a byline gives."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from broadsheet.ingest.parsers.wxr_items import WxrItem, plain, readable_slug
from broadsheet.ingest.records import MediaRef, Origin, Person

GUEST_AUTHOR = "guest-author"
_PREFIX = "cap-"


class PeopleCollector:
    """Gathers people while the export is read; whoever is declared fills what a byline alone could not say."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self._declared: set[str] = set()

    def declare(self, values: Mapping[str, str], origin: Origin, base: str) -> None:
        """A user, from the head of the export; `values` are its fields by WordPress's names."""
        login = origin.key
        full = f"{values.get('author_first_name', '')} {values.get('author_last_name', '')}"
        name = plain(values.get("author_display_name", "")) or plain(full)
        if login in self._declared:
            return
        self._declared.add(login)
        person = _person(origin, login, name, base)
        person.biography = values.get("author_description", "").strip()
        if number := values.get("author_id", "").strip():
            person.addresses += (f"{base}/?author={number}",)
        self.people[login] = person

    def declare_guest(self, item: WxrItem, origin: Origin, base: str) -> None:
        """A guest author's profile, which Co-Authors Plus keeps as an entry of its own. E-mail stays behind."""
        meta = item.meta
        login = byline_key(readable_slug(item.get("post_name")) or meta.get("cap-user_login", ""))
        if not login or login in self._declared:
            return
        full = f"{meta.get('cap-first_name', '')} {meta.get('cap-last_name', '')}"
        name = plain(meta.get("cap-display_name", "")) or plain(item.get("title")) or plain(full)
        person = _person(Origin(login, origin.file, origin.line), login, name, base)
        person.biography = meta.get("cap-description", "").strip() or item.get("content").strip()
        website = meta.get("cap-website", "").strip()
        person.website = website if website.lower().startswith(("http://", "https://")) else ""
        person.picture = numbered_picture(meta.get("_thumbnail_id", ""))
        person.is_guest = True
        self._declared.add(login)
        self.people[login] = person

    def meet(self, login: str, origin: Origin, base: str, name: str = "") -> None:
        """Somebody a story names; kept as a guest until declared."""
        if login and login not in self.people:
            person = _person(Origin(login, origin.file, origin.line), login, name, base)
            person.is_guest = True
            self.people[login] = person


def byline_key(slug: str) -> str:
    """Co-Authors Plus marks the terms of its bylines, and those alone, with a prefix."""
    return slug.removeprefix(_PREFIX)


def byline_of(item: WxrItem) -> tuple[str, ...]:
    """Keys of the entry's authors: Co-Authors Plus's terms in their order, else the user WordPress names."""
    guests = [byline_key(term.slug) for term in item.terms_of("author")]
    return tuple(dict.fromkeys(filter(None, guests or [item.creator])))


def numbered_picture(number: str) -> MediaRef | None:
    """The attachment of that number."""
    number = number.strip()
    return MediaRef(key=number) if number.isdecimal() and number.strip("0") else None


def _person(origin: Origin, login: str, name: str, base: str) -> Person:
    """A log-in that is an e-mail address is private: neither name nor slug shows it."""
    shown = name if name and "@" not in name else login.partition("@")[0]
    address = f"{base}/author/{quote(login.lower().replace(' ', '-').replace('@', '').replace('.', '-'))}/"
    return Person(origin, shown, slug=shown, addresses=(address,))
