"""Rows of a Ghost export for stories and pages, within the lengths Ghost insists on.

The lengths are those of Ghost's own schema (TryGhost/Ghost, core/server/data/schema/schema.js): one field that is too
long makes it refuse a whole file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any

from broadsheet.ingest.exporters.content import PageContent, StoryContent
from broadsheet.ingest.exporters.ghost_addresses import Addresses
from broadsheet.ingest.exporters.ghost_lexical import LexicalBodies, credited
from broadsheet.ingest.exporters.ghost_nodes import Node
from broadsheet.ingest.exporters.ghost_notes import Notes
from broadsheet.ingest.exporters.ghost_terms import (
    HIDDEN,
    INTERNAL,
    INTERNALS,
    POST,
    SECTION,
    USER,
    Terms,
    id_of,
    moment,
)
from broadsheet.ingest.exporters.media_book import Placed
from broadsheet.ingest.exporters.page_bodies import PageBody
from broadsheet.ingest.exporters.readers import Readers
from broadsheet.ingest.exporters.whole_body import Row, whole_body
from broadsheet.ingest.records import State
from broadsheet.lib.addresses import address_of_path
from broadsheet.newsroom.models.stories import Kind

STATUSES = {State.PUBLISHED: "published", State.SCHEDULED: "scheduled"}
"""Whatever is not for everybody is a draft: Ghost knows no password and no log-in of the house's own."""
LONGEST_TITLE = 255
LONGEST_EXCERPT = 300
LONGEST_SEARCH_TITLE = 300
LONGEST_SEARCH_DESCRIPTION = 500
LONGEST_ALT = 191
LONGEST_LOCALE = 6


@dataclass(frozen=True)
class PostRows:
    """One post with what hangs on it: ids of tags and authors in their order."""

    post: Node
    meta: Node
    tags: Sequence[str] = field(default=())
    authors: Sequence[str] = field(default=())


