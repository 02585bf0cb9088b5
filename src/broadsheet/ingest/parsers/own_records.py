"""One file of the paper's own export as one record, with the fields of its page exactly as they were stored."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any
from uuid import UUID

from broadsheet.ingest.bodies.fragments import rich_fragment
from broadsheet.ingest.bodies.markdown import render
from broadsheet.ingest.bodies.own_text import OwnText, own_text
from broadsheet.ingest.own_export import FOCAL, MOMENTS
from broadsheet.ingest.parsers.front_matter import Document
from broadsheet.ingest.parsers.trust_fields import correction, machines, source
from broadsheet.ingest.records import (
    BodyFormat,
    Kept,
    KeyPoint,
    MediaRef,
    Medium,
    Origin,
    Page,
    Person,
    Question,
    State,
    Story,
    Taxonomy,
    Term,
)

STATES = ("published", "scheduled", "draft")
KINDS = ("news", "analysis", "opinion", "interview", "review", "explainer", "sponsored")
ACCESS = ("password", "login", "groups")


def rich(markdown: str) -> OwnText:
    """A field of rich text: Markdown, or its own HTML, which begins with '<'."""
    return (own_text(markdown) if markdown.startswith("<") else None) or OwnText(rich_fragment(render(markdown)))


def story(document: Document, origin: Origin, zone: tzinfo) -> Story:
    home = origin.key.rpartition("/")[0]
    shown = document.moment("date", zone)
    kept = _kept(document, zone, shown)
    kept.fields["published_at"] = shown
    return Story(
        origin,
        title=document.text("headline"),
        slug=_slug(document, origin),
        state=State(document.choice("status", STATES, "published")),
        body=document.body,
        body_format=BodyFormat.MARKDOWN,
        published=shown or kept.fields["first_published_at"],
        updated=kept.fields["last_published_at"],
        authors=document.texts("authors"),
        home=home,
        sections=(home, *document.texts("sections")),
        topics=document.texts("topics"),
        short_headline=document.text("short_headline"),
        kicker=document.text("kicker"),
        standfirst=document.text("standfirst"),
        kind=document.choice("kind", KINDS, "news"),
        picture=_picture(document, "picture"),
        picture_caption=document.text("picture_caption"),
        picture_alt=document.text("picture_alt"),
        key_points=document.entries("key_points", lambda one, _: KeyPoint(one.text("text"), one.text("label")), "text"),
        summary=rich(document.text("summary")),
        questions=document.entries(
            "questions", lambda one, _: Question(one.text("question"), rich(one.text("answer")))
        ),
        corrections=document.entries("corrections", lambda one, _: correction(one, zone, rich)),
        sources=document.entries("sources", lambda one, _: source(one)),
        **machines(document),
        language=document.text("language"),
        hide_from_lists=document.flag("hide_from_lists"),
        no_republishing=document.flag("no_republishing"),
        seo_title=document.text("seo_title"),
        seo_description=document.text("seo_description"),
        canonical=document.text("canonical"),
        social_picture=_picture(document, "social_picture"),
        kept=kept,
    )


def page(document: Document, origin: Origin, zone: tzinfo) -> Page:
    return Page(
        origin,
        title=document.text("title"),
        slug=_slug(document, origin),
        state=State(document.choice("status", STATES, "published")),
        body=document.body,
        body_format=BodyFormat.MARKDOWN,
        parent=origin.key.rpartition("/")[0],
        order=document.number("order") or 0,
        standfirst=document.text("standfirst"),
        seo_title=document.text("seo_title"),
        seo_description=document.text("seo_description"),
        kept=_kept(document, zone),
    )


def section(document: Document, origin: Origin, zone: tzinfo) -> Term:
    kept = _kept(document, zone)
    kept.fields |= {"seo_title": document.text("seo_title"), "search_description": document.text("seo_description")}
    return Term(
        origin,
        Taxonomy.SECTION,
        document.text("title"),
        _slug(document, origin),
        parent=origin.key.rpartition("/")[0],
        description=document.text("description"),
        accent=document.text("accent"),
        order=document.number("order"),
        picture=_picture(document, "picture"),
        kept=kept,
    )


def topic(document: Document, origin: Origin) -> Term:
    slug = _slug(document, origin)
    return Term(
        origin,
        Taxonomy.TOPIC,
        document.text("name"),
        slug,
        description=document.text("description"),
        picture=_picture(document, "picture"),
        kept=Kept({"slug": slug}),
    )


def person(document: Document, origin: Origin) -> Person:
    slug = _slug(document, origin)
    names = ("name", "role", "website", "email")
    profiles = document.entries("profiles", lambda one, _: {name: one.text(name) for name in ("service", "url")})
    return Person(
        origin,
        name=document.text("name"),
        slug=slug,
        role=document.text("role"),
        biography=rich(document.body.removesuffix("\n")),
        email=document.text("email"),
        website=document.text("website"),
        profiles={f"{number} {one['service']}": one["url"] for number, one in enumerate(profiles)},
        picture=_picture(document, "picture"),
        is_guest=document.flag("guest"),
        kept=Kept({name: document.text(name) for name in names} | {"slug": slug}, rows=list(profiles)),
    )


def medium(document: Document, origin: Origin, zone: tzinfo) -> Medium:
    box = document.values.get("focal_box") or [None] * len(FOCAL)
    if not isinstance(box, list) or len(box) != len(FOCAL) or not all(one is None or type(one) is int for one in box):
        raise document.refuse("should be four whole numbers: across, down, width, height", "focal_box")
    photo_fields = {
        "title": document.text("title"),
        "caption": document.text("caption"),
        "alt_text": document.text("alt"),
        "credit": document.text("credit"),
        "source": document.text("source"),
        "copyright_notice": document.text("copyright"),
        "licence_url": document.text("licence"),
        "rights_note": document.text("rights"),
        "description": document.text("description"),
        "expires_at": document.moment("expires", zone),
        **dict(zip(FOCAL, box, strict=True)),
    }
    file_fields = {name: photo_fields[name] for name in ("title", "description")}
    return Medium(
        origin,
        path=origin.key,
        title=document.text("title"),
        kept=Kept(
            photo_fields if origin.key.startswith("photos/") else file_fields,
            stored_name=document.text("stored") or origin.key.rpartition("/")[2],
            tags=document.texts("tags"),
            collection=document.texts("collection"),
        ),
    )


def _kept(document: Document, zone: tzinfo, shown: Any = None) -> Kept:
    """The inverse of exporters/folder_pages: a moment that is not written is the one to be expected."""
    status = document.choice("status", STATES, "published")
    is_live = status == "published"
    fields: dict[str, Any] = {
        name: document.moment(key, zone) for key, name in MOMENTS.items() if key in ("go_live", "expires")
    }
    first = document.moment("first_published", zone) if "first_published" in document.values else None
    if "first_published" not in document.values and is_live:
        first = shown
    fields["first_published_at"] = first
    fields["last_published_at"] = document.moment("updated", zone) if "updated" in document.values else first
    fields["expired"] = document.flag("expired")
    if identity := document.text("id"):
        fields["translation_key"] = _identity(document, identity)
    return Kept(fields, is_live=is_live, is_scheduled=status == "scheduled", access=_access(document))


def _identity(document: Document, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise document.refuse(f"“{text}” is no identity such as an export writes", "id") from None


def _access(document: Document) -> dict[str, Any]:
    value = document.values.get("access") or {}
    if not isinstance(value, dict) or (value and value.get("kind") not in ACCESS):
        raise document.refuse(f"should have a kind, one of {', '.join(ACCESS)}", "access")
    return value


def _slug(document: Document, origin: Origin) -> str:
    return document.text("slug") or origin.key.rpartition("/")[2]


def _picture(document: Document, name: str) -> MediaRef | None:
    found = document.text(name)
    return MediaRef(found) if found else None
