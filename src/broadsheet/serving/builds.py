"""Names what a paper's pages are made of beside its content, so that a changed theme or setting is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import broadsheet
from broadsheet.paper import Paper

MADE_WITH = ("broadsheet", "wagtail", "django")


def build_of(paper: Paper) -> str:
    """A digest of the versions installed, every template, the collected static files' names, and the settings."""
    digest = hashlib.sha256()
    for name in MADE_WITH:
        digest.update(f"{name} {version(name)}\n".encode())
    for file in _files(paper):
        digest.update(f"{file}\0".encode() + file.read_bytes())
    digest.update(repr(paper.keys).encode())
    return digest.hexdigest()


def _files(paper: Paper) -> Iterator[Path]:
    package = Path(broadsheet.__file__).parent
    for folder in [*sorted(package.glob("*/templates")), *paper.theme_templates]:
        yield from sorted(path for path in folder.rglob("*") if path.is_file())
    manifest = paper.static / "staticfiles.json"
    if manifest.is_file():
        yield manifest
