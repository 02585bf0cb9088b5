"""Posts and pages of a WordPress export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, tzinfo

from broadsheet.ingest.addresses import path_of
from broadsheet.ingest.parsers import wxr_dates
from broadsheet.ingest.parsers.page_notes import page_notes
from broadsheet.ingest.parsers.wxr_items import WxrItem, plain, readable_slug
from broadsheet.ingest.parsers.wxr_people import byline_of, numbered_picture
from broadsheet.ingest.parsers.wxr_search import canonical_address, search_description, search_title, social_picture
from broadsheet.ingest.records import BodyFormat, Origin, Page, State, Story

STATES = {
    "publish": State.PUBLISHED,
    "future": State.SCHEDULED,
    "draft": State.DRAFT,
    "pending": State.PENDING,
    "private": State.PRIVATE,
}


def story_of(item: WxrItem, origin: Origin, zone: tzinfo, base: str) -> Story:
    """Everything but its sections and topics, which only the whole export knows (see wxr_terms)."""
    published = wxr_dates.published_at(item.fields, zone)
    return Story(
        origin,
        title=plain(item.get("title")),
        slug=readable_slug(item.get("post_name")),
        state=state_of(item),
        body=item.get("content"),
        body_format=format_of(item.get("content")),
        published=published,
        updated=_updated(item, zone, published),
        authors=byline_of(item),
        standfirst=plain(item.get("excerpt")),
        picture=numbered_picture(item.meta.get("_thumbnail_id", "")),
        footnotes=_footnotes(item),
        addresses=_addresses(item, base),
        notes=_notes(item, published),
        seo_title=search_title(item),
        seo_description=search_description(item),
        canonical=canonical_address(item),
        social_picture=social_picture(item),
        is_pinned=item.get("is_sticky").strip() == "1",
        password=item.get("post_password").strip(),
    )


def page_of(item: WxrItem, origin: Origin, zone: tzinfo, base: str) -> Page:
    published = wxr_dates.published_at(item.fields, zone)
    return Page(
        origin,
        title=plain(item.get("title")),
        slug=readable_slug(item.get("post_name")),
        state=state_of(item),
        body=item.get("content"),
        body_format=format_of(item.get("content")),
        parent=item.parent,
        order=item.order,
        published=published,
        updated=_updated(item, zone, published),
        standfirst=plain(item.get("excerpt")),
        picture=numbered_picture(item.meta.get("_thumbnail_id", "")),
        footnotes=_footnotes(item),
        addresses=_addresses(item, base),
        notes=(*_notes(item, published), *_left_out_of_page(item)),
        seo_title=search_title(item),
        seo_description=search_description(item),
        password=item.get("post_password").strip(),
    )


def state_of(item: WxrItem) -> State:
    """An unknown status (a plugin's own) counts as a draft: nothing is published by accident. A password shuts only
    what was published; what waited behind one for its date stays a draft, lest everybody read it then."""
    state = STATES.get(item.status, State.DRAFT)
    if not item.get("post_password").strip():
        return state
    return {State.PUBLISHED: State.PASSWORD, State.SCHEDULED: State.DRAFT}.get(state, state)


def format_of(content: str) -> BodyFormat:
    return BodyFormat.GUTENBERG if "<!-- wp:" in content else BodyFormat.CLASSIC


def _updated(item: WxrItem, zone: tzinfo, published: datetime | None) -> datetime | None:
    """WordPress writes a modification date before the publication date when an old date was set by hand."""
    updated = wxr_dates.modified_at(item.fields, zone)
    return updated if updated and (published is None or updated > published) else None


def _footnotes(item: WxrItem) -> tuple[str, ...]:
    try:
        notes = json.loads(item.meta.get("footnotes", "") or "[]")
    except (ValueError, RecursionError):
        return ()
    if not isinstance(notes, list):
        return ()
    return tuple(str(note.get("content", "")) for note in notes if isinstance(note, dict))


def _addresses(item: WxrItem, base: str) -> tuple[str, ...]:
    """The permalink, the permalink it had before, and WordPress's numbered address."""
    numbered = f"{base}/?{'page_id' if item.type == 'page' else 'p'}={item.key}"
    found = [f"{base}/?p={item.key}", numbered]
    link = item.get("link").strip()
    if link:
        permalink = path_of(link)
        found.insert(0, permalink)
        slug, old = readable_slug(item.get("post_name")), item.meta.get("_wp_old_slug", "").strip()
        if old and slug and permalink.endswith(f"/{slug}/"):
            found.append(permalink.removesuffix(f"{slug}/") + f"{old}/")
    return tuple(dict.fromkeys(found))


def _left_out_of_page(item: WxrItem) -> Iterator[str]:
    """WordPress names a user for every page, which is no byline; a plugin's list of authors is one."""
    terms = [*item.terms_of("category"), *item.terms_of("post_tag")]
    authors = [term.name for term in item.terms_of("author")]
    yield from page_notes(canonical_address(item), social_picture(item), [term.name for term in terms], authors)


def _notes(item: WxrItem, published: datetime | None) -> tuple[str, ...]:
    notes = []
    if item.status not in STATES:
        notes.append(f"its status “{item.status}” is not one of WordPress's own, so it is kept as a draft")
    if item.status == "future" and item.get("post_password").strip():
        notes.append("was to be published behind a password, so it is kept as a draft")
    if published is None and item.status in ("publish", "future"):
        notes.append("has no usable date")
    return tuple(notes)
