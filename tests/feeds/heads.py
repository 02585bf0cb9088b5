"""Reads what a page says of itself in its head."""

from __future__ import annotations

import json
from typing import Any

from bs4 import BeautifulSoup

BLOCK = 'script[type="application/ld+json"]'


class Head:
    """The head of one answered page."""

    def __init__(self, content: bytes) -> None:
        self.html = content.decode()
        self.soup = BeautifulSoup(content, "lxml")

    @property
    def nodes(self) -> list[dict[str, Any]]:
        """Every node of every data block, in order."""
        return [node for block in self.soup.select(BLOCK) for node in json.loads(block.string)]

    def node(self, type_: str) -> dict[str, Any]:
        """The one node of a type."""
        (found,) = (node for node in self.nodes if node["@type"] == type_)
        return found

    def types(self) -> set[str]:
        return {node["@type"] for node in self.nodes}

    def tags(self, key: str) -> list[str]:
        """The contents of a social tag, by property or name."""
        return [tag["content"] for tag in self.soup.select(f'meta[property="{key}"], meta[name="{key}"]')]

    def tag(self, key: str) -> str:
        (found,) = self.tags(key)
        return found

    @property
    def card(self) -> str:
        """The path of the picture beside a link, where that is a card."""
        address = self.tag("og:image").removeprefix("http://testserver")
        assert address.startswith("/cards/")
        return address


def head_of(client: Any, address: str) -> Head:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return Head(answer.content)
