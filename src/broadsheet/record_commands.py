"""`broadsheet verify`: parses, calls one thing and says how it went."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from broadsheet.command_parts import opened, paper_option, progress


@click.command()
@paper_option
def verify(paper_folder: Path | None) -> None:
    """Check that no published version of any story was changed, left out or put in later. Exit code 1 if one was."""
    from broadsheet.upkeep.verifying import verify as verify_record

    with progress("Checking the record") as advance:
        found = verify_record(opened(paper_folder), advance)
    for line in found.lines:
        click.echo(line)
    erased = f", {found.erased:,} of them erased by law" if found.erased else ""
    click.echo(f"{found.versions:,} versions of {found.stories:,} stories looked at{erased}.")
    if found.faults:
        click.echo(f"The record is broken in {found.faults:,} places.", err=True)
        sys.exit(1)
    click.echo("The record is whole.")
