"""The report as JSON, version 1: one object, one row on each line, so that it can be read without holding all of it.

    {"format": "broadsheet import report", "version": 1,
    "summary": {…},
    "stories": [
    {…},
    {…}
    ],
    "addresses": [ … ], "pictures": [ … ], "warnings": [ … ]}

docs/guide/import-report.md says what each field holds.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from broadsheet.ingest.proof.ledger import Ledger, Row
from broadsheet.ingest.report import Report

FORMAT, VERSION = "broadsheet import report", 1
STORIES = (
    "SELECT kind, key, title, place, state, outcome, new AS address, access, authors, words, kept, rendered, page_id,"
    " sketch, sketched FROM item ORDER BY kind, rowid"
)
ADDRESSES = "SELECT kind, key, old, new, answer FROM address ORDER BY kind, key, old"
PICTURES = "SELECT key, title, place, source, model, new AS address, reason FROM picture ORDER BY rowid"
WARNINGS = (
    "SELECT warning.place, warning.key, warning.title, message,"
    " coalesce(warning.page_id, min(item.page_id)) AS page_id FROM warning"
    " LEFT JOIN item ON item.key = warning.key AND warning.key <> '' GROUP BY warning.rowid ORDER BY warning.rowid"
)


def write_json(report: Report, path: Path) -> None:
    """Row by row, in a memory that does not grow with the archive."""
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(f'{{"format": {_text(FORMAT)}, "version": {VERSION},\n"summary": {_text(summary_of(report))}')
        for name, rows in rows_of(report.ledger):
            file.write(f",\n{_text(name)}: [")
            _write_rows(file, rows)
            file.write("\n]")
        file.write("}\n")


def rows_of(ledger: Ledger) -> Iterator[tuple[str, Iterator[Row]]]:
    """The lists of the report, in their order."""
    yield "stories", map(_story, ledger.rows(STORIES))
    yield "addresses", ledger.rows(ADDRESSES)
    yield "pictures", ledger.rows(PICTURES)
    yield "warnings", map(_with_desk, ledger.rows(WARNINGS))


def summary_of(report: Report) -> dict[str, Any]:
    """What the head of a report says."""
    return {
        "paper": settings.PAPER.name,
        "address": settings.PAPER.address,
        "kind": report.kind,
        "site": report.site,
        "file": report.source,
        "run": report.run_id,
        "rehearsal": report.dry_run,
        **report.as_dict(),
        "addresses": tally(report.ledger, "address", "answer"),
        "access": tally(report.ledger, "item", "access"),
        "pictures": tally(report.ledger, "picture", "model"),
        "rendered": report.ledger.number("SELECT count(rendered) FROM item"),
        "words_rendered": report.ledger.number("SELECT sum(min(rendered, words)) FROM item"),
        "words_to_render": report.ledger.number("SELECT sum(words) FROM item WHERE rendered IS NOT NULL"),
    }


def tally(ledger: Ledger, table: str, column: str) -> dict[str, int]:
    """How often each value stands in a column."""
    rows = ledger.rows(f"SELECT {column} AS value, count(*) AS number FROM {table} GROUP BY 1")  # noqa: S608  (our own names)
    return {row["value"]: row["number"] for row in rows}


def desk_address(page_id: int | None) -> str:
    """Where an editor looks at a page; '' for none."""
    return f"{settings.PAPER.address}/desk/pages/{page_id}/edit/" if page_id else ""


def _story(row: Row) -> Row:
    row["authors"] = json.loads(row["authors"])
    row["sketch"] = base64.b64encode(row["sketch"] or b"").decode()
    return _with_desk(row)


def _with_desk(row: Row) -> Row:
    row["desk"] = desk_address(row.pop("page_id"))
    return row


def _write_rows(file: IO[str], rows: Iterator[Row]) -> None:
    for number, row in enumerate(rows):
        file.write((",\n" if number else "\n") + _text(row))


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
