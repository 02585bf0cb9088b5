"""`broadsheet export …`: each subcommand parses, calls one thing and says how it went."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from broadsheet.command_parts import FOLDER, opened, paper_option, progress
from broadsheet.import_commands import start
from broadsheet.paper import PaperError


@click.group()
def export() -> None:
    """Take the paper's content out, whole, in a form another program reads."""


@export.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option(
    "--gzip", "is_gzipped", is_flag=True, help="Put a compressed twin (.gz) beside each page, style and script."
)
@click.option("--base-url", metavar="URL", help="The address the copy will have, if not the paper's own.")
@paper_option
def static(folder: Path, is_gzipped: bool, base_url: str | None, paper_folder: Path | None) -> None:
    """Write the reader site to DIR as files that any file server can serve; run again, it writes what changed."""
    from broadsheet.press.store.base import StoreUnavailableError
    from broadsheet.serving.static_files import collect
    from broadsheet.upkeep.press.opened import open_press_to_render
    from broadsheet.upkeep.static_copy.copying import copy_site
    from broadsheet.upkeep.static_copy.summary import checked_base, summary

    base = checked_base(base_url or "")
    press = open_press_to_render(opened(paper_folder))
    collect(press.paper)
    try:
        with progress("Copying the reader site") as advance:
            copied = copy_site(press, folder, advance, is_gzipped=is_gzipped, base=base)
    except StoreUnavailableError as error:
        raise PaperError(f"The press's store does not answer ({error}): see [press] in broadsheet.toml.") from error
    for line in summary(folder, copied):
        click.echo(line)
    sys.exit(1 if copied.failed.count else 0)


@export.command(name="folder")
@click.argument("target", metavar="DIR", type=FOLDER)
@click.option("--force", is_flag=True, help="Write into DIR whatever it holds; only what is in the way is replaced.")
@paper_option
def folder_(target: Path, force: bool, paper_folder: Path | None) -> None:
    """Write the whole paper to DIR as Markdown, YAML and pictures; `import folder` takes it back with nothing lost."""
    start(opened(paper_folder))
    from broadsheet.ingest.exporters.folder import export_folder

    with progress("Exporting") as advance:
        done = export_folder(target, force, advance)
    for line in done.lines(target):
        click.echo(line)


@export.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--uploads-url", metavar="URL", help="Where WordPress will find what DIR/uploads holds.")
@paper_option
def wordpress(folder: Path, uploads_url: str | None, paper_folder: Path | None) -> None:
    """Write the whole paper to DIR as files for WordPress's importer, and every original in DIR/uploads."""
    start(opened(paper_folder))
    from broadsheet.ingest.exporters.wordpress import export_wordpress

    with progress("Exporting") as advance:
        done = export_wordpress(folder, advance, uploads_url=uploads_url or "")
    for line in done.lines(folder):
        click.echo(line)


@export.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@paper_option
def ghost(folder: Path, paper_folder: Path | None) -> None:
    """Write the whole paper to DIR as files for Ghost's importer, with every original, and its routes and redirects."""
    start(opened(paper_folder))
    from broadsheet.ingest.exporters.ghost import export_ghost

    with progress("Exporting") as advance:
        done = export_ghost(folder, advance)
    for line in done.lines(folder):
        click.echo(line)
