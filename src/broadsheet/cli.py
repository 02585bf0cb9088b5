"""The `broadsheet` command. Each subcommand parses, calls one thing and says how it went.

A mistake in what was asked gets one line on stderr and exit code 2, before anything is touched.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadsheet.command_parts import FOLDER, chosen_folder, opened, paper_option, progress
from broadsheet.export_commands import export
from broadsheet.import_commands import import_
from broadsheet.paper import FILE_NAME, Paper, PaperError, open_paper
from broadsheet.press_commands import press
from broadsheet.record_commands import verify

if TYPE_CHECKING:
    from broadsheet.upkeep.founding import Answers

MISTAKE = 2
INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> None:
    """Run the command; the entry point of the package."""
    try:
        code = cli.main(arguments, prog_name="broadsheet", standalone_mode=False)
    except PaperError as error:
        code = _say_mistake(str(error))
    except click.ClickException as error:
        code = _say_mistake(_one_line(error))
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def _say_mistake(message: str) -> int:
    click.echo(f"broadsheet: {message}", err=True)
    return MISTAKE


def _one_line(error: click.ClickException) -> str:
    message = " ".join(error.format_message().split())
    if isinstance(error, click.UsageError) and error.ctx:
        return f"{message.rstrip('.')}; “{error.ctx.command_path} --help” shows how."
    return message


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="broadsheet", message="Broadsheet %(version)s")
def cli() -> None:
    """A newspaper in a box: the newsroom and the reader site of a paper, which is a folder."""


cli.add_command(press)
cli.add_command(verify)


# Making a paper


@cli.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--name", help="The name of the paper.")
@click.option("--address", help="Where readers will find it, for example https://gazette.example.")
@click.option("--language", help="The language it is written in, for example en-GB.")
@click.option("--time-zone", help="The newsroom's time zone, for example Europe/London.")
@click.option("--email", help="The e-mail address of the first administrator.")
@click.option("--password-stdin", is_flag=True, help="Read the administrator's password from standard input.")
def init(folder: Path, password_stdin: bool, **given: str | None) -> None:
    """Make a paper in DIR, asking for whatever no option says."""
    from broadsheet.upkeep import founding, questions

    founding.refuse_place(folder)
    password = sys.stdin.readline().rstrip("\n") if password_stdin else founding.make_password()
    answers = questions.ask(given, password, may_ask=not password_stdin and sys.stdin.isatty())
    with progress("Making the paper"):
        founding.found_paper(folder, answers)
    _say_founded(folder, answers, shown=not password_stdin)


def _say_founded(folder: Path, answers: Answers, shown: bool) -> None:
    click.echo(f"{answers.name} is ready in {folder}.")
    if shown:
        click.echo(f"Log in at {answers.address}/desk/ as {answers.email} with the password {answers.password}")
        click.echo("It is shown this once; choose your own after logging in.")
    click.echo(f"Start the paper with “broadsheet serve {folder}”.")


@cli.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, default="demo-paper")
@click.option("--host", help="The network address to listen on.")
@click.option("--port", type=int, help="The port to listen on.", default=None)
@click.option("--no-serve", is_flag=True, help="Make the paper and stop.")
def demo(folder: Path, host: str | None, port: int | None, no_serve: bool) -> None:
    """Make (if need be) and serve a fictional town's paper, in ./demo-paper unless DIR is given."""
    from broadsheet.serving.ports import refuse_taken_port
    from broadsheet.serving.serve import serve as serve_paper
    from broadsheet.upkeep import demo_paper

    _override(host=host, port=port)
    if port:
        os.environ["BROADSHEET_PAPER_ADDRESS"] = f"http://localhost:{port}"
    if not no_serve and not (folder / FILE_NAME).exists():
        refuse_taken_port(host or "127.0.0.1", port or demo_paper.PORT)  # said before the making, not after it
    demo_paper.make_demo(folder, _load_demo)
    if no_serve:
        return
    paper = open_paper(folder)
    log_in = demo_paper.renew_log_in(paper)
    sys.exit(serve_paper(paper, when_ready=lambda: _say_log_in(paper, log_in.email, log_in.password)))


def _load_demo(paper: Paper) -> None:
    from broadsheet.demo.loader import load_demo
    from broadsheet.serving.static_files import collect

    collect(paper)  # an import proves itself on pages as readers get them, which name these files

    with progress("Making the demo paper") as advance:
        load_demo(advance)


def _say_log_in(paper: Paper, email: str, password: str) -> None:
    click.echo(f"\n  {paper.name}: {paper.address}/\n  Newsroom: {paper.address}/desk/")
    click.echo(f"  Log in as {email} with the password {password}\n")


# Running it


