"""Where the feeds of a list are: its own address with ``feed/`` after it, then the format, then the page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FeedFormat:
    """A format feeds are written in. ``suffix`` is what its address has after ``feed/``."""

    name: str
    suffix: str
    media_type: str

    def address(self, of: str, number: int | None = None) -> str:
        """The feed of the list at the address ``of``, which ends in a slash: its head, or its older page ``number``.

        >>> ATOM.address("/sport/", 7)
        '/sport/feed/atom/page/7/'
        """
        return f"{of}feed/{self.suffix}{f'page/{number}/' if number else ''}"


RSS = FeedFormat("RSS", "", "application/rss+xml")
ATOM = FeedFormat("Atom", "atom/", "application/atom+xml")
JSON = FeedFormat("JSON Feed", "json/", "application/feed+json")
FORMATS = (RSS, ATOM, JSON)

CORRECTIONS = "/corrections/"
"""The address of the list of corrections."""
SEARCH = "/search/"
"""The address of the search page, whose feeds carry the search as a query."""
HUB = "/hub/"
"""The address of the paper's own WebSub hub."""
