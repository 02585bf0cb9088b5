"""How a paper's press stands, as lines of a table."""

from __future__ import annotations

import time
from collections.abc import Iterator

from broadsheet.paper import Paper
from broadsheet.press.standing import Standing, standing_of
from broadsheet.upkeep.press.explaining import Words, ago, counted, duration, moment
from broadsheet.upkeep.press.opened import OpenedPress

MEGABYTE = 1 << 20
TAKEDOWNS = 5
KEYS_SHOWN = 3


def state(press: OpenedPress, words: Words) -> Iterator[tuple[str, str]]:
    """What and how it is, one after the other; several lines of one sort have the first one's name only."""
    standing = standing_of(press.store, press.outbox)
    yield "Newsroom", _newsroom(press, standing)
    yield "Pages", f"{standing.figures.pages:,}"
    yield "Pieces", f"{standing.figures.pieces:,}"
    yield "Waiting", f"{standing.figures.stale:,} stale, {standing.figures.void:,} void"
    yield "Room", _room(press.paper, standing)
    yield "Ready", _rate(standing)
    yield "Presser", _presser(standing)
    if press.paper.cdn.kind != "none":
        yield "CDN", _cdn(press.paper, standing)
    yield from _named("Slowest", (f"{duration(one.seconds)}  {one.name}" for one in standing.slowest))
    yield from _named("Taken down", _takedowns(press, words))
    yield from _named("Away", _absences(standing))


def _named(name: str, lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines):
        yield name if number == 0 else "", line


def _newsroom(press: OpenedPress, standing: Standing) -> str:
    if standing.newest is None:
        return f"away. {press.away}".strip()
    if standing.behind:
        return f"{counted(standing.behind, 'change')} not applied yet"
    return f"every change applied (change {standing.figures.position:,})"


def _room(paper: Paper, standing: Standing) -> str:
    return f"{standing.figures.bytes / MEGABYTE:,.1f} of {paper.press.disk_mb:,} MB"


def _rate(standing: Standing) -> str:
    rate = standing.served.rate
    if rate is None:
        return "nobody asked in the last 24 hours"
    return f"{100 * rate:.1f} % of {standing.served.answered:,} answers in the last 24 hours"


def _presser(standing: Standing) -> str:
    if standing.is_running:
        return "running"
    seen = f"; last seen {ago(standing.beat.at)}" if standing.beat else ""
    return f"not running{seen}. Pages are made when readers ask for them."


def _cdn(paper: Paper, standing: Standing) -> str:
    if not standing.is_running or standing.beat is None:
        return f"{paper.cdn.kind}; told of changes once the presser runs"
    status = standing.beat.cdn
    if status.error:
        return f"{paper.cdn.kind} takes no purges since {moment(status.failing_since)}: {status.error}"
    return f"{paper.cdn.kind}, {counted(status.sent, 'call')}, {status.waiting:,} waiting"


def _takedowns(press: OpenedPress, words: Words) -> Iterator[str]:
    if press.outbox is None:
        return
    from django.db import Error

    from broadsheet.newsroom.desk.key_words import most_telling
    from broadsheet.press.outbox import takedowns

    try:
        found = takedowns(TAKEDOWNS)
    except Error:
        return
    for change in found:
        keys = most_telling(change.keys)
        more = f" and {len(keys) - KEYS_SHOWN:,} more" if len(keys) > KEYS_SHOWN else ""
        yield f"{moment(change.made_at.timestamp())}  {'; '.join(words(keys[:KEYS_SHOWN]).values())}{more}"


def _absences(standing: Standing) -> Iterator[str]:
    for one in reversed(standing.absences):
        end = moment(one.end) if one.end else f"now ({int(time.time() - one.start):,} s)"
        yield f"{moment(one.start)} to {end}"
