"""Where the feeds of a list are: its own address with ``feed/`` after it, then the format, then the page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FeedFormat:
    """A format feeds are written in. ``suffix`` is what its address has after ``feed/``.

    ``media_type`` is what links to it say. ``served_as`` is what it is served as: browsers show ``application/xml`` by
    its stylesheet, the more exact types as source or as something to save; feed readers take either.
    """

    name: str
    suffix: str
    media_type: str
    served_as: str

    def address(self, of: str, number: int | None = None) -> str:
        """The feed of the list at the address ``of``, which ends in a slash: its head, or its older page ``number``.

        >>> ATOM.address("/sport/", 7)
        '/sport/feed/atom/page/7/'
        """
        return f"{of}feed/{self.suffix}{f'page/{number}/' if number else ''}"


RSS = FeedFormat("RSS", "", "application/rss+xml", "application/xml")
ATOM = FeedFormat("Atom", "atom/", "application/atom+xml", "application/xml")
JSON = FeedFormat("JSON Feed", "json/", "application/feed+json", "application/feed+json")
FORMATS = (RSS, ATOM, JSON)

CORRECTIONS = "/corrections/"
"""The address of the list of corrections."""
SEARCH = "/search/"
"""The address of the search page, whose feeds carry the search as a query."""
HUB = "/hub/"
"""The address of the paper's own WebSub hub."""
