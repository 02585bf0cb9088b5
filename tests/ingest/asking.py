"""The paper asked for an address as a server hands it over."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote_to_bytes

from django.test import Client


def ask(client: Client, address: str) -> Any:
    """The answer to a GET of path and query, letter for letter: Django's own client takes '//a/b/' for a host."""
    path, _, query = quote(address, safe="/%?&=+~!$'()*,;:@#-._").partition("?")
    return client.get("/", PATH_INFO=unquote_to_bytes(path).decode("latin-1"), QUERY_STRING=query)
