"""The documents of one WordPress export: WordPress splits a large site over several files, and people zip them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers.packed import PackedFile, packed_files

MOST_DOCUMENTS = 2000
_NUMBERS = re.compile(r"(\d+)")


def export_files(paths: Iterable[Path]) -> list[PackedFile]:
    """Every XML document of these files, in their order; those of a zip by name, 2 before 10. Raises ImportRefused."""
    return [document for path in dict.fromkeys(paths) for document in _documents_of(path)]


def name_of(document: PackedFile) -> str:
    """What reports call it: the file's own name, or its name in the zip without the folders."""
    return PurePosixPath(document.member).name or document.path.name


def _documents_of(path: Path) -> list[PackedFile]:
    found = packed_files(path)
    if any(not document.member for document in found):
        return found
    exports = [document for document in found if _is_export(PurePosixPath(document.member))]
    if not exports:
        raise ImportRefused("the zip holds no XML file, so it is not a WordPress export", file=path)
    if len(exports) > MOST_DOCUMENTS:
        raise ImportRefused(f"the zip holds {len(exports)} XML files; at most {MOST_DOCUMENTS} are read", file=path)
    return sorted(exports, key=lambda document: _natural(document.member))


def _is_export(path: PurePosixPath) -> bool:
    return path.suffix.lower() == ".xml" and not path.name.startswith(".")


def _natural(name: str) -> list[tuple[int, str]]:
    """Sorts numbers by their value. Bounded, because Python refuses to read thousands of digits."""
    return [(int(part), "") if part.isdecimal() and len(part) < 10 else (0, part) for part in _NUMBERS.split(name)]
