"""Items of a WordPress export: what each story, page, photo, file and guest author becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from django.utils.timezone import localtime

from broadsheet.ingest.exporters.content import PageContent, StoryContent
from broadsheet.ingest.exporters.media_book import Placed
from broadsheet.ingest.exporters.outside import Outside
from broadsheet.ingest.exporters.page_bodies import PageBody
from broadsheet.ingest.exporters.readers import Readers
from broadsheet.ingest.exporters.whole_body import whole_body
from broadsheet.ingest.exporters.wordpress_blocks import BlockMarkup
from broadsheet.ingest.exporters.wordpress_terms import SECTION, Terms, encoded, log_in_of, term_number
from broadsheet.ingest.exporters.wordpress_xml import Xml
from broadsheet.ingest.records import State
from broadsheet.newsroom.models import Author, ReaderComment

STATUSES = {
    State.PUBLISHED: "publish",
    State.PASSWORD: "publish",
    State.PRIVATE: "private",
    State.SCHEDULED: "future",
    State.DRAFT: "draft",
}
PAGE, PHOTO, FILE, GUEST, MENU_ITEM = 1, 2, 3, 4, 5
NO_DATE = "0000-00-00 00:00:00"


def number_of(kind: int, pk: int) -> int:
    """A number no other item has."""
    return pk * 8 + kind


@dataclass(frozen=True)
class Entry:
    """The fields every item has. ``date`` is None where it has none yet."""

    number: int
    kind: str
    title: str
    slug: str
    link: str
    status: str
    date: datetime | None = None
    modified: datetime | None = None
    author: str = ""
    content: str = ""
    excerpt: str = ""
    parent: int = 0
    order: int = 0
    password: str = ""
    is_sticky: bool = False
    terms: str = ""
    meta: str = ""
    comments: str = ""
    attachment: str = ""


class Items:
    """Writes items as XML. ``pinned`` are the ids of stories kept at the top of the front."""

    def __init__(self, outside: Outside, terms: Terms, xml: Xml, pinned: frozenset[int]) -> None:
        self.outside, self.terms, self.xml, self.pinned = outside, terms, xml, pinned
        self.readers = Readers()
        self.markup = BlockMarkup(outside, lambda pk: number_of(PHOTO, pk), lambda pk: number_of(FILE, pk))

    def item(self, entry: Entry) -> str:
        """One ``<item>``."""
        xml = self.xml
        date = entry.date or entry.modified
        children = [
            xml.html("title", entry.title),
            xml.plain("link", entry.link),
            xml.plain("pubDate", format_datetime(entry.date.astimezone(UTC)) if entry.date else ""),
            xml.cdata("dc:creator", entry.author),
            f'<guid isPermaLink="false">{xml.plain("x", entry.link)[3:-4]}</guid>',
            "<description></description>",
            xml.cdata("content:encoded", entry.content),
            xml.html("excerpt:encoded", entry.excerpt),
            xml.plain("wp:post_id", entry.number),
            xml.cdata("wp:post_date", _local(date)),
            xml.cdata("wp:post_date_gmt", _universal(entry.date)),
            xml.cdata("wp:post_modified", _local(entry.modified or date)),
            xml.cdata("wp:post_modified_gmt", _universal(entry.modified or entry.date)),
            xml.cdata("wp:comment_status", "closed"),
            xml.cdata("wp:ping_status", "closed"),
            xml.cdata("wp:post_name", encoded(entry.slug)),
            xml.cdata("wp:status", entry.status),
            xml.plain("wp:post_parent", entry.parent),
            xml.plain("wp:menu_order", entry.order),
            xml.cdata("wp:post_type", entry.kind),
            xml.cdata("wp:post_password", entry.password),
            xml.plain("wp:is_sticky", int(entry.is_sticky)),
            xml.cdata("wp:attachment_url", entry.attachment) if entry.attachment else "",
            entry.terms,
            entry.meta,
            entry.comments,
        ]
        return xml.group("item", filter(None, children))

    # Stories and pages

    def story(self, content: StoryContent, comments: Sequence[ReaderComment]) -> str:
        """A post."""
        story = content.page
        state, password = self.readers.state(content)
        return self.item(
            Entry(
                number_of(PAGE, story.pk),
                "post",
                story.title,
                story.slug,
                self.outside.address(story.address),
                STATUSES[state],
                _date(story, state),
                story.last_published_at or story.latest_revision_created_at,
                log_in_of(content.authors[0]) if content.authors else "",
                self.markup.body(whole_body(content)),
                story.standfirst,
                password=password,
                is_sticky=story.pk in self.pinned,
                terms=self._story_terms(content),
                meta=self.xml.metas(self._story_meta(content)),
                comments=self._comments(comments),
            )
        )

    def page(self, content: PageContent, body: PageBody, comments: Sequence[ReaderComment]) -> str:
        """A page."""
        page = content.page
        state, password = self.readers.state(content)
        return self.item(
            Entry(
                number_of(PAGE, page.pk),
                "page",
                page.title,
                page.slug,
                self.outside.address(page.address),
                STATUSES[state],
                page.go_live_at if state is State.SCHEDULED else page.first_published_at,
                page.last_published_at or page.latest_revision_created_at,
                content=self.markup.body(body.rows),
                excerpt=body.excerpt,
                parent=number_of(PAGE, body.parent) if body.parent else 0,
                order=body.order,
                password=password,
                meta=self.xml.metas(self._search_meta(page)),
                comments=self._comments(comments),
            )
        )

    def _story_terms(self, content: StoryContent) -> str:
        own = self.terms.content.sections.get(content.page.section_id)
        sections = [section for section in [own, *content.further_sections] if section is not None]
        found = [self.terms.category(section) for section in dict.fromkeys(sections)]
        found += [self.xml.term("post_tag", encoded(topic.slug), topic.name) for topic in content.topics]
        if len(content.authors) > 1 or any(author.is_guest for author in content.authors):
            found += [self.xml.term("author", f"cap-{log_in_of(one)}", one.name) for one in content.authors]
        return "\n".join(found)

    def _story_meta(self, content: StoryContent) -> dict[str, object]:
        story = content.page
        picture = self.outside.media.photo(story.lead_picture_id)
        social = self.outside.media.photo(story.social_picture_id)
        return {
            "_thumbnail_id": number_of(PHOTO, picture.id) if picture else "",
            **self._search_meta(story),
            "_yoast_wpseo_canonical": story.canonical_url,
            "_yoast_wpseo_primary_category": term_number(SECTION, story.section_id) if story.section_id else "",
            "_yoast_wpseo_opengraph-image": social.url if social else "",
            "_yoast_wpseo_opengraph-image-id": number_of(PHOTO, social.id) if social else "",
            "kicker": story.kicker,
            "short_headline": story.short_headline,
            "kind": story.kind,
            "language": story.language,
            "hide_from_lists": 1 if story.hide_from_lists else "",
            "lead_caption": story.lead_caption,
            "lead_alt": story.lead_alt,
        }

    def _search_meta(self, page: Any) -> dict[str, object]:
        return {"_yoast_wpseo_title": page.seo_title, "_yoast_wpseo_metadesc": page.search_description}

    def _comments(self, comments: Sequence[ReaderComment]) -> str:
        xml = self.xml
        return "".join(
            xml.group(
                "wp:comment",
                [
                    xml.plain("wp:comment_id", comment.pk),
                    xml.cdata("wp:comment_author", comment.author),
                    xml.cdata("wp:comment_author_email", ""),
                    xml.plain("wp:comment_author_url", comment.website),
                    xml.cdata("wp:comment_author_IP", ""),
                    xml.cdata("wp:comment_date", _local(comment.written_at)),
                    xml.cdata("wp:comment_date_gmt", _universal(comment.written_at)),
                    xml.cdata("wp:comment_content", comment.body),
                    xml.cdata("wp:comment_approved", "1" if comment.is_approved else "0"),
                    xml.cdata("wp:comment_type", "pingback" if comment.is_mention else "comment"),
                    xml.plain("wp:comment_parent", comment.parent_id or 0),
                    xml.plain("wp:comment_user_id", 0),
                ],
            )
            for comment in comments
        )

    # Media and people

    def attachment(self, kind: int, placed: Placed, date: datetime, credit: str = "", description: str = "") -> str:
        """A photo or file; the file itself lies in uploads/ under the path it names."""
        meta = {"_wp_attached_file": placed.path, "_wp_attachment_image_alt": placed.alt, "credit": credit}
        slug = placed.path.rpartition("/")[2].rpartition(".")[0]
        return self.item(
            Entry(
                number_of(kind, placed.id), "attachment", placed.title, slug, placed.url, "inherit", date,
                content=description, excerpt=placed.caption, meta=self.xml.metas(meta), attachment=placed.url,
            )
        )  # fmt: skip

    def guest(self, author: Author, date: datetime) -> str:
        """A guest author, as Co-Authors Plus keeps one."""
        picture = self.outside.media.photo(author.picture_id)
        first, _, last = author.name.rpartition(" ")
        meta = {
            "cap-user_login": log_in_of(author),
            "cap-display_name": author.name,
            "cap-first_name": first or last,
            "cap-last_name": last if first else "",
            "cap-website": author.website,
            "cap-user_email": author.email,
            "cap-description": self.outside.rich(author.biography),
            "_thumbnail_id": number_of(PHOTO, picture.id) if picture else "",
        }
        slug = f"cap-{log_in_of(author)}"
        return self.item(
            Entry(
                number_of(GUEST, author.pk), "guest-author", author.name, slug,
                self.outside.address(author.address), "publish", date, meta=self.xml.metas(meta),
            )
        )  # fmt: skip


def _date(story: Any, state: State) -> datetime | None:
    if state is State.SCHEDULED:
        return story.go_live_at
    return story.published_at or story.first_published_at


def _local(moment: datetime | None) -> str:
    return _mysql(localtime(moment)) if moment else NO_DATE


def _universal(moment: datetime | None) -> str:
    return _mysql(moment.astimezone(UTC)) if moment else NO_DATE


def _mysql(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "seconds")
