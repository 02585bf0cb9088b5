"""Stories, sections and standing pages as Markdown files with YAML front matter, one a page."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, PageViewRestriction

from broadsheet.ingest.exporters.blocks import blocks_of, photo_reference, rich_text
from broadsheet.ingest.exporters.content import Content, PageContent, StoryContent
from broadsheet.ingest.exporters.file_names import media_name, stem_of
from broadsheet.ingest.exporters.markdown_bodies import markdown_body, markdown_field
from broadsheet.ingest.exporters.references import raw_rows
from broadsheet.ingest.exporters.yaml_text import yaml_text
from broadsheet.ingest.own_export import MOMENTS
from broadsheet.newsroom.models import StorySource


class Keys:
    """Where pages lie in the folder: the stems of all pages above them below the front, and their own."""

    def __init__(self, content: Content) -> None:
        self._of: dict[str, str] = {content.front.path: ""}
        for section in sorted(content.sections.values(), key=lambda section: section.path):
            self.add(section)

    def add(self, page: Page) -> str:
        """Remembers the key of a page that others lie under; its parent was added before it."""
        return self._of.setdefault(page.path, self.of(page))

    def of(self, page: Page) -> str:
        """'news/courts/clerk-jailed'."""
        if page.path in self._of:
            return self._of[page.path]
        above = self._of.get(page.path[: -page.steplen], "")
        return f"{above}/{stem_of(page.slug)}".lstrip("/")


def document(values: dict[str, Any], body: str = "") -> str:
    """A file: its fields, those without a value left out, and its text."""
    filled = {name: value for name, value in values.items() if value not in ("", [], {}, False)}
    return f"---\n{yaml_text(filled)}---\n{body}"


def story_document(one: StoryContent, content: Content, keys: Keys, stem: str) -> str:
    """A story, or its unpublished changes where `one` is a draft; `stem` is the name of its file."""
    story = one.page
    values = {
        "headline": story.title,
        "slug": _slug(story, stem),
        "short_headline": story.short_headline,
        "kicker": story.kicker,
        "standfirst": story.standfirst,
        "kind": "" if story.kind == "news" else story.kind,
        **_publication(one, story.published_at),
        "authors": [stem_of(author.slug) for author in one.authors],
        "topics": [stem_of(topic.slug) for topic in one.topics],
        "sections": [keys.of(section) for section in one.further_sections],
        "picture": photo_reference(story.lead_picture_id, content).url,
        "picture_caption": story.lead_caption,
        "picture_alt": story.lead_alt,
        "social_picture": photo_reference(story.social_picture_id, content).url,
        "key_points": [_key_point(row["value"]) for row in raw_rows(story.key_points)],
        "summary": markdown_field(rich_text(story.summary, content)),
        "questions": [_question(row["value"], content) for row in raw_rows(story.questions)],
        "corrections": [
            {"kind": note.kind, "date": note.date, "note": markdown_field(rich_text(note.note, content))}
            | _filled(was_wrong=note.was_wrong, who=note.who, on_card=note.on_card)
            for note in one.corrections
        ],
        "sources": [_source(source) for source in one.sources],
        "machines": _filled(use=story.machine_use, words=story.machine_words),
        "language": story.language,
        "hide_from_lists": story.hide_from_lists,
        "no_republishing": story.no_republishing,
        "canonical": story.canonical_url,
        **_for_machines(one),
    }
    return document(values, markdown_body(blocks_of(story.body, content)))


def _filled(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", False)}


def _source(source: StorySource) -> dict[str, Any]:
    """With what is for the desk alone: the folder is the paper's own."""
    file = f"files/{media_name(source.file.file.name)}" if source.file else ""
    names = ("name", "role", "is_unnamed", "why_unnamed", "url", "desk_note")
    return {"kind": source.kind} | _filled(file=file, **{name: getattr(source, name) for name in names})


def standing_document(one: PageContent, content: Content, stem: str, order: int) -> str:
    page = one.page
    values = {
        "title": page.title,
        "slug": _slug(page, stem),
        "standfirst": page.standfirst,
        "order": order,
        **_publication(one),
        **_for_machines(one),
    }
    return document(values, markdown_body(blocks_of(page.body, content)))


def section_document(one: PageContent, content: Content, stem: str, order: int) -> str:
    section = one.page
    values = {
        "title": section.title,
        "slug": _slug(section, stem),
        "description": section.standfirst,
        "accent": section.accent,
        "order": order,
        "picture": photo_reference(section.picture_id, content).url,
        **_publication(one),
        **_for_machines(one),
    }
    return document(values)


def page_values(one: PageContent) -> dict[str, Any]:
    """What every page has, whatever its kind."""
    return {"title": one.page.title, "slug": one.page.slug, **_publication(one), **_for_machines(one)}


def _slug(page: Page, stem: str) -> str:
    return "" if page.slug == stem else str(page.slug)


def _publication(one: PageContent, shown: Any = None) -> dict[str, Any]:
    """State and dates. A moment is left out where it is what one would expect: published when it is dated, never
    changed since; one that is missing against expectation is written as null."""
    page = one.page
    is_shown = page.live and not one.is_draft
    status = "published" if is_shown else "scheduled" if one.scheduled else "draft"
    values: dict[str, Any] = {"status": "" if status == "published" else status}
    if shown is not None:
        values["date"] = shown
    if not one.is_draft:
        for name, expected in (("first_published", shown if is_shown else None), ("updated", page.first_published_at)):
            moment = getattr(page, MOMENTS[name])
            if moment != expected:
                values[name] = moment
    values["go_live"] = page.go_live_at or ""
    values["expires"] = page.expire_at or ""
    values["expired"] = page.expired
    return values


def _for_machines(one: PageContent) -> dict[str, Any]:
    page = one.page
    return {
        "seo_title": page.seo_title,
        "seo_description": page.search_description,
        "access": _access(one.access),
        "id": str(page.translation_key),
    }


def _access(restriction: PageViewRestriction | None) -> dict[str, Any]:
    if restriction is None:
        return {}
    if restriction.restriction_type == PageViewRestriction.PASSWORD:
        return {"kind": "password", "password": restriction.password}
    if restriction.restriction_type == PageViewRestriction.GROUPS:
        return {"kind": "groups", "groups": sorted(group.name for group in restriction.groups.all())}
    return {"kind": "login"}


def _key_point(value: dict[str, Any]) -> Any:
    return {"label": value["label"], "text": value["text"]} if value.get("label") else {"text": value["text"]}


def _question(value: dict[str, Any], content: Content) -> dict[str, str]:
    return {"question": value["question"], "answer": markdown_field(rich_text(value["answer"], content))}