class Posts:
    """Makes the rows. ``pinned`` are the ids of stories kept at the top of the front; ``closed`` counts what readers
    had to log in for, and is a draft there."""

    def __init__(self, terms: Terms, addresses: Addresses, notes: Notes, pinned: frozenset[int], now: datetime) -> None:
        self.terms, self.addresses, self.notes, self.pinned, self.now = terms, addresses, notes, pinned, now
        self.outside = terms.outside
        self.bodies = LexicalBodies(self.outside)
        self.readers = Readers()
        self.closed = 0

    def story(self, content: StoryContent) -> PostRows:
        """A story; its own section comes first of its tags, which makes it the primary one."""
        story = content.page
        status = self._status(content)
        date = story.go_live_at if status == "scheduled" else story.published_at or story.first_published_at
        excerpt, lead = self._excerpt(story.standfirst, story)
        picture = self.outside.media.photo(story.lead_picture_id)
        if story.kicker and not story.is_sponsored:
            self.notes.add("kicker", address_of_path(story.url_path), f"stays here, Ghost has none: {story.kicker}")
        post = {
            **self._post(story, "post", status, date),
            "lexical": self.bodies.body([*self._label(story), *lead, *whole_body(content)]),
            "feature_image": picture.url if picture else None,
            "featured": int(story.pk in self.pinned),
            "locale": self._locale(story),
            "custom_excerpt": excerpt,
            "canonical_url": story.canonical_url or None,
        }
        authors = [id_of(USER, author.pk) for author in content.authors]
        return PostRows(post, self._story_meta(story, picture), self._tags(content), authors or [self.terms.house])

    def page(self, content: PageContent, body: PageBody) -> PostRows:
        """A page: Ghost keeps them all at one level."""
        page = content.page
        status = self._status(content)
        date = page.go_live_at if status == "scheduled" else page.first_published_at
        excerpt, lead = self._excerpt(body.excerpt, page)
        post = {
            **self._post(page, "page", status, date),
            "lexical": self.bodies.body([*lead, *body.rows]),
            "custom_excerpt": excerpt,
        }
        return PostRows(post, self._search_meta(page), authors=[self.terms.house])

    def _status(self, content: PageContent) -> str:
        state, _password = self.readers.state(content)
        if state in (State.PASSWORD, State.PRIVATE):
            self.closed += 1
            self.notes.add(
                "closed", address_of_path(content.page.url_path), "is not for everybody here, and a draft there"
            )
        return STATUSES.get(state, "draft")

    def _post(self, page: Any, kind: str, status: str, date: datetime | None) -> Node:
        changed = page.last_published_at or page.latest_revision_created_at or date or self.now
        return {
            "id": id_of(POST, page.pk),
            "uuid": str(page.translation_key),
            "title": self.notes.fit(page.title, LONGEST_TITLE, address_of_path(page.url_path), "the headline"),
            "slug": self.addresses.pages[page.pk],
            "mobiledoc": None,
            "html": None,
            "type": kind,
            "status": status,
            "visibility": "public",
            "email_recipient_filter": "none",
            "created_at": moment(page.first_published_at or date or changed),
            "updated_at": moment(changed),
            "published_at": moment(date or (changed if status == "published" else None)),
        }

    def _excerpt(self, text: str, page: Any) -> tuple[str | None, list[Row]]:
        """A standfirst too long for Ghost's excerpt also opens the text, whole."""
        shown = self.notes.fit(
            " ".join(text.split()), LONGEST_EXCERPT, address_of_path(page.url_path), "the standfirst"
        )
        is_whole = shown == " ".join(text.split())
        return shown or None, [] if is_whole else [("text", f"<p><b>{escape(text.strip(), quote=False)}</b></p>")]

    def _label(self, story: Any) -> list[Row]:
        """Readers must see what was paid for, and no theme shows an internal tag."""
        by_whom = f"<p>{escape(story.kicker, quote=False)}</p>" if story.kicker else ""
        return [("info_box", {"title": str(story.get_kind_display()), "text": by_whom})] if story.is_sponsored else []

    def _locale(self, story: Any) -> str | None:
        language = story.language if len(story.language) <= LONGEST_LOCALE else story.language.partition("-")[0]
        return language or None

    def _tags(self, content: StoryContent) -> list[str]:
        story = content.page
        sections = [story.section_id, *(section.pk for section in content.further_sections)]
        known = [id_of(SECTION, pk) for pk in sections if pk in self.terms.content.sections]
        names = [HIDDEN] if story.hide_from_lists else []
        names += [story.kind] if story.kind != Kind.NEWS else []
        internal = [id_of(INTERNAL, INTERNALS.index(name)) for name in names]
        topics = [self.terms.topic(topic.pk) for topic in content.topics]
        return list(dict.fromkeys([*known, *topics, *internal]))

    def _story_meta(self, story: Any, picture: Placed | None) -> Node:
        social = self.outside.media.photo(story.social_picture_id)
        caption = story.lead_caption or (picture.caption if picture else "")
        alt = story.lead_alt or (picture.alt if picture else "")
        return {
            **self._search_meta(story),
            "og_image": social.url if social else None,
            "twitter_image": social.url if social else None,
            "og_title": story.short_headline or None,
            "twitter_title": story.short_headline or None,
            "feature_image_alt": self._fit(alt, LONGEST_ALT, story, "the alternative text") if picture else None,
            "feature_image_caption": (credited(caption, picture) or None) if picture else None,
        }

    def _search_meta(self, page: Any) -> Node:
        return {
            "meta_title": self._fit(page.seo_title, LONGEST_SEARCH_TITLE, page, "the title for search"),
            "meta_description": self._fit(
                page.search_description, LONGEST_SEARCH_DESCRIPTION, page, "the description for search"
            ),
        }

    def _fit(self, text: str, most: int, page: Any, name: str) -> str | None:
        return self.notes.fit(text or "", most, address_of_path(page.url_path), name) or None
