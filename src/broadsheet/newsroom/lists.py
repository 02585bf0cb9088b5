"""The paper's lists: what stands in each, in the order of publication.

A list is named by a key: ``paper`` (everything), ``section-4`` (sub-sections included), ``topic-9``,
``author-3``, ``kind-opinion``. Its rows are ListEntry, kept when a story is published, changed or taken down.
Its head is one walk along an index. Its older pages are cut by ListBound: numbered from the oldest,
they keep their stories and their address however many follow.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from broadsheet.lib.bulk_rows import insert_values
from broadsheet.newsroom import press_keys
from broadsheet.newsroom.list_changes import PAPER, Place, keys_of_cuts, keys_of_leaving, keys_of_moves
from broadsheet.newsroom.models import (
    Edition,
    ListBound,
    ListEntry,
    Section,
    Story,
    StoryAuthor,
    StoryCorrection,
    StoryTopic,
)
from broadsheet.press import outbox
from broadsheet.press.changes import EVERYTHING
from broadsheet.press.recording import note

PAGE_SIZE = 20
"""Stories on an older page. A head shows at least as many and less than twice as many."""
MOST_ASKED = 180
"""The longest head that is given; well under list_changes.HEAD_DEPTH."""
MOST_NAMED = 100
"""Where more stories than this change places at once, everything readers see is made anew."""
CHUNK = 500


@dataclass(frozen=True)
class ListPage:
    """One page of a list: its stories' ids, newest first, and the numbers of its neighbours.

    ``number`` is None for the head. ``newer`` is None where the newer page is the head or there is none;
    ``is_head`` tells the two apart.
    """

    story_ids: list[int]
    number: int | None
    newer: int | None
    older: int | None

    @property
    def is_head(self) -> bool:
        return self.number is None


# Reading


def head_ids(list_key: str, size: int) -> list[int]:
    """Ids of the ``size`` newest stories of a list, newest first. One query."""
    note(press_keys.head(list_key))
    entries = _newest_first(ListEntry.objects.filter(list_key=list_key))
    return list(entries.values_list("story_id", flat=True)[: min(size, MOST_ASKED)])


def newest_of(story_ids: Sequence[int], size: int) -> list[int]:
    """The ``size`` newest of these stories, as far as they are listed, newest first. One query."""
    entries = _newest_first(ListEntry.objects.filter(list_key=PAPER, story_id__in=story_ids))
    return list(entries.values_list("story_id", flat=True)[:size])


def heads(sizes: Mapping[str, int]) -> dict[str, list[int]]:
    """Ids of the newest stories of several lists, newest first: ``{list_key: ids}``. One query."""
    note(*map(press_keys.head, sizes))
    found: dict[str, list[int]] = {key: [] for key in sizes}
    if not sizes:
        return found
    arm = (
        "SELECT * FROM (SELECT list_key, story_id FROM newsroom_listentry WHERE list_key = %s"
        " ORDER BY published_at DESC, story_id DESC LIMIT %s) AS head"
    )
    sql = " UNION ALL ".join([arm] * len(sizes))
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for key, size in sizes.items() for value in (key, min(size, MOST_ASKED))])
        for key, story_id in cursor.fetchall():
            found[key].append(story_id)
    return found


def cards(story_ids: Sequence[int], bylines: bool = False, sections: Iterable[Section] = ()) -> list[Story]:
    """The stories of ``story_ids`` as cards, in that order; ids of stories that are gone are passed over.

    Sections already known spare a query; others are looked up together. One to five queries.
    """
    rows = Story.objects.for_cards()
    stories = (rows.with_bylines() if bylines else rows).in_bulk(list(story_ids))
    put_in_sections(stories.values(), sections)
    return [stories[story_id] for story_id in story_ids if story_id in stories]


def put_in_sections(stories: Iterable[Story], sections: Iterable[Section] = ()) -> None:
    """Give each story its section, one object for all that share it. At most one query, for those not given."""
    known = {section.pk: section for section in sections}
    wanted = {story.section_id for story in stories if story.section_id} - known.keys()
    if wanted:
        known |= Section.objects.only("title", "slug", "url_path", "path", "depth").in_bulk(wanted)
    for story in stories:
        if story.section_id in known:
            story.section = known[story.section_id]


def head_page(list_key: str) -> ListPage:
    """The head of a list: everything after its last bound. Two queries."""
    note(press_keys.head(list_key))
    last = ListBound.objects.filter(list_key=list_key).order_by("-number").first()
    entries = _after(ListEntry.objects.filter(list_key=list_key), last)
    ids = list(_newest_first(entries).values_list("story_id", flat=True)[: 10 * PAGE_SIZE])
    return ListPage(ids, None, None, last.number if last else None)


def older_page(list_key: str, number: int) -> ListPage | None:
    """Page ``number`` of a list, counted from the oldest, or None where there is none. Two queries."""
    note(press_keys.older(list_key, number))
    bounds = {
        bound.number: bound
        for bound in ListBound.objects.filter(list_key=list_key, number__in=[number - 1, number, number + 1])
    }
    upper = bounds.get(number)
    if upper is None:
        return None
    entries = _after(_until(ListEntry.objects.filter(list_key=list_key), upper), bounds.get(number - 1))
    ids = list(_newest_first(entries).values_list("story_id", flat=True)[: 10 * PAGE_SIZE])
    return ListPage(ids, number, number + 1 if number + 1 in bounds else None, number - 1 if number > 1 else None)


def has_page(list_key: str, number: int) -> bool:
    """Whether there is such an older page. One query."""
    note(press_keys.older(list_key, number))
    return ListBound.objects.filter(list_key=list_key, number=number).exists()


def _newest_first(entries: QuerySet[ListEntry]) -> QuerySet[ListEntry]:
    return entries.order_by("-published_at", "-story_id")


def _after(entries: QuerySet[ListEntry], bound: ListBound | None) -> QuerySet[ListEntry]:
    if bound is None:
        return entries
    return entries.filter(published_at__gte=bound.published_at).exclude(
        published_at=bound.published_at, story_id__lte=bound.story_id
    )


def _until(entries: QuerySet[ListEntry], bound: ListBound) -> QuerySet[ListEntry]:
    return entries.filter(published_at__lte=bound.published_at).exclude(
        published_at=bound.published_at, story_id__gt=bound.story_id
    )


# Keeping


def relist(story_ids: Iterable[int]) -> None:
    """Bring the lists up to date with these stories as they now are, and cut pages that have grown long enough."""
    ids = list(story_ids)
    with transaction.atomic():
        for start in range(0, len(ids), CHUNK):
            _replace(ids[start : start + CHUNK], is_listing=True, is_many=len(ids) > MOST_NAMED)
        Edition.turn()


def unlist(story_ids: Iterable[int]) -> None:
    """Take stories out of every list."""
    ids = list(story_ids)
    with transaction.atomic():
        for start in range(0, len(ids), CHUNK):
            _replace(ids[start : start + CHUNK], is_listing=False, is_many=len(ids) > MOST_NAMED)
        Edition.turn()


def _replace(ids: Sequence[int], is_listing: bool, is_many: bool) -> None:
    """Put stories where they belong now, or nowhere, and tell the press what readers see differently."""
    fields = ("list_key", "published_at", "story_id")
    before = {Place(*row) for row in ListEntry.objects.filter(story_id__in=ids).values_list(*fields)}
    now = _placements(ids) if is_listing else []
    after = {Place(key, published_at, story_id) for story_id, published_at, keys in now for key in keys}
    left, entered = before - after, after - before
    if not left and not entered:
        return
    if left:
        ListEntry.objects.filter(story_id__in=ids).delete()
    ListEntry.objects.bulk_create(
        [place.as_entry() for place in (after if left else entered)],
        batch_size=500,
    )
    changed = set() if is_many else keys_of_moves(left | entered) | _keys_of_corrections(ids)
    for key in sorted({place.list_key for place in entered}):
        changed |= keys_of_cuts(key, cut_pages(key))
    outbox.changed([EVERYTHING] if is_many else changed)
    outbox.changed(keys_of_leaving(left, entered), takedown=True)


def _keys_of_corrections(ids: Sequence[int]) -> frozenset[str]:
    """The pages of corrections show those of listed stories. One query."""
    dates = StoryCorrection.objects.filter(story__in=ids).values_list("date", flat=True)
    return press_keys.corrections_changed(timezone.localtime(moment).date() for moment in dates)


def rebuild(batch_size: int = 1000) -> int:
    """Make every list anew, bounds included; returns how many stories are listed. For imports and upgrades."""
    # Within an import's transaction a savepoint would keep every page of the database it touches in memory.
    with transaction.atomic(savepoint=False):
        ListEntry.objects.all().delete()
        ListBound.objects.all().delete()
        ids = list(Story.objects.listed().order_by("published_at", "pk").values_list("pk", flat=True))
        for start in range(0, len(ids), batch_size):
            entries = (
                (key, story_id, published_at)
                for story_id, published_at, keys in _placements(ids[start : start + batch_size])
                for key in sorted(keys)
            )
            insert_values(ListEntry, ("list_key", "story", "published_at"), entries)
        insert_values(ListBound, ("list_key", "number", "published_at", "story_id"), _all_bounds())
        outbox.changed([EVERYTHING])
        Edition.turn()
    return len(ids)


def _all_bounds() -> Iterator[tuple[str, int, datetime, int]]:
    """What cut_pages would make of every list, in one walk through all of them."""
    entries = ListEntry.objects.order_by("list_key", "published_at", "story_id")
    rows = entries.values_list("list_key", "published_at", "story_id").iterator(chunk_size=2000)
    for list_key, places in groupby(rows, key=itemgetter(0)):
        waiting: deque[tuple[str, datetime, int]] = deque()
        number = 0
        for place in places:
            waiting.append(place)
            if len(waiting) == 2 * PAGE_SIZE:
                number += 1
                last = [waiting.popleft() for _ in range(PAGE_SIZE)][-1]
                yield list_key, number, *last[1:]


def cut_pages(list_key: str) -> list[int]:
    """Give the oldest stories of the head a page of their own while the head holds two pages or more.

    Returns the numbers of the pages cut.
    """
    last = ListBound.objects.filter(list_key=list_key).order_by("-number").first()
    number = last.number if last else 0
    bounds = []
    while True:
        entries = _after(ListEntry.objects.filter(list_key=list_key), last).order_by("published_at", "story_id")
        waiting = list(entries.values_list("published_at", "story_id")[: 2 * PAGE_SIZE])
        if len(waiting) < 2 * PAGE_SIZE:
            break
        number += 1
        published_at, story_id = waiting[PAGE_SIZE - 1]
        last = ListBound(list_key=list_key, number=number, published_at=published_at, story_id=story_id)
        bounds.append(last)
    ListBound.objects.bulk_create(bounds)
    return [bound.number for bound in bounds]


def _placements(story_ids: Sequence[int]) -> list[tuple[int, datetime, set[str]]]:
    """For each listed story: its id, its date, and the keys of the lists it stands in. Five queries."""
    rows = list(
        Story.objects.listed()
        .filter(pk__in=story_ids, published_at__isnull=False)
        .values_list("pk", "published_at", "kind", "section_id")
    )
    above = _sections_above()
    further = _pairs(Story.further_sections.through.objects, "story_id", "section_id", story_ids)
    topics = _pairs(StoryTopic.objects, "content_object_id", "tag_id", story_ids)
    authors = _pairs(StoryAuthor.objects, "story_id", "author_id", story_ids)
    placements = []
    for pk, published_at, kind, section_id in rows:
        sections = {up for own in [section_id, *further.get(pk, [])] for up in above.get(own, ())}
        keys = {PAPER, f"kind-{kind}"}
        keys |= {f"section-{up}" for up in sections}
        keys |= {f"topic-{topic}" for topic in topics.get(pk, [])}
        keys |= {f"author-{author}" for author in authors.get(pk, [])}
        placements.append((pk, published_at, keys))
    return placements


def _sections_above() -> dict[int | None, set[int]]:
    """For each section: itself and the sections it lies under."""
    paths = dict(Section.objects.order_by().values_list("path", "pk"))
    return {
        pk: {paths[path[:end]] for end in range(4, len(path) + 4, 4) if path[:end] in paths}
        for path, pk in paths.items()
    }


def _pairs(rows: "QuerySet[object]", of: str, to: str, story_ids: Sequence[int]) -> dict[int, list[int]]:  # type: ignore[type-var]  # any manager
    found: dict[int, list[int]] = {}
    for story_id, other in rows.filter(Q(**{f"{of}__in": story_ids})).values_list(of, to):
        found.setdefault(story_id, []).append(other)
    return found
