"""Feeds as feed readers understand them, and what strict ones would say of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import feedparser
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree

from broadsheet.newsroom.feed_addresses import ATOM, FORMATS, JSON, RSS, FeedFormat
from tests.feeds.profile import mistakes_in_atom, mistakes_in_json, mistakes_in_rss

SCHEMAS = Path(__file__).parent


@dataclass(frozen=True)
class Asked:
    """An answer with a feed: its bytes, its headers and the format it should be in."""

    body: bytes
    headers: dict[str, str]
    form: FeedFormat

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def parsed(self) -> Any:
        """As feedparser, or for JSON Feed the json module, reads it."""
        if self.form is JSON:
            return json.loads(self.body)
        return feedparser.parse(self.body, response_headers={"content-type": self.headers["Content-Type"]})

    @property
    def tree(self) -> etree._Element:
        return etree.fromstring(self.body)

    def mistakes(self) -> list[str]:
        """Everything wrong with it by its specification; a feed without any is valid."""
        if self.headers["Content-Type"] != f"{self.form.served_as}; charset=utf-8":
            return [f"served as {self.headers['Content-Type']}"]
        return mistakes_of_json(self.body) if self.form is JSON else mistakes_of_xml(self.body, self.form)


def mistakes_of_json(body: bytes) -> list[str]:
    feed = json.loads(body)
    return [error.message for error in _json_schema().iter_errors(feed)] + mistakes_in_json(feed)


def mistakes_of_xml(body: bytes, form: FeedFormat) -> list[str]:
    parsed = feedparser.parse(body)
    if parsed.bozo:
        return [f"feedparser: {parsed.bozo_exception}"]
    expected = {RSS: "rss20", ATOM: "atom10"}[form]
    tree = etree.fromstring(body)
    schema = _relax_ng("rss" if form is RSS else "atom")
    schema.validate(tree)
    said = [] if parsed.version == expected else [f"feedparser takes it for {parsed.version}"]
    said += [f"line {error.line}: {error.message}" for error in schema.error_log]
    return said + (mistakes_in_rss(tree) if form is RSS else mistakes_in_atom(tree))


@cache
def _relax_ng(name: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(SCHEMAS / f"{name}.rng"))


@cache
def _json_schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads((SCHEMAS / "json_feed.json").read_text()), format_checker=FormatChecker())


def ask(client: Any, address: str, form: FeedFormat = RSS, number: int | None = None, query: str = "") -> Asked:
    """The feed of the list at ``address``."""
    answer = client.get(form.address(address, number) + query)
    assert answer.status_code == 200, answer.status_code
    return Asked(answer.content, dict(answer.headers), form)


def ask_all(client: Any, address: str, **more: Any) -> list[Asked]:
    """The feed of the list at ``address`` in every format."""
    return [ask(client, address, form, **more) for form in FORMATS]
