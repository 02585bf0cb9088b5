"""An uploads folder on this machine: its files are read where they lie."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from broadsheet.ingest.media_supply.names import Located, NameIndex, names_of

BASES = ("", "wp-content/uploads", "uploads", "content/images", "images")
"""Where uploads start in a folder that is named a little too high up."""


class UploadFolder:
    """Looks where the path says; only for what is not there are all files listed, once."""

    refused: tuple[tuple[str, str], ...] = ()

    def __init__(self, root: Path) -> None:
        self.root = root
        self._within = root.resolve()
        self._bases = [root / base for base in BASES if (root / base).is_dir()]
        self._index: NameIndex | None = None

    def has(self, path: str) -> bool:
        return self.find(path) is not None

    def find(self, path: str) -> Located | None:
        """The file at a path under the uploads folder, or its unresized original; nothing outside the folder."""
        for name in names_of(path):
            for base in self._bases:
                if self._is_ours(candidate := base / name):
                    return Located(candidate, candidate.name)
        return self._find_otherwise_spelt(path)

    def close(self) -> None:
        """Nothing was opened."""

    def _find_otherwise_spelt(self, path: str) -> Located | None:
        if self._index is None:
            self._index = NameIndex()
            for name in self._names():
                self._index.add(name, name)
        found = self._index.find(path)
        if found is None or not self._is_ours(self.root / found):
            return None
        return Located(self.root / found, Path(found).name)

    def _is_ours(self, candidate: Path) -> bool:
        try:
            return candidate.is_file() and candidate.resolve().is_relative_to(self._within)
        except (OSError, ValueError):  # longer than the file system's names, or with a NUL
            return False

    def _names(self) -> Iterator[str]:
        for folder, folders, files in os.walk(self.root):
            folders.sort()
            base = Path(folder).relative_to(self.root)
            for name in sorted(files):
                yield (base / name).as_posix()
