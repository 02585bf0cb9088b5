"""Under which names one upload may be found: file systems and archives disagree on case, accents and escapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote

from broadsheet.ingest.addresses import original_upload, upload_path


@dataclass(frozen=True, slots=True)
class Located:
    """A file that was found: where its bytes are until the next look, and what the source called it."""

    path: Path
    name: str


def names_of(path: str) -> Iterator[str]:
    """The names to look under, the likeliest first: as it is, and the original of a resized copy."""
    plain = path.lstrip("/")
    spellings = dict.fromkeys((plain, unquote(plain), upload_path("/" + plain)))
    found = (name for spelling in spellings for name in (spelling, original_upload(spelling)))
    yield from filter(None, dict.fromkeys(found))


def key_of(name: str) -> str:
    """What all spellings of a name have in common: macOS takes accents apart, Windows ignores case."""
    return normalize("NFC", normalize("NFC", unquote(name)).casefold())


@dataclass(slots=True)
class NameIndex:
    """The files of a folder or archive by their keys: the part below an uploads folder, else the whole path."""

    _names: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, kept_as: str) -> None:
        """`kept_as` is what `find` answers. The first of a key stands."""
        self._names.setdefault(key_of(upload_path("/" + name) or name), kept_as)

    def find(self, path: str) -> str | None:
        """The file's own name, or None."""
        for name in names_of(path):
            if (found := self._names.get(key_of(name))) is not None:
                return found
        return None
