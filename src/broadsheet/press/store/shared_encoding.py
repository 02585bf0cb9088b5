"""Entries as Redis keeps them: state and position first, where a script can read them, then what they are."""

from __future__ import annotations

import json
import struct
from dataclasses import replace

from broadsheet.press.entries import Entry, Part, State
from broadsheet.press.store.shared_head import Head

FRONT = struct.Struct(">c16sL")
"""The state as a digit, the position in sixteen, and the length of the description."""


def encoded(entry: Entry) -> bytes:
    """An entry as one value."""
    framing = [part if isinstance(part, str) else len(part) for part in entry.parts]
    described = [entry.name, entry.status, entry.headers, entry.maker, entry.made_at, entry.seconds, framing]
    description = json.dumps(described, separators=(",", ":")).encode()
    front = FRONT.pack(str(int(entry.state)).encode(), f"{entry.position:016d}".encode(), len(description))
    return b"".join([front, description, *(part for part in entry.parts if isinstance(part, bytes))])


def decoded(value: bytes, head: Head) -> Entry | None:
    """The entry of a value, in the state it has at ``head``; None where the value is damaged."""
    try:
        digit, written_position, length = FRONT.unpack_from(value)
        begin = FRONT.size + length
        name, status, headers, maker, made_at, seconds, framing = json.loads(value[FRONT.size : begin])
        entry = Entry(
            name=name,
            status=status,
            headers=tuple((field, content) for field, content in headers),
            parts=_parts(value, begin, framing),
            position=int(written_position),
            maker=maker,
            made_at=made_at,
            seconds=seconds,
            state=State(int(digit)),
        )
    except (struct.error, ValueError, TypeError):
        return None
    return _at(entry, head)


def _parts(value: bytes, begin: int, framing: list[str | int]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for frame in framing:
        if isinstance(frame, int):
            parts.append(value[begin : begin + frame])
            begin += frame
        else:
            parts.append(frame)
    if begin != len(value):
        raise ValueError("cut short")
    return tuple(parts)


def _at(entry: Entry, head: Head) -> Entry:
    least = State.FRESH
    if entry.position < head.void_below:
        least = State.VOID
    elif entry.position < head.stale_below:
        least = State.STALE
    return replace(entry, state=least) if least > entry.state else entry
