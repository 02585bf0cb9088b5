"""What to read next: stories that share rare topics, then section and author, the nearer in time the better.

Only what was published before a story follows it, so that an old story's page stays as it is when a new one comes
out. Where too little came before, the nearest that came after fill up; those stay too, once there are enough.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from broadsheet.newsroom import press_keys
from broadsheet.newsroom.lists import PAPER
from broadsheet.newsroom.models import Story
from broadsheet.press.recording import note

DEPTH = 12
"""How far down each shared list one looks. A list this long is common; a topic with three stories is telling."""
LEAST = 6
"""With fewer stories than this before it, a story is followed by some that came after it."""
HALF_LIFE_DAYS = 120.0
SECTION_WEIGHT = 0.35
AUTHOR_WEIGHT = 0.25

Candidate = tuple[str, int, datetime]
"""The key of a list, a story in it, and when that was published."""


@dataclass(frozen=True)
class ReadingAround:
    """A stretch of each list a story stands in, from which what to read next is chosen."""

    moment: datetime
    weights: dict[str, float]
    candidates: list[Candidate]

    @classmethod
    def of(cls, story: Story) -> "ReadingAround":
        """Look down the lists of ``story`` from where it stands. One query; two where little came before it."""
        note(press_keys.reading(story.pk), *([press_keys.READING_HIDDEN] if story.hide_from_lists else []))
        moment = story.published_at or timezone.now()  # a draft being previewed has no date yet
        weights = _weights_of_lists(story)
        place = (moment, story.pk or 0)
        candidates = _rows([_older(key, place) for key in weights])
        if len({story_id for _, story_id, _ in candidates}) < LEAST:
            candidates += _rows([_newer(PAPER, place)])
        return cls(moment, weights, candidates)

    def best(self, size: int) -> list[int]:
        """Ids of up to ``size`` stories to read next, best first.

        Each shared topic counts 1/ln(1 + stories of it in the stretch), so that one shared by three stories weighs
        more than one shared by thousands; section and author add a little; everything halves each 120 days between
        the two stories.
        """
        lengths: dict[str, int] = {}
        for key, _, _ in self.candidates:
            lengths[key] = lengths.get(key, 0) + 1
        scores: dict[int, float] = {}
        for key, story_id, published_at in self.candidates:
            rarity = 1 / math.log(1 + max(lengths[key], 2)) if key.startswith("topic-") else 1.0
            days = abs((self.moment - published_at).total_seconds()) / 86400
            scores[story_id] = scores.get(story_id, 0) + self.weights[key] * rarity * 0.5 ** (days / HALF_LIFE_DAYS)
        return sorted(scores, key=lambda story_id: (-scores[story_id], -story_id))[:size]


def _weights_of_lists(story: Story) -> dict[str, float]:
    weights = {f"topic-{topic.pk}": 1.0 for topic in story.topics_list}
    weights |= {f"author-{author.pk}": AUTHOR_WEIGHT for author in story.authors}
    if story.section_id:
        weights[f"section-{story.section_id}"] = SECTION_WEIGHT
    weights[PAPER] = 0.01  # so that a story that shares nothing is still followed by something
    return weights


Arm = tuple[str, list[Any]]
"""A part of a UNION and its parameters."""


def _older(key: str, place: tuple[datetime, int]) -> Arm:
    return _arm("<", "DESC", key, place, DEPTH)


def _newer(key: str, place: tuple[datetime, int]) -> Arm:
    return _arm(">", "ASC", key, place, LEAST)


def _arm(beyond: str, order: str, key: str, place: tuple[datetime, int], size: int) -> Arm:
    sql = (
        "SELECT * FROM (SELECT list_key, story_id, published_at FROM newsroom_listentry"  # noqa: S608  # no input in it
        f" WHERE list_key = %s AND (published_at, story_id) {beyond} (%s, %s)"
        f" ORDER BY published_at {order}, story_id {order} LIMIT %s) AS stretch"
    )
    return sql, [key, connection.ops.adapt_datetimefield_value(place[0]), place[1], size]


def _rows(arms: list[Arm]) -> list[Candidate]:
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(sql for sql, _ in arms), [value for _, values in arms for value in values])
        return [(key, story_id, _aware(moment)) for key, story_id, moment in cursor.fetchall()]


def _aware(moment: datetime | str) -> datetime:
    """SQLite hands raw queries a string, in UTC and without saying so."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
