"""Holds ninjs to its specification: to our own strict schema and, where IPTC's is at hand, to that too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from tests.feeds.profile import mistakes_in_html

OURS = Path(__file__).with_name("ninjs.json")
THEIRS = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "ninjs" / "ninjs-schema_3.1.json"
"""Not part of this repository. Without it our own schema, which names the same properties, stands alone."""


def mistakes_in(document: dict[str, Any]) -> list[str]:
    """Everything wrong with an answer to a partner."""
    said = [f"{error.json_path}: {error.message}" for schema in _schemas() for error in schema.iter_errors(document)]
    for item in _items(document):
        said += _mistakes_in_item(item)
    uris = [item["uri"] for item in document.get("associations", [])]
    return said + [f"{uri} twice" for uri in {uri for uri in uris if uris.count(uri) > 1}]


def _mistakes_in_item(item: dict[str, Any]) -> Iterator[str]:
    if "firstCreated" in item and item["versionCreated"] < item["firstCreated"]:
        yield f"{item['uri']} changed before it was there"
    for body in item.get("bodies", []):
        if body["contentType"] == "text/html" and body["value"]:
            yield from mistakes_in_html(body["value"])
        elif "<p>" in body["value"]:
            yield "plain text has tags"


def _items(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield document
    for associated in document.get("associations", []):
        yield from _items(associated)


@cache
def _schemas() -> list[Draft202012Validator]:
    files = [OURS, *([THEIRS] if THEIRS.is_file() else [])]
    return [Draft202012Validator(json.loads(path.read_text()), format_checker=FormatChecker()) for path in files]
