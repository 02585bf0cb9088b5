"""The file of a backup: a tar or zip of the paper's files, with a manifest of what each must be.

The manifest comes last, because checksums are taken while files are copied. Reading trusts nothing: names are judged
before anything is written, and only regular files are taken out.
"""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from broadsheet.paper import PaperError

MANIFEST = "manifest.json"
FORMAT = 1
CHUNK = 1 << 20
TAR_MODES = {".tar.gz": ("w:gz", "r:gz"), ".tgz": ("w:gz", "r:gz"), ".tar": ("w", "r:")}
LONGEST_MANIFEST = 512 << 20


@dataclass(frozen=True)
class Entry:
    """What one file of the backup must be."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup is of, what made it, and every file in it."""

    made: str
    paper: str
    database: str
    with_media: bool
    versions: dict[str, str]
    migrations: list[str]
    files: dict[str, Entry] = field(default_factory=dict)
    format: int = FORMAT

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()


def read_manifest_text(text: bytes) -> Manifest:
    """The manifest in a file's text. Raises PaperError when it is none, or of a newer kind."""
    try:
        values = json.loads(text)
        if values["format"] > FORMAT:
            raise PaperError("This backup was made by a newer version of Broadsheet: install that version first.")
        files = {name: Entry(**entry) for name, entry in values.pop("files").items()}
        return Manifest(**values, files=files)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise PaperError("The manifest in this backup cannot be read: the file is damaged, use another.") from None


class Writer(Protocol):
    """Takes files in."""

    def add(self, name: str, source: IO[bytes], size: int) -> None: ...


class _TarWriter:
    def __init__(self, archive: tarfile.TarFile) -> None:
        self.archive = archive

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        facts = tarfile.TarInfo(name)
        facts.size, facts.mode = size, 0o600
        self.archive.addfile(facts, source)


class _ZipWriter:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        facts = zipfile.ZipInfo(name)
        facts.compress_type, facts.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        with self.archive.open(facts, "w", force_zip64=size > 1 << 31) as target:
            for block in _blocks(source):
                target.write(block)


def kind_of(path: Path) -> str:
    """The ending that decides the format. Raises PaperError for any other."""
    for ending in (*TAR_MODES, ".zip"):
        if path.name.endswith(ending):
            return ending
    raise PaperError(f"{path.name} must end in .tar.gz, .tar or .zip: choose one of them.")


@contextmanager
def writing(path: Path, kind: str) -> Iterator[Writer]:
    """A writer of the archive at `path`, readable by its owner only."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        if kind == ".zip":
            with zipfile.ZipFile(file, "w", compresslevel=6) as zipped:
                yield _ZipWriter(zipped)
        elif kind == ".tar":
            with tarfile.open(fileobj=file, mode="w") as tarred:
                yield _TarWriter(tarred)
        else:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tarred:
                yield _TarWriter(tarred)


class Hashing:
    """A file being read, whose checksum is taken on the way; at most `size` bytes of it."""

    def __init__(self, source: IO[bytes], size: int) -> None:
        self.source = source
        self.left = size
        self.digest = hashlib.sha256()

    def read(self, count: int = -1) -> bytes:
        block = self.source.read(self.left if count < 0 else min(count, self.left))
        self.left -= len(block)
        self.digest.update(block)
        return block


def add_file(writer: Writer, name: str, path: Path) -> Entry:
    """Copy one file in; returns its entry."""
    with path.open("rb") as source:
        size = os.fstat(source.fileno()).st_size
        hashing = Hashing(source, size)
        writer.add(name, hashing, size)  # type: ignore[arg-type] # only read() is used
        return Entry(size, hashing.digest.hexdigest())


def _blocks(source: IO[bytes]) -> Iterator[bytes]:
    while block := source.read(CHUNK):
        yield block


def unpack(path: Path, folder: Path, progress: Callable[[str], None] = lambda _name: None) -> Manifest:
    """Take everything out into `folder`, which must be empty, and compare it with the manifest.

    Raises PaperError when the file is no backup, is damaged or is not safe; `folder` then holds rubbish.
    """
    found: dict[str, Entry] = {}
    manifest: Manifest | None = None
    try:
        for name, source in _members(path):
            if name == MANIFEST:
                manifest = read_manifest_text(source.read(LONGEST_MANIFEST))
                continue
            _refuse_unsafe(name)
            found[name] = _copy_out(source, folder / name)
            progress(name)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, ValueError, zipfile.LargeZipFile, NotImplementedError):
        raise PaperError(f"{path} is damaged or is no backup: nothing was changed; use another file.") from None
    except OSError as error:
        raise PaperError(f"{path} could not be unpacked ({error.strerror or error}): nothing was changed.") from None
    return _compared(path, manifest, found)


def _compared(path: Path, manifest: Manifest | None, found: dict[str, Entry]) -> Manifest:
    if manifest is None:
        raise PaperError(
            f"{path} is not a backup of a paper, or ends too early: nothing was changed; use another file."
        )
    for name in [*manifest.files, *found]:
        if found.get(name) != manifest.files.get(name):
            raise PaperError(f"{path} is damaged ({name} is not what it was): nothing was changed; use another file.")
    return manifest


def _members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    if zipfile.is_zipfile(path):
        yield from _zip_members(path)
    else:
        with tarfile.open(path, "r:*") as archive:
            for member in archive:
                source = archive.extractfile(member) if member.isreg() else None
                if source is None:
                    raise ValueError(member.name)
                yield member.name, source


def _zip_members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            with archive.open(member) as source:
                yield member.filename, source


def _refuse_unsafe(name: str) -> None:
    parts = PurePosixPath(name).parts
    plain = "/".join(parts) == name and not set(parts) & {"..", "/", "."} and "\x00" not in name and "\\" not in name
    if not plain:
        raise ValueError(name)


def _copy_out(source: IO[bytes], target: Path) -> Entry:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        for block in _blocks(source):
            digest.update(block)
            size += len(block)
            file.write(block)
    return Entry(size, digest.hexdigest())


def versions() -> dict[str, str]:
    """The versions worth knowing when a backup is opened years later."""
    import platform
    from importlib.metadata import version

    names: tuple[Any, ...] = ("broadsheet", "wagtail", "django")
    return {"python": platform.python_version(), **{name: version(name) for name in names}}
