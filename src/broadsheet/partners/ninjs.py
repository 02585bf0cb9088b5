"""Stories as IPTC ninjs 3.1 (https://www.iptc.org/std/ninjs/userguide/).

What has no value is left out. A feed is a ninjs object too: a composite whose associations are the stories. A story
that may not be published any more is its identifier with ``pubStatus`` canceled, and none of its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db.models import Max
from django.utils.encoding import iri_to_uri
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from broadsheet.feeds.addresses import complete
from broadsheet.feeds.bodies import corrections_of
from broadsheet.feeds.documents import Paper
from broadsheet.feeds.entries import NOTHING_YET, exact, paper_language, title_of
from broadsheet.feeds.pictures import Picture, shown_picture
from broadsheet.feeds.references import References, photo_ids
from broadsheet.lib.reading_time import count_words
from broadsheet.lib.xml_text import one_line, xml_text
from broadsheet.media.models import Photo
from broadsheet.media.renditions import addresses, size_of
from broadsheet.newsroom.models import Story
from broadsheet.newsroom.models.stories import Kind
from broadsheet.newsroom.plain_text import html_to_text
from broadsheet.partners.models import Partner, urn_of
from broadsheet.partners.offers import Happened
from broadsheet.partners.passing_on import bodies_to_pass_on, may_be_passed_on
from broadsheet.partners.plain_bodies import plain_body
from broadsheet.record.models import PublishedVersion

Node = dict[str, Any]
STANDARD = {"name": "ninjs", "version": "3.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"}
GENRES = "http://cv.iptc.org/newscodes/genre/"
_GENRE_OF = {
    Kind.NEWS: "Current",
    Kind.ANALYSIS: "Analysis",
    Kind.OPINION: "Opinion",
    Kind.INTERVIEW: "Interview",
    Kind.REVIEW: "Review",
    Kind.EXPLAINER: "Background",
}
_RENDITIONS = (("thumbnail", 320), ("web", 1280), ("highRes", 10_000))
"""Names of http://cv.iptc.org/newscodes/rendition/ with the widest of each in pixels."""


@dataclass(frozen=True)
class Version:
    """Which version of a story is the present one, and since when."""

    number: int
    since: datetime


def feed_of(
    partner: Partner, paper: Paper, address: str, items: Sequence[int | Happened], stories: Sequence[Story]
) -> Node:
    """The document at ``address``: what ``items`` name, in their order."""
    made = dict(zip((story.pk for story in stories), items_of(partner, paper, stories), strict=True))
    nodes = [
        canceled(one.key, one.place.moment) if isinstance(one, Happened) else made.get(one)
        for one in items
        if not isinstance(one, Happened) or one.key is not None
    ]
    associations = [_associated(node, "item") for node in nodes if node is not None]
    return {
        "uri": complete(address),
        "standard": STANDARD,
        "type": "composite",
        "pubStatus": "usable",
        "title": paper.name,
        "language": paper_language(),
        "copyrightNotice": paper.copyright,
        "usageTerms": terms_for(partner, paper),
        "associations": associations,
    }


def items_of(partner: Partner, paper: Paper, stories: Sequence[Story]) -> list[Node]:
    """Each story as ``partner`` may have it. Seven queries at most, whatever their number."""
    versions = _versions_of(stories)
    bodies, references = bodies_to_pass_on(stories, partner.has_pictures)
    return [
        _filled(
            {
                **_story(story, paper, versions.get(story.translation_key)),
                "usageTerms": terms_for(partner, paper),
                "representationType": "full" if partner.has_full_text else "partial",
                "bodies": _bodies(body) if partner.has_full_text else [],
                "associations": _pictures(story, references, is_whole=partner.has_full_text),
            }
        )
        for story, body in zip(stories, bodies, strict=True)
    ]


def canceled(key: UUID | None, since: datetime) -> Node:
    """A story that must not be published any more. Its words may be what has to go, so none of them is repeated."""
    assert key is not None  # noqa: S101  # what is withdrawn is known by its key
    return {
        "uri": urn_of(key),
        "standard": STANDARD,
        "type": "text",
        "pubStatus": "canceled",
        "versionCreated": exact(since),
        "edNote": _("Taken back. Please take it down wherever you publish it."),
    }


def terms_for(partner: Partner, paper: Paper) -> str:
    """What the partner may do with a story, in words."""
    return xml_text(partner.terms).strip() or _(
        "For %(partner)s as agreed with %(paper)s. Name the author and %(paper)s, link to the story, and take over its "
        "corrections."
    ) % {"partner": one_line(partner.name), "paper": paper.name}


def _story(story: Story, paper: Paper, version: Version | None) -> Node:
    published = story.published_at or story.first_published_at or NOTHING_YET
    created = story.first_published_at or published
    changed = version.since if version else story.updated_at or published
    link = complete(story.address)
    return {
        "uri": urn_of(story.translation_key),
        "standard": STANDARD,
        "type": "text",
        "version": str(version.number if version else 1),
        "firstCreated": exact(min(created, changed)),
        "versionCreated": exact(changed),
        "contentCreated": exact(published),
        "pubStatus": "usable",
        "copyrightHolder": paper.name,
        "copyrightNotice": paper.copyright,
        "edNote": _ed_note(story),
        "language": story.language_tag,
        "title": title_of(story),
        "slugline": story.slug,
        "headlines": _headlines(story),
        "descriptions": [_text("summary", " ".join(xml_text(story.standfirst).split()))] if story.standfirst else [],
        "by": one_line(story.author_names),
        "people": _named((author.name, author.address, "author") for author in story.authors),
        "infoSources": [{"name": paper.name, "role": "publisher", "uri": complete("/")}],
        "genres": _genres(story),
        "subjects": _subjects(story),
        "altIds": [{"role": "canonical", "value": link}],
        "renditions": [{"name": "canonical", "href": link, "contentType": "text/html", "title": title_of(story)}],
    }


