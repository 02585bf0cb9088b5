"""Which sitemaps there are. One step along an index for each, however many pages it names.

Django's and Wagtail's own sitemaps count what there is and page through it by offset: at a million stories each
reads them all, and a story taken down shifts every page behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import connection
from wagtail.models import Page

from broadsheet.lib.page_indexes import SHELF
from broadsheet.newsroom import press_keys
from broadsheet.press.recording import note

OTHERS_SHELF = 10_000
"""As SHELF, of what carries no pictures: topics, authors, and the pages that are not stories."""
_OWN = "(s.canonical_url = '' OR substr(s.canonical_url, 1, %s) = %s)"
_LISTED = (
    "FROM newsroom_listentry e JOIN newsroom_story s ON s.page_ptr_id = e.story_id"
    f" WHERE e.list_key = 'paper' AND {_OWN}"
)
_NEXT_STORY = f"SELECT e.story_id {_LISTED} AND e.story_id >= {{least}} ORDER BY e.story_id LIMIT 1"
_NEXT_TOPIC = (
    "SELECT t.id FROM newsroom_topic t WHERE t.id >= {least}"
    " AND EXISTS (SELECT 1 FROM newsroom_listentry e WHERE e.list_key = 'topic-' || t.id) ORDER BY t.id LIMIT 1"
)
_NEXT_AUTHOR = "SELECT a.id FROM newsroom_author a WHERE a.id >= {least} ORDER BY a.id LIMIT 1"
_NEWEST = (
    "(SELECT p.id FROM wagtailcore_page p"  # noqa: S608 # a number and texts of ours
    f" WHERE p.id / {SHELF} = f.number AND p.live AND p.last_published_at IS NOT NULL"
    f" AND EXISTS (SELECT 1 {_LISTED} AND e.story_id = p.id) ORDER BY p.last_published_at DESC, p.id DESC LIMIT 1)"
)


def story_files() -> list[tuple[int, datetime | None]]:
    """``(number, changed)`` of each shelf that has stories to name, by number. Two queries."""
    note(press_keys.SHELVES)
    rows = _walk(_NEXT_STORY, SHELF, _own(), _NEWEST, _own())
    newest = Page.objects.filter(pk__in=[pk for _, pk in rows if pk]).order_by()
    changed = dict(newest.values_list("pk", "last_published_at"))
    return [(number, changed.get(pk)) for number, pk in rows]


def topic_files() -> list[int]:
    """The numbers of the files that name topics. One query."""
    note(press_keys.TOPICS)
    return [number for number, _ in _walk(_NEXT_TOPIC, OTHERS_SHELF)]


def author_files() -> list[int]:
    """The numbers of the files that name authors. One query."""
    note(press_keys.AUTHORS)
    return [number for number, _ in _walk(_NEXT_AUTHOR, OTHERS_SHELF)]


def _own() -> tuple[int, str]:
    """A story that says it first appeared elsewhere is left to that site."""
    start = settings.PAPER.address + "/"
    return len(start), start


def _walk(
    following: str,
    shelf: int,
    given: Sequence[int | str] = (),
    beside: str = "NULL",
    given_beside: Sequence[int | str] = (),
) -> list[tuple[int, int | None]]:
    """The numbers of the shelves that ``following`` finds anything on, in order, each with what ``beside`` finds.

    ``following`` looks for the next key that is not less than ``least``, and takes ``given`` as parameters.
    """
    sql = f"""
        WITH RECURSIVE files (number) AS (
            SELECT ({following.format(least=0)}) / {shelf}
            UNION ALL
            SELECT ({following.format(least=f"(number + 1) * {shelf}")}) / {shelf} FROM files WHERE number IS NOT NULL
        )
        SELECT f.number, {beside} FROM files f WHERE f.number IS NOT NULL ORDER BY f.number
    """  # noqa: S608 # every part is written above
    with connection.cursor() as cursor:
        cursor.execute(sql, [*given, *given, *given_beside])
        return list(cursor.fetchall())
