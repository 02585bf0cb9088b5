"""How much of a body's text came over, in a form small enough to keep for every story of an archive."""

from __future__ import annotations

import json
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

SKETCH = 96
"""Words of a story that a report carries, as checksums. A lost twentieth of the words escapes them in one of 130."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """``words`` of the source, ``kept`` of them in the blocks. ``sketch`` are checksums of some of its different words,
    ``sketched`` how many of those the blocks have. ``vocabulary``, where asked for, is what ``vocabulary_of`` reads."""

    words: int
    kept: int
    sketch: bytes
    sketched: int
    vocabulary: bytes | None = None


def fingerprint(source: Counter[str], kept: Counter[str], *, whole: bool = False) -> Fingerprint:
    """Of a body's words before and after; ``whole`` keeps the vocabulary too."""
    total, found = source.total(), (source & kept).total()
    sketch = sketch_of(source)
    sketched = len(sketch) if found == total else matches(sketch, kept)
    vocabulary = zlib.compress(json.dumps(source).encode(), 1) if whole else None
    return Fingerprint(total, found, array("I", sketch).tobytes(), sketched, vocabulary)


def sketch_of(words: Iterable[str]) -> list[int]:
    """The smallest checksums of different words: the same ones for the same words, and a fair choice among them."""
    return sorted(set(_checksums(words)))[:SKETCH]


def matches(sketch: Iterable[int], words: Iterable[str]) -> int:
    """How many of the sketched words are among ``words``."""
    return len(set(sketch) & set(_checksums(words)))


def sketch_from(stored: bytes) -> list[int]:
    """The checksums of a ``Fingerprint.sketch``."""
    found = array("I")
    found.frombytes(stored)
    return found.tolist()


def vocabulary_of(stored: bytes) -> Counter[str]:
    """The words a ``Fingerprint.vocabulary`` keeps, and how often each stood there."""
    return Counter(json.loads(zlib.decompress(stored)))


def _checksums(words: Iterable[str]) -> Iterable[int]:
    return map(zlib.crc32, map(_encoded, words))


def _encoded(word: str) -> bytes:
    return word.encode("utf-8", "surrogatepass")