def _versions_of(stories: Sequence[Story]) -> Mapping[UUID, Version]:
    """By the story's key; nothing is recorded of some that came with an import. One query."""
    rows = PublishedVersion.objects.filter(story_key__in=[story.translation_key for story in stories]).order_by()
    found = rows.values_list("story_key").annotate(number=Max("number"), since=Max("published_at"))
    return {key: Version(number, since) for key, number, since in found}


def _headlines(story: Story) -> list[Node]:
    kicker, short = one_line(story.kicker), one_line(story.short_headline)
    return [
        _text("main", title_of(story)),
        *([_text("short", short)] if short else []),
        *([_text("kicker", kicker)] if kicker else []),
    ]


def _text(role: str, value: str) -> Node:
    return {"role": role, "contentType": "text/plain", "value": value}


def _ed_note(story: Story) -> str:
    """What was put right, for those who publish it already, the latest first."""
    return "\n".join(
        f"{note.get_kind_display()}, {date_format(localtime(note.date), 'DATE_FORMAT')}: "
        f"{one_line(html_to_text(note.note))}"
        for note in corrections_of(story)
    )


def _genres(story: Story) -> list[Node]:
    genre = _GENRE_OF.get(Kind(story.kind))
    return [_filled({"name": str(story.get_kind_display()), "uri": f"{GENRES}{genre}" if genre else ""})]


def _subjects(story: Story) -> list[Node]:
    section = story.section
    own = [(section.title, section.address, "section")] if section else []
    return _named([*own, *((topic.name, topic.address, "about") for topic in story.topics_list)])


def _named(things: Iterable[tuple[str, str, str]]) -> list[Node]:
    """Things by name, address and relation; what has no name is passed over."""
    return [
        {"name": one_line(name), "rel": relation, "uri": complete(address)}
        for name, address, relation in things
        if one_line(name)
    ]


def _bodies(html: str) -> list[Node]:
    text = plain_body(html)
    words, letters = count_words(text), len(text)
    return [
        {"role": "main", "contentType": "text/html", "charCount": letters, "wordCount": words, "value": html},
        {"role": "plain", "contentType": "text/plain", "charCount": letters, "wordCount": words, "value": text},
    ]


# Pictures


def _pictures(story: Story, references: References, is_whole: bool) -> list[Node]:
    """The lead picture and, with the whole story, those of its body; each once."""
    shown: dict[int, tuple[Photo, Picture]] = {}
    lead = shown_picture(story.lead_picture, story.lead_alt, story.lead_caption)
    if lead is not None and story.lead_picture is not None:
        shown[story.lead_picture.pk] = story.lead_picture, lead
    for pk in photo_ids(story.body.raw_data) if is_whole else ():
        photo = references.photos.get(pk)
        picture = shown_picture(photo, "", "") if may_be_passed_on(photo) else None
        if photo is not None and picture is not None:
            shown.setdefault(pk, (photo, picture))
    names = ["main picture" if lead and not number else f"picture {number + 1}" for number in range(len(shown))]
    return [
        {**_picture(photo, picture), "name": name, "rel": "illustration"}
        for (photo, picture), name in zip(shown.values(), names, strict=True)
    ]


def _picture(photo: Photo, picture: Picture) -> Node:
    descriptions = [
        _text(role, value) for role, value in (("caption", picture.caption), ("altText", picture.alt)) if value
    ]
    source = one_line(photo.source)
    return _filled(
        {
            "uri": urn_of(uuid5(NAMESPACE_URL, f"{settings.PAPER.address}/photo-{photo.pk}")),
            "type": "picture",
            "pubStatus": "usable",
            "contentCreated": exact(photo.created_at),
            "descriptions": descriptions,
            "by": picture.credit,
            "copyrightNotice": one_line(photo.copyright_notice),
            "rightsInfo": {"linkedRights": iri_to_uri(photo.licence_url)} if photo.licence_url else None,
            "infoSources": [{"name": source, "role": "source"}] if source else [],
            "renditions": _renditions(photo, picture.media_type),
        }
    )


def _renditions(photo: Photo, media_type: str) -> list[Node]:
    files = addresses(photo, "whole", "png" if media_type == "image/png" else "jpg")
    made: dict[int, Node] = {}
    for name, widest in _RENDITIONS:
        width = max((width for width in files if width <= widest), default=min(files))
        shown_width, height = size_of(photo, "whole", width)
        made.setdefault(
            width,
            {
                "name": name,
                "href": complete(files[width]),
                "contentType": media_type,
                "width": shown_width,
                "height": height,
            },
        )
    return list(made.values())


def _associated(node: Node, relation: str) -> Node:
    """An item within another needs a name."""
    return {**node, "name": node.get("title") or _("Taken back"), "rel": relation}


def _filled(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in ("", [], None)}
