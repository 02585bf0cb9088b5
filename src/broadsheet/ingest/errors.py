"""The one error an import shows its reader: a single line that names the file, the place and the trouble."""

from __future__ import annotations

from pathlib import Path


class ImportRefused(Exception):  # noqa: N818  (what happened, as the terminal says it)
    """The source cannot be imported as it is. Raised before anything was written, so nothing is half done."""

    def __init__(self, message: str, *, file: str | Path = "", line: int | None = None, field: str = "") -> None:
        self.message = " ".join(str(message).split())
        self.file = Path(file).name if file else ""
        self.line = line
        self.field = field
        super().__init__(self._one_line())

    def _one_line(self) -> str:
        place = self.file
        if self.line:
            place = f"{place}, line {self.line}" if place else f"line {self.line}"
        if self.field:
            place = f"{place}, {self.field}" if place else self.field
        return f"{place}: {self.message}" if place else self.message
