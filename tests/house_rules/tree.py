"""The files the house rules look at: those git knows, or would if it were told."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "broadsheet"


@cache
def files() -> tuple[Path, ...]:
    """Every file of the checkout that is neither ignored nor deleted."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for name in sorted(set(listed.split("\0"))) if name and (path := ROOT / name).is_file())


def code(suffix: str = ".py") -> list[Path]:
    """Files with a suffix, migrations left out: those are written by Django."""
    return [path for path in files() if path.suffix == suffix and "migrations" not in path.parts]


def package_code(suffix: str = ".py") -> list[Path]:
    """The same, of the package alone."""
    return [path for path in code(suffix) if path.is_relative_to(PACKAGE)]


def reader_files(suffix: str) -> list[Path]:
    """Templates, styles or scripts that a reader's browser meets."""
    return [path for path in package_code(suffix) if "reader" in path.parts]


def shown(path: Path) -> str:
    """A path as a person would write it."""
    return path.relative_to(ROOT).as_posix()
