"""Which page a request asks for: one name for every spelling of its address, or none where Django must answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

LONGEST_ADDRESS = 1000
"""Bytes of a path; no page of a paper has a longer one, and none such is looked up."""


@dataclass(frozen=True)
class Rules:
    """What is a reader's page.

    ``hosts`` are the names the paper answers to; ``schemes`` those it is read over. Paths that begin with one of
    ``passes`` are Django's alone. ``queries`` names, per path, the parameters that make another answer of it;
    any other parameter asks for the page all the same. ``personal_cookies`` are the cookies of people who have
    logged in.
    """

    hosts: frozenset[str]
    passes: tuple[str, ...] = ()
    queries: Mapping[str, frozenset[str]] = field(default_factory=dict)
    personal_cookies: tuple[str, ...] = ("sessionid=",)
    schemes: frozenset[str] = frozenset({"http", "https"})


def name_of(environ: Mapping[str, Any], rules: Rules) -> str | None:
    """The name of the page a GET or HEAD request asks for; None where the answer is not for every reader."""
    path = environ.get("PATH_INFO", "")
    if not path.startswith("/") or len(path) > LONGEST_ADDRESS or path.startswith(rules.passes):
        return None
    host = environ.get("HTTP_HOST", "")
    if host not in rules.hosts and host.rpartition(":")[0] not in rules.hosts:
        return None
    if environ.get("wsgi.url_scheme") not in rules.schemes:
        return None
    cookies = environ.get("HTTP_COOKIE")
    if cookies and any(cookie in cookies for cookie in rules.personal_cookies):
        return None
    if "HTTP_AUTHORIZATION" in environ:
        return None
    query = environ.get("QUERY_STRING")
    if query and path in rules.queries and _asks_for_another(query, rules.queries[path]):
        return None
    return path if path.isascii() else _decoded(path)


def _asks_for_another(query: str, names: frozenset[str]) -> bool:
    return any(name in names for name, _ in parse_qsl(query, keep_blank_values=True))


def _decoded(path: str) -> str | None:
    """WSGI hands over the bytes of a path as Latin-1 (PEP 3333); ours are UTF-8, anything else Django may judge."""
    try:
        return path.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


def path_of(name: str) -> str:
    """The ``PATH_INFO`` that asks for the page called ``name``."""
    return name.encode("utf-8").decode("latin-1")
