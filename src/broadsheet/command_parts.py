"""What several commands have in common: which paper, and how far along."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from broadsheet.paper import FOLDER_VARIABLE, Paper, open_paper

FOLDER = click.Path(path_type=Path)
Command = TypeVar("Command", bound=Callable[..., Any])


def paper_option(command: Command) -> Command:
    """Add --paper, the folder of the paper to work on."""
    return click.option(
        "-p", "--paper", "paper_folder", type=FOLDER, metavar="DIR", help="The paper's folder, if not the current one."
    )(command)


def chosen_folder(*choices: Path | None) -> Path:
    """The folder named, once, or in the environment, or the current one."""
    named = [choice for choice in choices if choice is not None]
    if len(named) > 1:
        raise click.UsageError("Name the folder once, either as DIR or with --paper.", click.get_current_context())
    return named[0] if named else Path(os.environ.get(FOLDER_VARIABLE) or Path.cwd())


def opened(*choices: Path | None) -> Paper:
    """The paper in that folder. Raises PaperError."""
    return open_paper(chosen_folder(*choices))


@contextmanager
def progress(title: str) -> Iterator[Callable[[int | None, int | None, str], None]]:
    """A progress bar on a terminal, nothing elsewhere; yields a function of done, total and label."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[label]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=None, label="")

        def advance(done: int | None, total: int | None, label: str) -> None:
            shown = str(label)[-50:]
            if done is None:
                bar.update(task, advance=1, label=shown)
            else:
                bar.update(task, completed=done, total=total, label=shown)

        yield advance
