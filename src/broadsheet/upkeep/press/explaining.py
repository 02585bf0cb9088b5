"""Why a page is what it is, in plain words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from broadsheet.press.entries import Entry, State
from broadsheet.press.render import ASK_DJANGO
from broadsheet.press.store.base import Explained, Store

Words = Callable[[Iterable[str]], Mapping[str, str]]
"""What keys name, in words."""
INDENT = "   "


def explain(store: Store, name: str, words: Words, is_newsroom_away: bool = False) -> list[str]:
    """What is known of the page ``name``, a line each. Raises StoreUnavailableError."""
    known = store.explain(name)
    if known is None:
        return [
            f"{name} is not in the press.",
            "Whoever asks for it next waits while it is rendered, and it is kept if there is a page at that address.",
        ]
    full = store.get(name) or known.entry  # explain may leave out the parts
    pieces = {piece: store.explain(piece) for piece in dict.fromkeys(full.holes)}
    found = [known, *(piece for piece in pieces.values() if piece)]
    called = words(sorted({key for one in found for key in (*one.keys, *one.stale_keys)}))
    return [
        f"{name} was made {_when(known.entry)}, which took {duration(known.entry.seconds)}.",
        f"How it is served: {_served(known, pieces, is_newsroom_away)}",
        *_staleness(known, called),
        f"It was made from {counted(len(known.keys), 'thing')}:",
        *(_line(key, called) for key in known.keys),
        *_shown(pieces, called),
    ]


def _line(key: str, called: Mapping[str, str]) -> str:
    words = called.get(key, key)
    return f"{INDENT}{key}" + ("" if words == key else f" – {words}")


def _when(entry: Entry) -> str:
    return f"on {moment(entry.made_at)}, {ago(entry.made_at)}"


def _served(known: Explained, pieces: Mapping[str, Explained | None], is_newsroom_away: bool) -> str:
    entry = known.entry
    if entry.status == ASK_DJANGO:
        return "Django is asked each time, since the answer is for one reader only, or good for one moment only."
    parts = [entry, *(piece.entry for piece in pieces.values() if piece)]
    if any(part.state == State.VOID for part in parts):
        return "not as it is, since it shows something that was taken down; it is made anew first."
    if None in pieces.values():
        return "not as it is, since a shared piece of it is missing; that is made first."
    if any(part.state == State.STALE for part in parts):
        return "as it was, old, while it is being made anew."
    return "from the press, as it should be." + (" The newsroom is away meanwhile." if is_newsroom_away else "")


def _staleness(known: Explained, called: Mapping[str, str]) -> Iterator[str]:
    if known.entry.state == State.FRESH:
        return
    what = "void: something on it was taken down" if known.entry.state == State.VOID else "stale"
    yield f"It is {what} since change {known.stale_since}, which named:"
    for key in known.stale_keys:
        yield _line(key, called)
    if not known.stale_keys:
        yield f"{INDENT}keys that are not known any more"


def _shown(pieces: Mapping[str, Explained | None], called: Mapping[str, str]) -> Iterator[str]:
    if not pieces:
        return
    yield f"It shows {counted(len(pieces), 'shared piece')}:"
    for name, piece in pieces.items():
        title = name.removeprefix("piece:")
        if piece is None:
            yield f"{INDENT}{title} – missing"
            continue
        state = {State.FRESH: "", State.STALE: ", stale", State.VOID: ", taken down"}[piece.entry.state]
        why = "; ".join(called.get(key, key) for key in piece.stale_keys)
        yield f"{INDENT}{title} – made {ago(piece.entry.made_at)}{state}" + (f" ({why})" if why else "")


# Numbers for people


def moment(at: float) -> str:
    """A moment in local time."""
    return f"{datetime.fromtimestamp(at).astimezone():%Y-%m-%d %H:%M:%S}"


def ago(at: float) -> str:
    """How long since a moment."""
    seconds = time.time() - at
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * length:
            return f"{int(seconds // length)} {unit}s ago"
    return f"{max(0, int(seconds))} s ago"


def duration(seconds: float) -> str:
    """A short time."""
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def counted(number: int, what: str) -> str:
    """``1 page``, ``2,000 pages``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
