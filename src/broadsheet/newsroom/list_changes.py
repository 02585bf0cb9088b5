"""What changes for readers when stories enter, leave or move within the paper's lists.

Each question is a short walk along an index from the place that changed, whatever the length of the list: most
changes are at the head, where nothing lies beyond.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from broadsheet.newsroom import press_keys
from broadsheet.newsroom.models import ListBound, ListEntry, Story

PAPER = "paper"
HEAD_DEPTH = 300
"""Changes among so many of the newest of a list are changes of its head: nobody asks for more than lists.MOST_ASKED."""
READING_DEPTH = 12
"""How far down a list the stories to read next are looked for; not less than newsroom/related.py looks."""
FEW = 6
"""A story with fewer than this before it is followed by as many that came after it."""


@dataclass(frozen=True, order=True)
class Place:
    """One story's place in one list."""

    list_key: str
    published_at: datetime
    story_id: int

    def as_entry(self) -> ListEntry:
        """The unsaved row that keeps it."""
        return ListEntry(list_key=self.list_key, published_at=self.published_at, story_id=self.story_id)

    @property
    def newer(self) -> QuerySet[ListEntry]:
        """What stands beyond it towards the head, nearest first."""
        entries = ListEntry.objects.filter(list_key=self.list_key, published_at__gte=self.published_at)
        beyond = entries.exclude(published_at=self.published_at, story_id__lte=self.story_id)
        return beyond.order_by("published_at", "story_id")

    @property
    def older(self) -> QuerySet[ListEntry]:
        """What stands beyond it towards the oldest, nearest first."""
        entries = ListEntry.objects.filter(list_key=self.list_key, published_at__lte=self.published_at)
        beyond = entries.exclude(published_at=self.published_at, story_id__gte=self.story_id)
        return beyond.order_by("-published_at", "-story_id")

    @property
    def page(self) -> int | None:
        """The number of the older page it stands on, or None on the head."""
        last = ListBound.objects.filter(list_key=self.list_key).order_by("-number").first()
        if last is None or (last.published_at, last.story_id) < (self.published_at, self.story_id):
            return None
        bounds = ListBound.objects.filter(list_key=self.list_key, published_at__gte=self.published_at)
        bounds = bounds.exclude(published_at=self.published_at, story_id__lt=self.story_id)
        return bounds.order_by("number").values_list("number", flat=True).first()


def keys_of_moves(places: Collection[Place]) -> set[str]:
    """What is different now that stories have entered or left ``places``."""
    keys = {press_keys.reading(place.story_id) for place in places}
    for place in places:
        keys |= set(_keys_of_move(place))
    keys |= set(_topic_keys(Counter(place.list_key for place in places if place.list_key.startswith("topic-"))))
    in_paper = [place for place in places if place.list_key == PAPER]
    keys |= {press_keys.card(place.story_id) for place in in_paper}  # what chose it by hand waits for it to be listed
    keys |= {key for place in in_paper for key in (press_keys.shelf_of(place.story_id), press_keys.SHELVES)}
    return keys | set(_archive_keys(in_paper)) | set(_hidden_keys(in_paper))


def keys_of_leaving(left: Collection[Place], entered: Collection[Place]) -> set[str]:
    """What must not be seen as it was: the shelves of stories that have left the paper's own list."""
    gone = {place.story_id for place in left if place.list_key == PAPER}
    return {press_keys.shelf_of(pk) for pk in gone - {place.story_id for place in entered if place.list_key == PAPER}}


def keys_of_cuts(list_key: str, numbers: Collection[int]) -> set[str]:
    """What is different now that the older pages ``numbers`` have been cut: they, the one below, and the head."""
    if not numbers:
        return set()
    shown = [*numbers, min(numbers) - 1]
    return {press_keys.head(list_key), *(press_keys.older(list_key, number) for number in shown if number)}


def _keys_of_move(place: Place) -> Iterator[str]:
    newer = list(place.newer.values_list("story_id", flat=True)[:HEAD_DEPTH])
    number = place.page
    if number is not None:
        yield press_keys.older(place.list_key, number)
    if number is None or len(newer) < HEAD_DEPTH:
        yield press_keys.head(place.list_key)
    if not place.list_key.startswith("kind-"):
        yield from map(press_keys.reading, newer[:READING_DEPTH])
    if place.list_key == PAPER:
        older = list(place.older.values_list("story_id", flat=True)[: 2 * FEW])
        if len(older) < 2 * FEW:
            yield from map(press_keys.reading, older[-FEW:])


def _topic_keys(moves: Mapping[str, int]) -> Iterator[str]:
    """A topic that has no more stories than have just moved may have begun to have any, or ceased to."""
    for list_key, count in moves.items():
        if ListEntry.objects.filter(list_key=list_key)[: count + 1].count() <= count:
            yield press_keys.TOPICS


def _archive_keys(places: Iterable[Place]) -> Iterator[str]:
    zone = timezone.get_default_timezone()
    days = {timezone.localtime(place.published_at, zone).date() for place in places}
    for day in days:
        yield press_keys.archive_day(day)
        start = timezone.make_aware(datetime(day.year, day.month, day.day), zone)
        end = timezone.make_aware(datetime(day.year, day.month, day.day) + timedelta(days=1), zone)
        entries = ListEntry.objects.filter(list_key=PAPER)
        changed = [place for place in places if timezone.localtime(place.published_at, zone).date() == day]
        if entries.filter(published_at__gte=start, published_at__lt=end)[: len(changed) + 1].count() > len(changed):
            continue  # it had stories before and has some still
        yield from (press_keys.archive_month(day), press_keys.archive_year(day), press_keys.ARCHIVE)
        beside = (
            entries.filter(published_at__lt=start).order_by("-published_at"),
            entries.filter(published_at__gte=end).order_by("published_at"),
        )
        for moment in (rows.values_list("published_at", flat=True).first() for rows in beside):
            if moment is not None:
                yield press_keys.archive_day(timezone.localtime(moment, zone).date())


def _hidden_keys(places: Iterable[Place]) -> Iterator[str]:
    """Hidden stories read from the lists and stand in none: told of all but the newest, unless they are newer still."""
    for place in places:
        later = Story.objects.filter(live=True, hide_from_lists=True, published_at__gte=place.published_at)
        is_early = place.older[: 2 * FEW].count() < 2 * FEW
        if is_early or place.newer.exists() or later.exists():
            yield press_keys.READING_HIDDEN
            return
