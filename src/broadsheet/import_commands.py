"""`broadsheet import …`: each subcommand parses, calls one thing and says how it went."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from broadsheet.command_parts import FOLDER, Command, opened, paper_option, progress
from broadsheet.paper import Paper, PaperError


@click.group(name="import")
def import_() -> None:
    """Bring an archive into the paper. Running it twice doubles nothing."""


def fetch_options(command: Command) -> Command:
    """Add --fetch-media and --allow-private-addresses."""
    for option in (
        click.option(
            "--allow-private-addresses",
            "allow_private",
            is_flag=True,
            help="Ask servers in your own network, and on any port, too.",
        ),
        click.option("--fetch-media", is_flag=True, help="Fetch pictures and files that are not at hand from the web."),
    ):
        command = option(command)
    return command


def report_option(command: Command) -> Command:
    """Add --report."""
    return click.option(
        "--report",
        "report_file",
        type=FOLDER,
        metavar="FILE",
        help="Write the whole report to FILE, as .html or .json. That of an import is kept in the paper's folder too.",
    )(command)


@import_.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FOLDER)
@click.option("--uploads", type=FOLDER, help="The wp-content/uploads folder, or a zip of it, for pictures.")
@fetch_options
@click.option(
    "--post-type",
    "post_types",
    multiple=True,
    metavar="NAME=KIND",
    help="What a plugin's own entries become: event=story, event=page or event=skip. May be given again.",
)
@click.option(
    "--taxonomy",
    "taxonomies",
    multiple=True,
    metavar="NAME=KIND",
    help="What a plugin's own terms become: series=topic or series=section. May be given again.",
)
@click.option(
    "--take-fields",
    "takes_fields",
    is_flag=True,
    help="Move key points and questions with answers out of the texts, to the fields for them.",
)
@report_option
@click.option("--dry-run", is_flag=True, help="Say what would come, and change nothing.")
@paper_option
def wordpress(files: tuple[Path, ...], paper_folder: Path | None, **options: Any) -> None:
    """Import FILE, which WordPress wrote under Tools → Export: XML, plain, gzipped or in a zip.

    WordPress splits a large site over several files; name them all."""
    _import("import_wordpress", opened(paper_folder), files, **options)


@import_.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FOLDER)
@click.option("--site", "address", default="", metavar="URL", help="Where the site was; an export does not say.")
@click.option("--uploads", type=FOLDER, help="The content folder of the site, or a zip of it, for pictures.")
@fetch_options
@click.option(
    "--sections",
    default="",
    metavar="SLUG,SLUG",
    help="Tags that become sections; “primary” makes one of every post's first tag. All others become topics.",
)
@click.option(
    "--members-only",
    type=click.Choice(["draft", "public"]),
    default="draft",
    help="What becomes of posts that only members could read.",
)
@click.option("--members", type=FOLDER, help="A CSV file of members, to be kept in private. Nobody is subscribed.")
@report_option
@click.option("--dry-run", is_flag=True, help="Say what would come, and change nothing.")
@paper_option
def ghost(files: tuple[Path, ...], paper_folder: Path | None, sections: str, members_only: str, **options: Any) -> None:
    """Import FILE, which Ghost wrote under Settings → Import/Export: JSON, plain, gzipped or in a zip."""
    wanted = [slug.strip() for slug in sections.split(",") if slug.strip()]
    opens_members = members_only == "public"
    _import("import_ghost", opened(paper_folder), files, sections=wanted, opens_members=opens_members, **options)


@import_.command()
@click.argument("source", metavar="FILE_OR_URL")
@click.option("--section", default="", metavar="SLUG", help="The section its stories go to, if not the first.")
@fetch_options
@report_option
@click.option("--dry-run", is_flag=True, help="Say what would come, and change nothing.")
@paper_option
def feed(source: str, paper_folder: Path | None, **options: Any) -> None:
    """Import the entries of a feed, once: RSS, Atom or JSON Feed."""
    _import("import_feed", opened(paper_folder), source, **options)


@import_.command(name="folder")
@click.argument("source", metavar="DIR", type=FOLDER)
@fetch_options
@report_option
@click.option("--dry-run", is_flag=True, help="Say what would come, and change nothing.")
@paper_option
def folder_(source: Path, paper_folder: Path | None, **options: Any) -> None:
    """Import DIR, a folder of Markdown files."""
    _import("import_folder", opened(paper_folder), source, **options)


@import_.command()
@paper_option
def runs(paper_folder: Path | None) -> None:
    """List the imports there were, the last first."""
    start(opened(paper_folder))
    from broadsheet.ingest.models import ImportRun
    from broadsheet.ingest.report import output
    from broadsheet.ingest.run_list import table_of

    found = list(ImportRun.objects.order_by("-pk"))
    if found:
        output().print(table_of(found))
    else:
        click.echo("Nothing has been imported into this paper.")


@import_.command()
@click.argument("run", metavar="RUN", type=int)
@click.option("--force", is_flag=True, help="Take out what was edited here since, too.")
@click.option("--dry-run", is_flag=True, help="Say what would go and what would stay, and change nothing.")
@paper_option
def undo(run: int, force: bool, dry_run: bool, paper_folder: Path | None) -> None:
    """Take a whole import back out: RUN is its number, which “broadsheet import runs” tells."""
    start(opened(paper_folder))
    from broadsheet.ingest.errors import ImportRefused
    from broadsheet.ingest.report import output
    from broadsheet.ingest.undo.taking_back import take_back

    try:
        outcome = take_back(run, dry_run=dry_run, force=force)
    except ImportRefused as error:
        raise PaperError(str(error)) from error
    outcome.print(output())


@import_.command()
@click.argument("report", type=FOLDER)
@click.option("--against", required=True, metavar="URL", help="Where the paper is served: https://gazette.example")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Look at N stories, addresses and pictures.")
def verify(report: Path, against: str, sample: int | None) -> None:
    """Hold REPORT, an import's report.json, against the paper as it is served.

    Every old address is asked for, and must lead in one step to its place; every story must be there with its words and
    bylines, every picture must be one. The result is written beside the report. Ends with 1 where something is wrong.
    """
    from broadsheet.ingest.errors import ImportRefused
    from broadsheet.ingest.report import output
    from broadsheet.ingest.verifying.asking import Server
    from broadsheet.ingest.verifying.reading import ReportFile
    from broadsheet.ingest.verifying.showing import show
    from broadsheet.ingest.verifying.verification import verify as verified

    try:
        document, server = ReportFile(report), Server(against)
        with progress(f"Asking {server.netloc}") as advance:
            outcome = verified(document, server, advance, sample)
        written = outcome.write_beside(report)
    except ImportRefused as error:
        raise PaperError(str(error)) from error
    show(outcome, written, output())
    if not outcome.is_good:
        raise SystemExit(1)


def _import(
    run: str, paper: Paper, source: str | Path | Sequence[Path], report_file: Path | None, **options: Any
) -> None:
    start(paper)
    from broadsheet.ingest import runs
    from broadsheet.ingest.errors import ImportRefused
    from broadsheet.ingest.proof.files import check_report_file, write_report
    from broadsheet.ingest.report import output

    try:
        check_report_file(report_file)
        first = source if isinstance(source, str | Path) else source[0]
        with progress(f"Importing {Path(first).name}") as advance:
            report = getattr(runs, run)(source, progress=advance, **options)
        if report_file is not None:
            write_report(report, report_file)
    except ImportRefused as error:
        raise PaperError(str(error)) from error
    report.print(output())


def start(paper: Paper) -> None:
    """Django, at a database of this version, with the files that the pages an import is proven on name. Raises
    PaperError."""
    from broadsheet.paper_django import start_django
    from broadsheet.serving.static_files import collect
    from broadsheet.upkeep.schema import read_schema, refuse_newer, refuse_older

    start_django(paper)
    schema = read_schema()
    refuse_newer(schema)
    refuse_older(schema)
    collect(paper)
