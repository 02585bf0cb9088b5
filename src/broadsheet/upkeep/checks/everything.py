"""All the checks, in the order in which mending makes sense."""

from __future__ import annotations

from collections.abc import Iterator

from broadsheet.paper import Paper, PaperError
from broadsheet.paper_django import start_django
from broadsheet.upkeep.checks import configuration, database, files, installation, running, servers
from broadsheet.upkeep.checks.finding import Finding, problem


def look(paper: Paper) -> Iterator[Finding]:
    """Every finding about an opened paper."""
    yield from configuration.look(paper)
    yield from files.look(paper)
    try:
        start_django(paper)
    except PaperError as error:
        yield problem(
            str(error).partition(":")[0], "the paper cannot start", str(error).partition(": ")[2] or "see above"
        )
        return
    for module in (installation, database, servers, running):
        yield from module.look(paper)
