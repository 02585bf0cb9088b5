"""Writes a report beside the run it tells of, or wherever somebody wants it."""

from __future__ import annotations

from pathlib import Path

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.proof.document import write_json
from broadsheet.ingest.proof.sheet import write_sheet
from broadsheet.ingest.report import Report

WRITERS = {".json": write_json, ".html": write_sheet}
PRIVATE = 0o600


def check_report_file(path: Path | None) -> None:
    """Before a long import, not after it. Raises ImportRefused."""
    if path is None:
        return
    if path.suffix.lower() not in WRITERS:
        raise ImportRefused("a report is a .html or a .json file", file=path)
    if not path.absolute().parent.is_dir():
        raise ImportRefused("the folder of the report is not there", file=path)


def write_report(report: Report, path: Path) -> None:
    """As HTML or JSON, by the name's end. Raises ImportRefused where it cannot be written."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.touch(mode=PRIVATE)
        WRITERS[path.suffix.lower()](report, unfinished)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise ImportRefused(f"the report cannot be written ({error.strerror or error})", file=path) from error


def write_reports(report: Report, folder: Path) -> None:
    """``report.json`` and ``report.html`` in a folder. Raises ImportRefused."""
    for suffix in WRITERS:
        write_report(report, folder / f"report{suffix}")


def keep_reports(report: Report, folder: Path) -> None:
    """The same for an import that is done: it stays done if its report cannot be kept, and says so."""
    try:
        write_reports(report, folder)
    except ImportRefused as error:
        report.warn("", folder.name, str(error))
    else:
        report.kept_at = folder / "report.html"
