"""Begins the record of stories that came without one: those of an import, and those older than the record.

An import of 100,000 stories does not wait for it: it is work for the background, a stretch of stories at a time.
"""

from collections.abc import Iterator

from django.db import transaction
from django_tasks import task

from broadsheet.lib.canonical_json import canonical
from broadsheet.newsroom import press_keys
from broadsheet.newsroom.models import Story
from broadsheet.newsroom.press_keys import Dirty
from broadsheet.newsroom.telling import tell
from broadsheet.record.chain import seal
from broadsheet.record.keeping import before_the_record
from broadsheet.record.models import Announced, PublishedVersion

AT_ONCE = 100
"""Stories in one transaction, for which editors wait at most a moment."""
IN_ONE_TASK = 2000
"""Stories, after which whatever else waits in the queue has its turn."""


@task(priority=-50)
def begin_records(after: int = 0) -> int:
    """Record what readers have now of live stories with keys above ``after`` that have no version; returns how many.

    Whatever is left when a task has done its share is queued as another. Done twice it does nothing the second time.
    """
    begun, last = 0, after
    for keys in _stretches(after, IN_ONE_TASK):
        begun += _begin(keys)
        last = keys[-1]
    if Story.objects.live().filter(pk__gt=last).exists():
        begin_records.enqueue(last)
    return begun


def begin_all_records() -> int:
    """The same for the whole paper, at once; returns how many stories now have a record that had none."""
    return sum(map(_begin, _stretches(0, None)))


def _stretches(after: int, most: int | None) -> Iterator[list[int]]:
    seen = 0
    while most is None or seen < most:
        keys = list(Story.objects.live().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if not keys:
            return
        yield keys
        seen, after = seen + len(keys), keys[-1]


@transaction.atomic
def _begin(keys: list[int]) -> int:
    """Whoever publishes one of them meanwhile has written its first version; that one stays."""
    live = Story.objects.live().filter(pk__in=keys).order_by("pk")
    stories = {
        story.translation_key: story
        for story in live.select_related("lead_picture").prefetch_related(
            "bylines__author", "corrections", "sources__file"
        )
    }
    known = PublishedVersion.objects.filter(story_key__in=list(stories)).values_list("story_key", flat=True)
    for story_key in set(known):
        del stories[story_key]
    if not stories:
        return 0
    PublishedVersion.objects.bulk_create(map(_first_version, stories.values()), ignore_conflicts=True)
    tell(Dirty(frozenset(press_keys.history(story.pk) for story in stories.values())))
    return len(stories)


def _first_version(story: Story) -> PublishedVersion:
    words, since = before_the_record(story)
    version = PublishedVersion(
        story_key=story.translation_key, published_at=since, content=canonical(words), announced=Announced.EARLIER
    )
    return seal(version, None)
