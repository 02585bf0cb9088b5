"""A folder that is there whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from broadsheet.paper import PaperError


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder beside ``target`` that takes its name once the block has ended well, and else is gone.

    It is its owner's alone, as a temporary folder is: an export holds drafts, passwords and hidden comments.
    Raises PaperError where there is something at ``target`` already, or the disk refuses.
    """
    _refuse_taken(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            yield beside
            if target.exists():
                target.rmdir()
            beside.rename(target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise PaperError(f"{error.filename or target} cannot be written: {error.strerror or error}.") from error


def _refuse_taken(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise PaperError(f"{target} is a file: give an empty or a new folder for the export.")
    if target.is_dir() and any(target.iterdir()):
        raise PaperError(f"{target} is not empty: give an empty or a new folder for the export.")
