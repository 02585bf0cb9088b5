"""The files of an exported folder: written one by one, each whole or not at all, and only where something changed.

Beside the files stands `broadsheet-export.yaml`, which says whose export it is, and `broadsheet-export.sums`, the
SHA-256 of each file as `sha256sum --check` reads it. While an export is under way the first says so; a run that was
interrupted is recognised by it and taken up again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import yaml

from broadsheet.ingest.exporters.yaml_text import yaml_text
from broadsheet.ingest.own_export import FORMAT, IDENTITY
from broadsheet.paper_file import PaperError

SUMS = "broadsheet-export.sums"
_CHUNK = 1024 * 1024
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700
"""Drafts, passwords and notes on rights are among them: nobody but the owner reads along."""


class FolderFiles:
    """One folder being written. Every method raises PaperError, in one line, for what the disk refuses."""

    def __init__(self, root: Path, identity: dict[str, Any]) -> None:
        self.root = root
        self.identity = {"format": FORMAT, **identity}
        self.written = 0
        self.unchanged = 0
        self.removed = 0
        self._folders: set[Path] = set()
        self._before: dict[str, str] = {}
        self._sums: dict[str, str] = {}

    # Begun and ended

    def begin(self, force: bool) -> None:
        """Refuses a folder that holds something else, then marks it as being written."""
        with _in_one_line(self.root):
            if self.root.exists() and not self.root.is_dir():
                raise PaperError(f"{self.root} is no folder; name one that is empty or does not exist yet.")
            if not force:
                self._refuse_others()
            self.root.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
            self._before = self._read_sums()
            self._put(IDENTITY, yaml_text({**self.identity, "unfinished": True}).encode())

    def finish(self) -> None:
        """Removes what an earlier export wrote and this one did not, then says that the folder is whole."""
        with _in_one_line(self.root):
            for name in sorted(self._before.keys() - self._sums.keys()):
                self._remove(name)
            sums = "".join(f"{self._sums[name]}  {name}\n" for name in sorted(self._sums))
            self._put(SUMS, sums.encode())
            self._put(IDENTITY, yaml_text(self.identity).encode())

    def _refuse_others(self) -> None:
        if not self.root.exists() or not any(self.root.iterdir()):
            return
        found = _read_identity(self.root / IDENTITY)
        if found is None:
            raise PaperError(f"{self.root} is not empty. Name another folder, or add --force to write into it.")
        if found.get("address") != self.identity["address"]:
            raise PaperError(
                f"{self.root} holds the export of {found.get('paper')} ({found.get('address')}). Name another folder,"
                " or add --force to write over it."
            )

    # Written

    def write(self, name: str, text: str) -> None:
        """A text file at a path below the folder, with '/' between its parts."""
        data = text.encode("utf-8", "replace")
        if not self._note(name, hashlib.sha256(data).hexdigest(), len(data)):
            self._store(name, data)

    def copy(self, name: str, stream: IO[bytes]) -> None:
        """A file as it is, byte for byte; `stream` is read twice where it has changed."""
        digest, size = hashlib.sha256(), 0
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
        if not self._note(name, digest.hexdigest(), size):
            stream.seek(0)
            self._store(name, stream)

    def _note(self, name: str, digest: str, size: int) -> bool:
        """Whether the very same file is there already."""
        path = self.root / name
        same = self._before.get(name) == digest and not path.is_symlink() and path.is_file()
        self._sums[name] = digest
        if same and path.stat().st_size == size:
            self.unchanged += 1
            return True
        self.written += 1
        return False

    def _store(self, name: str, data: bytes | IO[bytes]) -> None:
        with _in_one_line(self.root / name):
            self._make_folder((self.root / name).parent)
            self._put(name, data)

    def _put(self, name: str, data: bytes | IO[bytes]) -> None:
        """Beside its place first, then into it: a symbolic link that stands there is replaced, never followed."""
        path = self.root / name
        beside = path.with_name(f".{hashlib.sha256(path.name.encode()).hexdigest()[:16]}.part")
        beside.unlink(missing_ok=True)
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE), "wb") as target:
                if isinstance(data, bytes):
                    target.write(data)
                else:
                    while chunk := data.read(_CHUNK):
                        target.write(chunk)
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise

    def _make_folder(self, folder: Path) -> None:
        if folder in self._folders or folder == self.root:
            return
        self._make_folder(folder.parent)
        if folder.is_symlink():
            raise PaperError(f"{folder} is a symbolic link, which an export does not follow. Remove it first.")
        folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
        self._folders.add(folder)

    # Removed

    def _remove(self, name: str) -> None:
        """A file of an earlier export and the folders it leaves empty. What lies behind a link is let be."""
        path = self.root / name
        above = [folder for folder in path.parents if folder.is_relative_to(self.root)]
        if any(folder.is_symlink() for folder in above[:-1]) or not (path.is_file() or path.is_symlink()):
            return
        path.unlink()
        self.removed += 1
        for folder in above[:-1]:
            if any(folder.iterdir()):
                break
            folder.rmdir()

    def _read_sums(self) -> dict[str, str]:
        path = self.root / SUMS
        if not path.is_file() or path.is_symlink():
            return {}
        lines = (line.partition("  ") for line in path.read_text(encoding="utf-8", errors="replace").splitlines())
        return {name: digest for digest, _, name in lines if name and ".." not in name.split("/") and name[0] != "/"}


def _read_identity(path: Path) -> dict[str, Any] | None:
    """What an earlier export says of itself; None where there is none."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8")[:10_000])
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
    return found if isinstance(found, dict) and "format" in found else None


@contextmanager
def _in_one_line(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise PaperError(f"{place} cannot be written ({reason}). The export is not complete; run it again.") from error
