"""Files of Markdown with YAML front matter: safe to read, and every complaint names file, line and field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path
from typing import Any, TypeVar

import yaml

from broadsheet.ingest.errors import ImportRefused

LARGEST_FRONT_MATTER = 256 * 1024
LARGEST_FILE = 20 * 1024 * 1024
T = TypeVar("T")


class _Loader(yaml.SafeLoader):
    """SafeLoader without aliases: nobody writes them by hand, and they are how YAML files explode."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not allowed here")
        return super().compose_node(parent, index)


@dataclass(slots=True)
class Document:
    """A file taken apart. `lines` says where each field stands, `body_line` where the Markdown begins."""

    path: Path
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1

    def refuse(self, message: str, name: str = "") -> ImportRefused:
        return ImportRefused(message, file=self.path, line=self.lines.get(name, 1), field=name)

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers and dates are taken as they are written."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, (dict, list, bool)):
            raise self.refuse("should be text", name)
        return str(value).strip()

    def flag(self, name: str) -> bool:
        value = self.values.get(name, False)
        if not isinstance(value, bool):
            raise self.refuse("should be true or false", name)
        return value

    def number(self, name: str) -> int | None:
        value = self.values.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise self.refuse("should be a whole number", name)
        return value

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(name, default) or default
        if value not in choices:
            raise self.refuse(f"“{value}” is not one of {', '.join(choices)}", name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings; one string counts as a list of one."""
        value = self.values.get(name)
        if value is None:
            return ()
        entries = value if isinstance(value, list) else [value]
        if any(isinstance(entry, (dict, list)) for entry in entries):
            raise self.refuse("should be a list of texts", name)
        return tuple(str(entry).strip() for entry in entries if str(entry).strip())

    def moment(self, name: str, zone: tzinfo) -> datetime | None:
        value = self.values.get(name)
        return None if value is None else self._moment_of(value, name, zone)

    def _moment_of(self, value: Any, name: str, zone: tzinfo) -> datetime:
        """A date alone means noon of that day; a time without zone is the paper's."""
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value.strip())
            except ValueError:
                raise self.refuse(f"“{value}” is not a date like 2026-11-23T07:30", name) from None
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value, time(12))
        if not isinstance(value, datetime):
            raise self.refuse("should be a date like 2026-11-23T07:30", name)
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)

    def entries(self, name: str, make: Callable[[Document, dict[str, Any]], T], short: str = "") -> tuple[T, ...]:
        """A list of mappings, each made into something; with `short`, a plain text stands for that one field."""
        value = self.values.get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self.refuse("should be a list", name)
        return tuple(make(self._entry(entry, name, short), entry_of(entry, short)) for entry in value)

    def _entry(self, entry: Any, name: str, short: str) -> Document:
        if not isinstance(entry, dict) and not (short and isinstance(entry, (str, int, float))):
            raise self.refuse("should be a list of entries with names and values", name)
        values = entry_of(entry, short)
        return type(self)(self.path, values, dict.fromkeys([*values, ""], self.lines.get(name, 1)))

    def mapping(self, name: str) -> dict[str, str]:
        value = self.values.get(name) or {}
        if not isinstance(value, dict):
            raise self.refuse("should be names with values", name)
        return {str(key): str(entry) for key, entry in value.items()}


D = TypeVar("D", bound=Document)


def entry_of(entry: Any, short: str) -> dict[str, Any]:
    return dict(entry) if isinstance(entry, dict) else {short: entry}


def read_document(path: Path) -> Document:
    """Raises ImportRefused for a file that is too large, not UTF-8, or whose front matter is not valid."""
    return read_document_as(Document, path, LARGEST_FRONT_MATTER)


def read_document_as(kind: type[D], path: Path, largest: int) -> D:
    """The same, with a front matter of up to `largest` characters."""
    text = read_text(path)
    if not text.startswith("---"):
        return kind(path, body=text)
    lines = text.split("\n")
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        raise ImportRefused("the front matter that opens with --- is never closed", file=path, line=1)
    values, places = read_yaml("\n".join(lines[1:end]), path, 2, largest)
    return kind(path, values, places, "\n".join(lines[end + 1 :]), end + 2)


def read_yaml(
    text: str, path: Path, first_line: int = 1, largest: int = LARGEST_FRONT_MATTER
) -> tuple[dict[str, Any], dict[str, int]]:
    """The mapping a YAML text holds, and the line of each of its names."""
    if len(text) > largest:
        raise ImportRefused("the YAML is larger than anything a person writes", file=path, line=first_line)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        values = loader.construct_document(node) if node is not None else {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).split("\n")[0]
        line = first_line + mark.line if mark else first_line
        raise ImportRefused(f"the YAML cannot be read ({problem})", file=path, line=line) from error
    finally:
        loader.dispose()
    if not isinstance(values, dict):
        raise ImportRefused("names with values were expected here", file=path, line=first_line)
    places = {str(name.value): first_line + name.start_mark.line for name, _value in node.value} if node else {}
    return {str(name): value for name, value in values.items()}, places


def read_text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ImportRefused("the file is larger than any story", file=path)
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ImportRefused("the file is not UTF-8 text", file=path, line=line) from error
    except OSError as error:
        raise ImportRefused(f"cannot be read ({error.strerror or error})", file=path) from error
