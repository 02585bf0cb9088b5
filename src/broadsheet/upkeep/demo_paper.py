"""`broadsheet demo`: a paper with something in it, and a fresh log-in each time it is served."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broadsheet.paper import FILE_NAME, Paper, PaperError
from broadsheet.paper_django import start_django
from broadsheet.upkeep.founding import Answers, found_paper, make_password
from broadsheet.upkeep.schema import read_schema, refuse_newer
from broadsheet.upkeep.upgrade import migrate

EDITOR = "editor@demo.example"
NAME = "The Tidewell Courier"
TAGLINE = "The tide, the town and the truth of it"
PORT = 8000
MARK = "demo"  # a file in data/, so that no other paper's password is ever changed


def _answers() -> Answers:
    return Answers(
        name=NAME,
        address=os.environ.get("BROADSHEET_PAPER_ADDRESS", f"http://localhost:{PORT}"),
        language="en-GB",
        time_zone="Europe/London",
        tagline=TAGLINE,
        email=EDITOR,
        password=make_password(),
    )


@dataclass(frozen=True)
class LogIn:
    """Who may edit the demo paper until it is served next."""

    email: str
    password: str


def make_demo(folder: Path, load: Callable[[Paper], None]) -> None:
    """Found the demo paper in a process of its own, since Django can be started on one folder only."""
    if (folder / FILE_NAME).exists():
        _refuse_other(folder)
        return
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _exit_with(lambda: found_paper(folder, _answers(), lambda paper: _fill(paper, load)))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code:
        raise SystemExit(code)


def _exit_with(action: Callable[[], Any]) -> None:
    code = 1
    try:
        action()
        code = 0
    except PaperError as error:
        print(error, file=sys.stderr)
        code = 2
    except KeyboardInterrupt:
        code = 130
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _fill(paper: Paper, load: Callable[[Paper], None]) -> None:
    load(paper)
    (paper.data / MARK).touch()


def _refuse_other(folder: Path) -> None:
    if not (folder / "data" / MARK).exists():
        raise PaperError(f"The paper in {folder} is not the demo: serve it with “broadsheet serve {folder}”.")


def renew_log_in(paper: Paper) -> LogIn:
    """Bring the demo paper up to date and give its editor a new password."""
    start_django(paper)
    from django.contrib.auth import get_user_model
    from django.db import connections

    schema = read_schema()
    refuse_newer(schema)
    if schema.pending:
        migrate()
    password = make_password()
    people: Any = get_user_model()
    editor = people.objects.filter(email=EDITOR).first()
    if editor is None:
        raise PaperError(f"The demo's editor {EDITOR} is gone: remove {paper.folder} and run “broadsheet demo” again.")
    editor.set_password(password)
    editor.is_active = True
    editor.save()
    connections.close_all()
    return LogIn(EDITOR, password)