@cli.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
@click.option("--host", help="The network address to listen on.")
@click.option("--port", type=int, help="The port to listen on.")
@click.option("--workers", type=int, help="How many web processes to run.")
@click.option("--only", type=click.Choice(["web", "press", "worker", "clock"]), help="Run this part alone.")
@paper_option
def serve(folder: Path | None, paper_folder: Path | None, only: str | None, **overrides: str | int | None) -> None:
    """Run the paper: web workers, background worker and clock, until stopped."""
    from broadsheet.serving.serve import serve as serve_paper

    _override(**overrides)
    sys.exit(serve_paper(opened(folder, paper_folder), only))


def _override(**values: str | int | None) -> None:
    """Options win by becoming the variables that override the file, and are judged like them."""
    for name, value in values.items():
        if value is not None:
            os.environ[f"BROADSHEET_SERVER_{name.upper()}"] = str(value)


@cli.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@paper_option
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(paper_folder: Path | None, arguments: tuple[str, ...]) -> None:
    """Run one of Django's or Wagtail's own commands on the paper."""
    from broadsheet.paper_django import start_django

    start_django(opened(paper_folder))
    from django.core.management import execute_from_command_line

    execute_from_command_line(["broadsheet manage", *arguments])


# Keeping it well


@cli.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
@paper_option
def check(folder: Path | None, paper_folder: Path | None) -> None:
    """Find what is misconfigured, and say how to mend it. Exit code 1 when something does not work."""
    from broadsheet.upkeep.checks import everything

    place = chosen_folder(folder, paper_folder)
    _refuse_mistakes(place)
    paper = open_paper(place)
    problems = 0
    for finding in everything.look(paper):
        problems += finding.is_problem
        click.echo(f"{'PROBLEM' if finding.is_problem else 'advice '}  {finding.what}")
        click.echo(f"         Why:  {finding.why}\n         Cure: {finding.cure}")
    click.echo(f"{paper.name}: {_counted(problems)} found.")
    sys.exit(1 if problems else 0)


def _refuse_mistakes(folder: Path) -> None:
    """All the mistakes in the file at once, where other commands stop at the first."""
    from broadsheet.paper_file import find_mistakes

    mistakes = find_mistakes(folder, os.environ) if folder.is_dir() else []
    for mistake in mistakes:
        _say_mistake(mistake)
    if mistakes:
        sys.exit(MISTAKE)


def _counted(problems: int) -> str:
    return {0: "no problems", 1: "1 problem"}.get(problems, f"{problems} problems")


@cli.command()
@paper_option
@click.option("--no-backup", is_flag=True, help="Do not back up the database first.")
def upgrade(paper_folder: Path | None, no_backup: bool) -> None:
    """Bring the paper to the version of Broadsheet that is installed, after a backup of its database."""
    from broadsheet.upkeep.upgrade import upgrade as upgrade_paper

    paper = opened(paper_folder)
    upgrade_paper(paper, click.echo, backup=not no_backup)
    click.echo(f"{paper.name} is up to date.")


@cli.command()
@click.argument("file", type=FOLDER)
@paper_option
@click.option("--without-media", is_flag=True, help="Leave photos and files out.")
def backup(file: Path, paper_folder: Path | None, without_media: bool) -> None:
    """Write the whole paper to FILE (.tar.gz, .tar or .zip), even while it is being served."""
    from broadsheet.upkeep.backup import back_up

    paper = opened(paper_folder)
    with progress("Backing up") as advance:
        count = back_up(paper, file, media=not without_media, progress=lambda name: advance(None, None, name))
    click.echo(f"{count} files of {paper.name} are in {file} ({file.stat().st_size / 1e6:.1f} MB).")
    if paper.storage.kind == "s3":
        click.echo("Photos and files are in the bucket, and not in this backup.")


@cli.command()
@click.argument("file", type=FOLDER)
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
@click.option("--force", is_flag=True, help="Replace the paper that is there; it is kept beside the new one.")
@paper_option
def restore(file: Path, folder: Path | None, force: bool, paper_folder: Path | None) -> None:
    """Make the paper in DIR, or the current folder, from the backup in FILE."""
    from broadsheet.upkeep.restore import restore as restore_paper

    target = chosen_folder(folder, paper_folder)
    with progress("Restoring") as advance:
        kept = restore_paper(file, target, force=force, progress=lambda name: advance(None, None, name))
    click.echo(f"{open_paper(target).name} has been restored in {target}.")
    if kept:
        click.echo(f"What was there before is in {kept}; remove it when all is well.")
    click.echo("Run “broadsheet upgrade” there if the backup is of an older version, then “broadsheet serve”.")


# Bringing stories in and taking them out

cli.add_command(import_)
cli.add_command(export)
