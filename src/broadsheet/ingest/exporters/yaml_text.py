"""YAML 1.1 that a person reads and any reader takes back letter for letter; the same text at every export.

A dozen fields a story, a hundred thousand stories: PyYAML's own writer takes ten times as long, and where it folds a
line depends on which of its two it is. What could be read as anything but the text it is stands in double quotes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

_WORDS_OF_YAML = re.compile(r"(?:y|yes|n|no|true|false|on|off|null)", re.IGNORECASE)
_PLAIN_KEY = re.compile(r"[A-Za-z_][\w-]*")
_NOT_PLAIN = re.compile(r": |:$| #| $")
_NOT_IN_FLOW = re.compile(r"[,\[\]{}:?#]")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
LONGEST_FLOW = 100


def yaml_text(values: Mapping[str, Any]) -> str:
    """A mapping as YAML, with a line end after every line; '' for an empty one. Moments are written in UTC."""
    return "".join(f"{line}\n" for line in _mapping(values))


def _mapping(values: Mapping[str, Any]) -> Iterator[str]:
    for key, value in values.items():
        yield from _entry(_key(str(key)) + ":", value)


def _entry(head: str, value: Any) -> Iterator[str]:
    """`head` is 'name:' or '-'; what does not fit behind it follows below, two spaces in."""
    if isinstance(value, Mapping) and value:
        yield from _below(head, _mapping(value))
    elif isinstance(value, list) and value:
        flow = _flow(value)
        if flow and len(flow) <= LONGEST_FLOW:
            yield f"{head} {flow}"
        else:
            yield from _below(head, (line for item in value for line in _entry("-", item)))
    elif isinstance(value, str) and (lines := _literal(value)):
        yield f"{head} {lines[0]}"
        yield from lines[1:]
    else:
        yield f"{head} {_scalar(value)}"


def _below(head: str, lines: Iterator[str]) -> Iterator[str]:
    """In a list the first line follows the dash; under a name all lines are indented."""
    if head != "-":
        yield head
    mark = "- " if head == "-" else "  "
    for line in lines:
        yield f"{mark}{line}" if line else ""
        mark = "  "


def _flow(values: list[Any]) -> str:
    """A list of plain values on one line; '' where it holds anything larger."""
    if any(isinstance(value, (Mapping, list)) for value in values):
        return ""
    return "[" + ", ".join(_scalar(value, in_flow=True) for value in values) + "]"


def _scalar(value: Any, in_flow: bool = False) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    if isinstance(value, (int, float)):
        return repr(value)
    if value in ({}, []):
        return "{}" if isinstance(value, Mapping) else "[]"
    return _string(str(value), in_flow)


def _string(text: str, in_flow: bool) -> str:
    return text if _is_plain(text, in_flow) else quoted(text)


def _is_plain(text: str, in_flow: bool) -> bool:
    return (
        bool(text)
        and (text[0].isalpha() or text[0] in "/<")
        and text.isprintable()
        and not _NOT_PLAIN.search(text)
        and not _WORDS_OF_YAML.fullmatch(text)
        and text != "<<"
        and not (in_flow and _NOT_IN_FLOW.search(text))
    )


def quoted(text: str) -> str:
    """In double quotes, which hold anything; JSON's escapes are YAML's too."""
    return _ESCAPED.sub(lambda match: f"\\u{ord(match.group()):04x}", json.dumps(text, ensure_ascii=False))


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) and not _WORDS_OF_YAML.fullmatch(key) else quoted(key)


def _literal(text: str) -> list[str]:
    """Several lines as they stand, under a '|'; [] where they would not come back exactly."""
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if len(lines) < 2 or not lines[0] or not lines[-1] or lines[0][0] in " \t":
        return []
    if not all(line.isprintable() for line in lines) or any(line and not line.strip() for line in lines):
        return []
    return ["|" if text.endswith("\n") else "|-", *(f"  {line}" if line else "" for line in lines)]
