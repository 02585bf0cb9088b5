"""The feed of corrections: what was wrong in the paper, the latest first. Its older pages are months (RFC 5005)."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID, uuid5

from django.http import Http404
from django.utils.translation import gettext as _

from broadsheet.feeds.addresses import complete
from broadsheet.feeds.bodies import notes_as_html
from broadsheet.feeds.documents import Channel, Document, paper_shown
from broadsheet.feeds.entries import Entry, paper_language, title_of
from broadsheet.lib.xml_text import one_line
from broadsheet.newsroom import corrections
from broadsheet.newsroom.feed_addresses import CORRECTIONS, FeedFormat
from broadsheet.newsroom.models import Story, StoryCorrection
from broadsheet.newsroom.plain_text import html_to_text

SIZE = 40


def document_of_corrections(form: FeedFormat, number: int | None = None) -> Document:
    """The latest corrections of listed stories; with ``number`` those of a month, 202611 being November 2026.

    The month the latest leave off in is the first older page: some of it may stand on both. It is over, so whoever has
    read it need not come back (RFC 5005 section 4). Raises Http404 where a month has none, or is none.
    """
    paper = paper_shown()
    channel = Channel(
        "corrections",
        _("Corrections"),
        CORRECTIONS,
        _("What %(paper)s got wrong, and has put right") % {"paper": paper.name},
    )
    if number is not None:
        first = _month_of(number)
        found = corrections.rows_of_month(first)
        if not found:
            raise Http404
        older = corrections.month_before(first)
        return Document(paper, channel, form, _entries(found), number, _number_of(older) if older else None)
    latest, left = corrections.newest_rows(SIZE)
    return Document(paper, channel, form, _entries(latest), older=_number_of(left) if left else None, hub=paper.hub)


def _month_of(number: int) -> date:
    try:
        return corrections.first_day(number // 100, number % 100)
    except ValueError as error:
        raise Http404 from error


def _number_of(day: date) -> int:
    return 100 * day.year + day.month


def _entries(rows: Sequence[StoryCorrection]) -> list[Entry]:
    fields = ("title", "url_path", "kind", "section_id", "translation_key")
    stories = Story.objects.only(*fields).in_bulk({row.story_id for row in rows})
    shown = [(one, stories[one.story_id]) for one in rows if one.story_id in stories]
    notes = notes_as_html([(one, complete(story.address)) for one, story in shown])
    keys = _keys(shown)
    return [_entry(one, story, key, html) for (one, story), key, html in zip(shown, keys, notes, strict=True)]


def _keys(shown: Iterable[tuple[StoryCorrection, Story]]) -> list[str]:
    """A correction is known by its story and moment: its row may be written anew whenever the story is saved."""
    made: dict[UUID, None] = {}
    for one, story in shown:
        key = uuid5(story.translation_key, one.date.isoformat())
        while key in made:  # two of one moment
            key = uuid5(key, "another")
        made[key] = None
    return list(map(str, made))


def _entry(correction: StoryCorrection, story: Story, key: str, html: str) -> Entry:
    kind = str(correction.get_kind_display())
    return Entry(
        key=key,
        url=f"{complete(story.address)}#corrections",
        title=f"{kind}: {title_of(story)}",
        summary=one_line(html_to_text(correction.note)),
        html=html,
        published=correction.date,
        updated=correction.date,
        language=paper_language(),
        kind=correction.kind,
        kind_label=kind,
    )
