"""Stories as the entries of a feed, whatever the format: everything in it is text that any format may carry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from broadsheet.feeds.addresses import complete
from broadsheet.feeds.bodies import bodies_of
from broadsheet.feeds.pictures import Picture, shown_picture
from broadsheet.lib.xml_text import one_line, xml_text
from broadsheet.newsroom import lists
from broadsheet.newsroom.models import Section, Story, StoryAuthor, StoryTopic
from broadsheet.press.recording import note

NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of a feed without entries; one without a date of its own would have the present one."""


@dataclass(frozen=True)
class Named:
    """A person, section or topic with its complete address."""

    name: str
    url: str


@dataclass(frozen=True)
class Entry:
    """One entry. ``key`` is a UUID that stays when the headline, the slug or the section changes.

    ``summary`` is plain text, ``html`` the whole story or empty; ``kind`` its value, ``kind_label`` empty for news.
    ``language`` is a BCP 47 tag; ``original_url`` is where it appeared first, if that was elsewhere.
    """

    key: str
    url: str
    title: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    language: str
    authors: tuple[Named, ...] = ()
    section: Named | None = None
    topics: tuple[Named, ...] = ()
    kind: str = ""
    kind_label: str = ""
    picture: Picture | None = None
    original_url: str = ""


def entries_of(story_ids: Sequence[int], is_whole: bool, sections: Iterable[Section] = ()) -> list[Entry]:
    """The stories of ``story_ids`` as entries, in that order; ids of stories that are gone are passed over.

    ``is_whole`` says whether their text goes with them. Six queries, with their text thirteen at most.
    """
    stories = stories_of(story_ids, is_whole, sections)
    note(*(story.own_key for story in stories))  # a feed tells when a story last changed, which no card does
    texts = bodies_of(stories) if is_whole else [""] * len(stories)
    return [_entry(story, html) for story, html in zip(stories, texts, strict=True)]


def stories_of(story_ids: Sequence[int], is_whole: bool, sections: Iterable[Section] = ()) -> list[Story]:
    """The stories of ``story_ids`` with bylines, topics and sections, in that order, without those that are gone.

    Without ``is_whole`` they have what a card shows; with it, corrections too. Six queries at most.
    """
    rows = Story.objects.select_related("lead_picture") if is_whole else Story.objects.for_cards()
    found = rows.prefetch_related(*_WITH, *(["corrections"] if is_whole else [])).in_bulk(list(story_ids))
    stories = [found[story_id] for story_id in story_ids if story_id in found]
    lists.put_in_sections(stories, sections)
    return stories


_WITH = (
    Prefetch("bylines", StoryAuthor.objects.select_related("author")),
    Prefetch("tagged_topics", StoryTopic.objects.select_related("tag")),
)


def _entry(story: Story, html: str) -> Entry:
    published = story.published_at or story.first_published_at or NOTHING_YET
    return Entry(
        key=str(story.translation_key),
        url=complete(story.address),
        title=title_of(story),
        summary=" ".join(xml_text(story.standfirst).split()),
        html=html,
        published=published,
        updated=story.updated_at or published,
        language=story.language_tag,
        authors=tuple(_named(author.name, author.address) for author in story.authors if one_line(author.name)),
        section=_named(story.section.title, story.section.address) if story.section else None,
        topics=tuple(_named(topic.name, topic.address) for topic in story.topics_list),
        kind=story.kind,
        kind_label=story.kind_label,
        picture=shown_picture(story.lead_picture, story.lead_alt, story.lead_caption),
        original_url=story.canonical_url,
    )


def title_of(story: Story) -> str:
    """Its headline as plain text; where somebody paid for it, that comes first."""
    title = one_line(story.title) or _("Untitled")
    return _("Sponsored: %(title)s") % {"title": title} if story.is_sponsored else title


def _named(name: str, address: str) -> Named:
    return Named(one_line(name), complete(address))


def paper_language() -> str:
    """BCP 47 tag of the paper's own language."""
    return str(settings.PAPER.language)


def exact(moment: datetime) -> str:
    """A moment to the second (RFC 3339)."""
    return moment.replace(microsecond=0).isoformat()
