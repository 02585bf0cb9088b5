"""Which files of a folder are read, and which are not: the latter are named, so that none is lost without a word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

FOLDERS = ("authors", "sections", "topics", "pages", "stories")
PLAIN = ("photos", "files")
SUFFIXES = (".md", ".markdown", ".html", ".htm")
"""In the order of precedence, where two files have one name."""
NO_CONTENT = ("readme.md", "thumbs.db", "desktop.ini")
ARRANGEMENT = "front.yaml"


def documents(root: Path, folder: str, suffixes: tuple[str, ...] = SUFFIXES) -> list[Path]:
    """The Markdown and HTML files below a folder, in the order of their names; of one name only the first."""
    by_name: dict[Path, Path] = {}
    found = [path for path in (root / folder).rglob("*") if path.suffix.lower() in suffixes and _is_read(path)]
    for path in sorted(found, key=lambda path: suffixes.index(path.suffix.lower())):
        by_name.setdefault(path.with_suffix(""), path)
    return sorted(by_name.values())


def plain_files(root: Path, folder: str) -> list[Path]:
    """Every file below a folder, but hidden ones and links."""
    found = (root / folder).rglob("*")
    return sorted(path for path in found if path.is_file() and not path.is_symlink() and path.name[0] != ".")


def _is_read(path: Path) -> bool:
    return (
        path.is_file()
        and not path.is_symlink()
        and not path.name.startswith((".", "_"))
        and path.name.lower() not in NO_CONTENT
    )


def ignored(root: Path) -> Iterator[tuple[Path, str]]:
    """Every file that is not read, with the reason. Hidden files and what systems leave behind are nobody's content."""
    read = {path for folder in FOLDERS for path in documents(root, folder)}
    for path in sorted(root.rglob("*")):
        inner = path.relative_to(root)
        if path in read or (path.is_dir() and not path.is_symlink()) or _is_nothing(inner):
            continue
        if reason := _reason(path, inner):
            yield path, reason


def _is_nothing(inner: Path) -> bool:
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in inner.parts)
    return hidden or inner.name.lower() in NO_CONTENT or inner.as_posix() == ARRANGEMENT


def _reason(path: Path, inner: Path) -> str:
    folder = inner.parts[0]
    if path.is_symlink():
        return "is a link to another file, and links are not followed"
    if folder in PLAIN:
        return "" if folder == "files" or not _is_note(inner) else "describes no picture: photos/photos.yaml would"
    if folder not in FOLDERS or len(inner.parts) == 1:
        return f"lies in none of the folders {', '.join((*FOLDERS, *PLAIN))}"
    if path.suffix.lower() not in SUFFIXES:
        return "is neither Markdown nor HTML; pictures belong into photos, other files into files"
    if path.name.startswith("_"):
        return "has a name that begins with _, and such files are left out"
    return "has the name of another file beside it, which is read in its place"


def _is_note(inner: Path) -> bool:
    return is_note(inner) and inner.as_posix() != "photos/photos.yaml"


def is_note(path: Path) -> bool:
    """Whether a file among the photos is text and no picture."""
    return path.suffix.lower() in (".yaml", ".yml", ".md", ".txt")
