"""Posts and pages of a Ghost export as stories and standing pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape

from broadsheet.ingest.parsers.ghost_addresses import GhostAddresses
from broadsheet.ingest.parsers.ghost_body import body_of
from broadsheet.ingest.parsers.ghost_cards import Notes
from broadsheet.ingest.parsers.ghost_files import Row, TableRow
from broadsheet.ingest.parsers.ghost_index import GhostIndex, GhostTag
from broadsheet.ingest.parsers.ghost_people import injection_note
from broadsheet.ingest.parsers.ghost_values import address_of
from broadsheet.ingest.parsers.json_values import flag_of, headline_of, language_of, line_of_text, moment_of, text_of
from broadsheet.ingest.parsers.page_notes import page_notes
from broadsheet.ingest.records import BodyFormat, MediaRef, Origin, Page, State, Story

STATES = {"published": State.PUBLISHED, "scheduled": State.SCHEDULED, "draft": State.DRAFT, "sent": State.DRAFT}
PUBLIC = ("", "public")


@dataclass(slots=True)
class _Post:
    """A row with what other tables say of it; `values` are its own and those of posts_meta."""

    origin: Origin
    values: Row
    state: State
    body: str
    published: datetime | None
    authors: tuple[str, ...]
    tags: list[GhostTag]


@dataclass(slots=True)
class PostReader:
    """Turns rows into records. `sections` are the keys of the tags that became sections; `opens_members` makes what
    only members could read public."""

    index: GhostIndex
    addresses: GhostAddresses
    site: str
    sections: frozenset[str]
    opens_members: bool

    def record(self, found: TableRow) -> Story | Page:
        row = found.row
        key = text_of(row.get("id")).strip()
        meta = {**self.index.meta_of(key), **{name: value for name, value in row.items() if value is not None}}
        notes = Notes()
        tags = [tag for tag in self.index.tags_of(key) if not tag.is_internal]
        published = moment_of(row.get("published_at"))
        state = self._state(row, meta, published, notes)
        _note_oddities(meta, state, published, notes)
        post = _Post(
            Origin(key, found.file, found.line),
            meta,
            state,
            body_of(row, self.site, notes),
            published,
            self._authors(row, key, notes),
            tags,
        )
        is_page = row.get("type") == "page" or ("type" not in row and flag_of(row.get("page")))
        if is_page:
            self._note_left_out(post, notes)
        record = self._page(post) if is_page else self._story(post)
        record.notes = tuple(notes.lines)
        return record

    def _story(self, post: _Post) -> Story:
        meta = post.values
        sections = tuple(tag.key for tag in post.tags if tag.key in self.sections)
        return Story(
            post.origin,
            title=headline_of(meta.get("title")),
            slug=_slug(meta),
            state=post.state,
            body=post.body,
            body_format=BodyFormat.HTML,
            published=post.published,
            updated=_updated(post),
            authors=post.authors,
            sections=sections,
            home=sections[0] if sections else "",
            topics=tuple(tag.key for tag in post.tags if tag.key not in self.sections),
            standfirst=line_of_text(meta.get("custom_excerpt")),
            picture=self._picture(meta, "feature_image", "image"),
            picture_caption=line_of_text(meta.get("feature_image_caption")),
            picture_alt=line_of_text(meta.get("feature_image_alt")),
            language=language_of(meta.get("locale")),
            seo_title=line_of_text(meta.get("meta_title")),
            seo_description=line_of_text(meta.get("meta_description")),
            canonical=self._canonical(meta),
            social_picture=self._picture(meta, "og_image", "twitter_image"),
            is_pinned=flag_of(meta.get("featured")),
            addresses=self._addresses(post),
        )

    def _note_left_out(self, post: _Post, notes: Notes) -> None:
        authors = [line_of_text(self.index.users[key].row.get("name")) for key in post.authors]
        shared = self._picture(post.values, "og_image", "twitter_image")
        topics = [tag.name for tag in post.tags]
        for note in page_notes(self._canonical(post.values), shared, topics, list(filter(None, authors))):
            notes.add(note)

    def _page(self, post: _Post) -> Page:
        """A standing page has no lead picture here: it opens the body."""
        meta = post.values
        picture = self._picture(meta, "feature_image", "image")
        return Page(
            post.origin,
            title=headline_of(meta.get("title")),
            slug=_slug(meta),
            state=post.state,
            body=(_lead_figure(picture.url, meta) if picture else "") + post.body,
            body_format=BodyFormat.HTML,
            published=post.published,
            updated=_updated(post),
            standfirst=line_of_text(meta.get("custom_excerpt")),
            seo_title=line_of_text(meta.get("meta_title")),
            seo_description=line_of_text(meta.get("meta_description")),
            addresses=self.addresses.of_page(_slug(meta), _uuid(post)),
        )

    def _state(self, row: Row, meta: Row, published: datetime | None, notes: Notes) -> State:
        """How public it was. What was for members is never published by a date that comes."""
        status = text_of(row.get("status")).strip() or "draft"
        state = STATES.get(status, State.DRAFT)
        if status not in STATES:
            notes.add(f"its status “{status[:40]}” is unknown, so it is kept as a draft")
        if status == "sent" or flag_of(meta.get("email_only")):
            notes.add("only went out by e-mail, so it is kept as a draft")
            return State.DRAFT
        visibility = text_of(row.get("visibility")).strip()
        if visibility in PUBLIC or state is State.DRAFT or self.opens_members:
            return state
        if state is State.SCHEDULED:
            notes.add("was scheduled for members only, so it is kept as a draft")
            return State.DRAFT
        return State.MEMBERS if visibility == "members" else State.PAID

    def _authors(self, row: Row, key: str, notes: Notes) -> tuple[str, ...]:
        """Before posts could have several authors, the one stood in the post itself."""
        wanted = self.index.authors_of(key) or [text_of(row.get("author_id")).strip()]
        known = tuple(author for author in wanted if author in self.index.users)
        if not known:
            notes.add("names no author that the export holds")
        return known

    def _addresses(self, post: _Post) -> tuple[str, ...]:
        authors = [text_of(self.index.users[key].row.get("slug")).strip() for key in post.authors]
        facts = {
            "tag": frozenset(tag.slug for tag in self.index.tags_of(post.origin.key)),
            "primary_tag": frozenset(tag.slug for tag in post.tags[:1]),
            "author": frozenset(authors),
            "primary_author": frozenset(authors[:1]),
            "featured": frozenset(["true" if flag_of(post.values.get("featured")) else "false"]),
        }
        return self.addresses.of_post(_slug(post.values), _uuid(post), post.published, facts)

    def _picture(self, meta: Row, *names: str) -> MediaRef | None:
        address = next((found for name in names if (found := address_of(meta.get(name), self.site))), "")
        return MediaRef(address) if address and not address.lower().startswith("data:") else None

    def _canonical(self, meta: Row) -> str:
        address = address_of(meta.get("canonical_url"), self.site)
        return address if address.startswith(("https://", "http://")) else ""


def _slug(row: Row) -> str:
    return text_of(row.get("slug")).strip()


def _uuid(post: _Post) -> str:
    return text_of(post.values.get("uuid")).strip()


def _updated(post: _Post) -> datetime | None:
    updated = moment_of(post.values.get("updated_at"))
    return updated if updated and (post.published is None or updated > post.published) else None


def _note_oddities(meta: Row, state: State, published: datetime | None, notes: Notes) -> None:
    for name in ("codeinjection_head", "codeinjection_foot"):
        if code := text_of(meta.get(name)).strip():
            notes.add(injection_note(name, code))
    if published is None and state in (State.PUBLISHED, State.SCHEDULED):
        notes.add("has no usable date")


def _lead_figure(address: str, meta: Row) -> str:
    alt = escape(line_of_text(meta.get("feature_image_alt")))
    caption = escape(line_of_text(meta.get("feature_image_caption")), quote=False)
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure class="kg-card kg-image-card"><img src="{escape(address)}" alt="{alt}">{below}</figure>'
