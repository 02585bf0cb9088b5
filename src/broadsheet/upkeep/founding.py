"""`broadsheet init`: a new paper, made beside its place and moved in when it is whole."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from broadsheet.lib.rare_collection import rare_collection
from broadsheet.paper import FILE_NAME, Paper, PaperError, open_paper
from broadsheet.paper_django import start_django
from broadsheet.paper_file import compose
from broadsheet.serving.static_files import collect
from broadsheet.upkeep.schema import make_sqlite_file, unreachable

# Letters and digits that are not mistaken for one another when copied by hand.
COPIED_WITHOUT_MISTAKES = "abcdefghjkmnpqrstuvwxyz23456789"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")

THEME_README = """\
# The paper's own clothes

Put a file in templates/ or static/ here, under the same name as one of the package's, and it is used instead:

    theme/templates/reader/components/byline.html
    theme/static/reader/icon.svg

Restart the paper afterwards. Files that are not here come from the package, so a new version can improve them.
"""


@dataclass(frozen=True)
class Answers:
    """What a new paper has to be told."""

    name: str
    address: str
    language: str
    time_zone: str
    email: str
    password: str
    tagline: str = ""


def make_password() -> str:
    """Four groups of five characters, about 99 bits."""
    return "-".join("".join(secrets.choice(COPIED_WITHOUT_MISTAKES) for _ in range(5)) for _ in range(4))


def refuse_place(folder: Path) -> None:
    """Raise PaperError unless a paper can be made in `folder`."""
    if folder.is_dir() and any(folder.iterdir()):
        raise PaperError(f"{folder} is not empty: choose another folder. Nothing in it was changed.")
    if folder.exists() and not folder.is_dir():
        raise PaperError(f"{folder} is a file: choose another name.")
    above = folder if folder.is_dir() else folder.absolute().parent
    if not above.is_dir():
        raise PaperError(f"The folder {above} is missing: make it, or choose another.")
    if not os.access(above, os.W_OK | os.X_OK):
        raise PaperError(f"Nothing can be written in {above}: choose another folder, or ask for the right to.")


def found_paper(folder: Path, answers: Answers, fill: Callable[[Paper], None] | None = None) -> None:
    """Make a paper in `folder`; `fill` may add to it before anyone sees it. Raises PaperError; leaves nothing behind.

    Starts Django on the unfinished folder, so the process has to end, or fork beforehand, to serve the paper.
    """
    folder = folder.absolute()
    refuse_place(folder)
    with _unfinished(folder) as place:
        _write_files(place, answers)
        paper = open_paper(place)
        _set_up(paper, answers)
        if fill:
            fill(paper)
        _finish(paper)
        _move_in(place, folder)


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """A folder on the same file system: inside an empty one that exists, else beside the one to be made."""
    name = f".{folder.name}.{secrets.token_hex(4)}"
    place = folder / name if folder.is_dir() else folder.parent / name
    place.mkdir(mode=0o755)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _write_files(place: Path, answers: Answers) -> None:
    (place / "data").mkdir(mode=0o700)
    (place / "media").mkdir()
    for name in ("templates", "static"):
        (place / "theme" / name).mkdir(parents=True)
    (place / "theme" / "README.md").write_text(THEME_README, encoding="utf-8")
    (place / FILE_NAME).write_text(compose(_values(answers)), encoding="utf-8")
    write_secret(place / "data" / "secret.key")


def _values(answers: Answers) -> dict[tuple[str, str], object]:
    values: dict[tuple[str, str], object] = {
        ("paper", "name"): answers.name,
        ("paper", "address"): answers.address,
        ("paper", "language"): answers.language,
        ("paper", "time_zone"): answers.time_zone,
    }
    if answers.tagline:
        values["paper", "tagline"] = answers.tagline
    port = local_port(answers.address)
    if port:
        values["server", "port"] = port
    return values


def local_port(address: str) -> int | None:
    """The port to listen on when the address is this machine's own; None when a web server will stand in front."""
    with suppress(ValueError):
        parts = urlsplit(address)
        if parts.scheme == "http" and parts.hostname in LOCAL_HOSTS:
            return parts.port
    return None


def note_version(paper: Paper) -> None:
    """Remember which version last set the paper up."""
    (paper.data / "version").write_text(version("broadsheet") + "\n")


def write_secret(path: Path) -> None:
    """Write a new secret that only its owner can read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48) + "\n")


def _set_up(paper: Paper, answers: Answers) -> None:
    start_django(paper)
    make_sqlite_file(paper)
    from django.core.management import call_command
    from django.db.utils import Error

    _refuse_weak_password(answers)
    try:
        _refuse_taken_database()
        with rare_collection():
            call_command("migrate", interactive=False, verbosity=0)
    except Error as error:
        raise PaperError(unreachable(error)) from error
    _set_up_newsroom(paper, answers)


def _set_up_newsroom(paper: Paper, answers: Answers) -> None:
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    from broadsheet.fronts.founding import found_paper as found_newsroom

    found_newsroom(paper.name, paper.tagline, paper.address)
    people: Any = get_user_model()
    administrator = people.objects.create_superuser(answers.email, answers.password)
    administrator.groups.set(Group.objects.filter(name="Administrator"))


def _refuse_taken_database() -> None:
    from django.db import connection

    if connection.introspection.table_names():
        raise PaperError("The database named by BROADSHEET_DATABASE_URL is not empty: name an empty one.")


def _refuse_weak_password(answers: Answers) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    try:
        validate_password(answers.password)
    except ValidationError as error:
        raise PaperError(f"The password will not do: {' '.join(error.messages)}") from None


def _finish(paper: Paper) -> None:
    from django.db import connections

    collect(paper)
    note_version(paper)
    connections.close_all()


def _move_in(place: Path, folder: Path) -> None:
    if not folder.is_dir():
        place.rename(folder)
        return
    for path in sorted(place.iterdir(), key=lambda path: path.name == FILE_NAME):
        path.rename(folder / path.name)
