"""Makes a paper's sitemaps, run inside the paper: prints as JSON what each took, and which a story makes anew."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 # Django must be ready
from django.test.utils import CaptureQueriesContext  # noqa: E402 # as above
from django.utils import timezone  # noqa: E402 # as above

from broadsheet.feeds.sitemaps import documents, news, shelves, stories, views  # noqa: E402 # as above
from broadsheet.newsroom.models import ListEntry, Section, Story  # noqa: E402 # as above
from broadsheet.press import outbox  # noqa: E402 # as above
from broadsheet.press.recording import recording  # noqa: E402 # as above

REPEATS = 7


def main() -> None:
    """Measure, publish one story, and undo it."""
    numbers = [number for number, _changed in shelves.story_files()]
    with transaction.atomic():
        _bring_to_date()
        figures = {
            "index": _measured(lambda: documents.index(views.every_file())),
            "news": _measured(lambda: documents.urlset(news.news())),
            "stories": _measured(lambda: documents.urlset(stories.stories_of(numbers[0]))),
        }
        noted = _noted(numbers)
        remade = _remade_by_publishing(noted)
        transaction.set_rollback(True)
    print(json.dumps({"figures": figures, "files": len(noted), "remade": sorted(remade)}))


def _bring_to_date() -> None:
    """The archive ends on a fixed day; its newest thousand stories become those of yesterday and today."""
    entries = ListEntry.objects.filter(list_key="paper").order_by("-published_at", "-story_id")
    ids = list(entries.values_list("story_id", flat=True)[:1000])
    now = timezone.now()
    ListEntry.objects.filter(story_id__in=ids).update(published_at=now)
    Story.objects.filter(pk__in=ids).update(published_at=now)


def _measured(make: Callable[[], bytes]) -> dict[str, Any]:
    times = []
    for _ in range(REPEATS):
        with recording():
            began = time.process_time()
            body = make()
            times.append((time.process_time() - began) * 1000)
    with CaptureQueriesContext(connection) as queries, recording():
        make()
    return {"ms": median(times), "queries": len(queries), "bytes": len(body)}


def _noted(numbers: list[int]) -> dict[str, set[str]]:
    """The keys of every sitemap of the paper."""
    made: dict[str, Callable[[], Any]] = {
        "index": lambda: list(views.every_file()),
        "news": news.news,
        "pages": views.pages,
        **{f"stories {number}": (lambda number=number: stories.stories_of(number)) for number in numbers},
        **{f"topics {number}": (lambda number=number: views.topics_of(number)) for number in shelves.topic_files()},
        **{f"authors {number}": (lambda number=number: views.authors_of(number)) for number in shelves.author_files()},
    }
    keys = {}
    for name, make in made.items():
        with recording() as noted:
            make()
        keys[name] = noted.keys
    return keys


def _remade_by_publishing(noted: dict[str, set[str]]) -> set[str]:
    story = Story(title="Measured", live=False, body=[("text", "<p>One.</p>")])
    Section.objects.order_by("pk").first().add_child(instance=story)
    before = outbox.position()
    story.save_revision().publish()
    told = {key for one in outbox.since(before) for key in one.keys}
    return {name for name, keys in noted.items() if keys & told}


if __name__ == "__main__":
    main()
