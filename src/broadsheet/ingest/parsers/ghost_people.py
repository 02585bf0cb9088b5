"""Authors, tags, menus and the site's own remarks of a Ghost export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from broadsheet.ingest.parsers.ghost_addresses import GhostAddresses
from broadsheet.ingest.parsers.ghost_index import NOT_READ, GhostIndex, GhostTag, GhostUser
from broadsheet.ingest.parsers.ghost_values import address_of
from broadsheet.ingest.parsers.json_values import line_of_text, text_of
from broadsheet.ingest.records import (
    MediaRef,
    Menu,
    MenuItem,
    Origin,
    Person,
    Record,
    Skipped,
    Taxonomy,
    Term,
    Warned,
)

PROFILES = {
    "facebook": ("facebook", "https://www.facebook.com/{}"),
    "twitter": ("x", "https://x.com/{}"),
    "threads": ("threads", "https://www.threads.net/@{}"),
    "bluesky": ("bluesky", "https://bsky.app/profile/{}"),
    "tiktok": ("tiktok", "https://www.tiktok.com/@{}"),
    "instagram": ("instagram", "https://www.instagram.com/{}"),
    "youtube": ("youtube", "https://www.youtube.com/{}"),
    "linkedin": ("linkedin", "https://www.linkedin.com/{}"),
}
"""Ghost's columns, the services they are here, and the addresses its handles stand for."""
INJECTIONS = ("codeinjection_head", "codeinjection_foot", "ghost_head", "ghost_foot")
MENUS = (("navigation", "navigation"), ("secondary_navigation", "footer"))
"""Ghost's two menus, and where each belongs."""


def person_of(key: str, user: GhostUser, site: str, addresses: GhostAddresses) -> Person:
    """The public side of a staff member. E-mail and password stay where they are, and a role is no job title."""
    name = line_of_text(user.row.get("name"))
    slug = text_of(user.row.get("slug")).strip()
    shown = name if name and "@" not in name else slug or "Staff"
    picture = address_of(user.row.get("profile_image") or user.row.get("image"), site)
    biography = text_of(user.row.get("bio")).strip()
    return Person(
        Origin(key, user.file, user.line),
        shown,
        slug=slug or shown,
        biography=f"<p>{escape(biography, quote=False)}</p>" if biography else "",
        website=text_of(user.row.get("website")).strip(),
        profiles=dict(_profiles(user)),
        picture=MediaRef(picture) if picture else None,
        addresses=addresses.of_author(slug) if slug else (),
    )


def _profiles(user: GhostUser) -> Iterator[tuple[str, str]]:
    for column, (service, address) in PROFILES.items():
        handle = text_of(user.row.get(column)).strip()
        if handle.startswith(("https://", "http://")):
            yield service, handle
        elif handle:
            keeps_sign = service == "youtube"
            yield service, address.format(quote(handle if keeps_sign else handle.lstrip("@"), safe="/@._-"))
    if mastodon := text_of(user.row.get("mastodon")).strip():
        yield "mastodon", _mastodon(mastodon)


def _mastodon(handle: str) -> str:
    """'@jo@social.example' as an address."""
    if handle.startswith(("https://", "http://")):
        return handle
    name, _, host = handle.strip("@").partition("@")
    return f"https://{host or 'mastodon.social'}/@{name}" if "/" not in handle else f"https://{handle}"


def term_of(tag: GhostTag, taxonomy: Taxonomy, site: str, addresses: GhostAddresses) -> Term:
    picture = address_of(tag.row.get("feature_image") or tag.row.get("image"), site)
    return Term(
        Origin(tag.key, tag.file, tag.line),
        taxonomy,
        tag.name,
        tag.slug,
        description=line_of_text(tag.row.get("description")),
        accent=text_of(tag.row.get("accent_color")).strip(),
        picture=MediaRef(picture) if picture else None,
        addresses=addresses.of_tag(tag.slug),
    )


# Menus


def menus_of(index: GhostIndex, site: str, terms: dict[str, tuple[str, str]]) -> Iterator[Record]:
    """`terms` maps the slugs of tags to the kind and key of what they became."""
    file = index.files.exports[0].label
    for setting, place in MENUS:
        origin = Origin(place, file)
        items: list[MenuItem] = []
        for label, address in _entries(index.settings.get(setting, "")):
            url = address_of(address, site)
            if "#/portal" in url:
                yield Skipped(origin, "menu item", "opens Ghost's own window for members", label)
            else:
                items.append(_item(label, url, site, terms))
        if items:
            name = "Navigation" if place == "navigation" else line_of_text(index.settings.get("title")) or "Footer"
            yield Menu(origin, name, place, items)


def _entries(text: str) -> list[tuple[str, str]]:
    try:
        found = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return []
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    return [(line_of_text(row.get("label")), text_of(row.get("url")).strip()) for row in rows]


def _item(label: str, url: str, site: str, terms: dict[str, tuple[str, str]]) -> MenuItem:
    path = url.removeprefix(site) if site else url
    slug = path.strip("/").removeprefix("tag/") if path.strip("/").startswith("tag/") else ""
    kind, key = terms.get(slug, ("", ""))
    return MenuItem(label, target_kind=kind, target=key) if key else MenuItem(label, url or "/")


# Remarks


def remarks_on(index: GhostIndex) -> Iterator[Record]:
    """What the export holds that readers are not shown, or that has no place here."""
    file = index.files.exports[0].label
    place = Origin("", file)
    title = line_of_text(index.settings.get("title")) or file
    for name in INJECTIONS:
        if code := index.settings.get(name, "").strip():
            yield Warned(place, title, injection_note(name, code))
    for tag in index.tags.values():
        origin = Origin(tag.key, tag.file, tag.line)
        if tag.is_internal:
            message = f"is an internal tag, on {index.uses_of(tag.key)} posts; no reader ever saw it, so it stays out"
            yield Warned(origin, tag.name, message)
        for name in INJECTIONS:
            if code := text_of(tag.row.get(name)).strip():
                yield Warned(origin, tag.name, injection_note(name, code))
    for table, count in index.unread.items():
        yield Skipped(place, NOT_READ[table], "has no place in this paper; it stays in the export", "", count)


def injection_note(name: str, code: str) -> str:
    where = "head" if name.endswith("head") else "foot"
    return f"has code for the page's {where} ({len(code)} characters), which is not run here: {code[:120]}"
