"""A zip of a folder, unpacked where only the paper's own account can look. Nothing is written outside of it."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath

from broadsheet.ingest.desk.private_uploads import MEGABYTE, most_megabytes
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers.packed import PackedFile, packed_files
from broadsheet.ingest.run_folder import PRIVATE_FOLDER
from broadsheet.ingest.writer.job import Progress

PIECE = 1024 * 1024
HIGHEST_RATIO = 4
"""Pictures hardly shrink in a zip. What unpacks to more than so many times the largest upload is no archive."""
MARK = "stories"


def unpacked(path: Path, into: Path, progress: Progress) -> Path:
    """The folder in the zip that holds `stories/`; one without a name of its own is called as the zip. Raises
    ImportRefused."""
    shutil.rmtree(into, ignore_errors=True)
    top = into / path.stem
    top.mkdir(mode=PRIVATE_FOLDER, parents=True)
    left = HIGHEST_RATIO * most_megabytes() * MEGABYTE
    files = packed_files(path)
    if files and not files[0].member:
        raise ImportRefused("this is no zip; please pack the folder into one", file=path)
    try:
        for number, file in enumerate(files, 1):
            progress(number, len(files), "unpacking")
            left = _unpack(file, top, left)
    except OSError as error:
        raise ImportRefused(f"the zip cannot be unpacked ({error.strerror or error})", file=path) from error
    return _root(top, path)


def _unpack(file: PackedFile, top: Path, left: int) -> int:
    """Answers how many bytes may still come out of the zip."""
    parts = PurePosixPath(file.member.replace("\\", "/")).parts
    if ".." in parts or parts[0].startswith("/") or ":" in parts[0] or "\0" in file.member:
        raise ImportRefused("the name of this file leads out of the zip", file=file.path, field=file.member[:200])
    target = top.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with file.opened() as packed, target.open("wb") as plain:
        while piece := packed.read(PIECE):
            left -= len(piece)
            if left < 0:
                raise ImportRefused("the zip unpacks to more than this paper takes", file=file.path)
            plain.write(piece)
    return left


def _root(top: Path, path: Path) -> Path:
    """People pack the folder itself, or what is in it."""
    found = min(
        (place.parent for place in top.rglob(MARK) if place.is_dir()), key=lambda place: len(place.parts), default=None
    )
    if found is None:
        raise ImportRefused(f"there is no folder “{MARK}” in the zip", file=path)
    return found
