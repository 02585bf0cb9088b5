"""Collects the static files of the package and the theme into data/static, when they have changed.

Nobody runs collectstatic by hand: `init`, `upgrade` and `serve` call `collect`.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import broadsheet
from broadsheet.paper import Paper, PaperError

# How WhiteNoise puts it.
MISSING = re.compile(r"file '(.+?)' references a file which could not be found:\s+(\S+)")
COLLECTED_FROM = ("broadsheet", "wagtail", "django", "django-allauth", "whitenoise")


def collect(paper: Paper) -> bool:
    """Bring data/static up to date; says whether there was anything to do. Raises PaperError. Needs Django."""
    stamp = paper.static / ".collected"
    wanted = _fingerprint(paper)
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    paper.static.mkdir(exist_ok=True)
    _run_collectstatic()
    stamp.write_text(wanted)
    return True


def _run_collectstatic() -> None:
    from django.core.management import call_command
    from whitenoise.storage import MissingFileError  # type: ignore[import-untyped] # it ships no types

    told = io.StringIO()
    try:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0, stdout=told, stderr=told)
    except MissingFileError as error:
        found = MISSING.search(str(error))
        reason = f"{found[1]} names {found[2]}, which is missing" if found else str(error).partition("\n")[0]
        raise PaperError(f"theme/static: {reason}; mend that address, or add the file.") from error


def _fingerprint(paper: Paper) -> str:
    """What the collected files depend on: the versions installed, and each file that may change without a version."""
    digest = hashlib.sha256()
    for name in COLLECTED_FROM:
        digest.update(f"{name} {version(name)}\n".encode())
    package = Path(broadsheet.__file__).parent
    for folder in [*sorted(package.glob("*/static")), *paper.theme_static]:
        for line in _lines(folder):
            digest.update(line.encode())
    return digest.hexdigest()


def _lines(folder: Path) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            facts = path.stat()
            yield f"{path} {facts.st_size} {facts.st_mtime_ns}\n"
