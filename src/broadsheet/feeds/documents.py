"""One document of a feed before it is written in a format: what it is called, what is in it, where the others are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext as _

from broadsheet.feeds.addresses import complete, hub_address
from broadsheet.feeds.entries import NOTHING_YET, Entry, entries_of, paper_language
from broadsheet.fronts.models import Machines, Masthead
from broadsheet.lib.xml_text import one_line
from broadsheet.newsroom import lists
from broadsheet.newsroom.feed_addresses import FeedFormat


@dataclass(frozen=True)
class Channel:
    """What a feed is of. ``key`` is what makes its identifier, and never changes; ``address`` is the list's own.

    ``name`` is empty for the paper itself, ``description`` where nobody has written one.
    """

    key: str
    name: str
    address: str
    description: str = ""

    @property
    def urn(self) -> str:
        """Its identifier (RFC 4287 section 4.2.6), the same for all its documents, whatever its address becomes."""
        return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{settings.PAPER.address}/{self.key}')}"


@dataclass(frozen=True)
class Paper:
    """What every feed says of the paper."""

    name: str
    copyright: str
    preset: str
    hub: str
    is_whole: bool


def paper_shown() -> Paper:
    """The paper as feeds show it. Two queries."""
    masthead, machines = Masthead.of_the_paper(), Machines.of_the_paper()
    name = one_line(masthead.name) or settings.PAPER.name
    return Paper(
        name,
        f"© {one_line(masthead.copyright) or name}",
        masthead.preset,
        hub_address(machines),
        machines.feed_text == Machines.FeedText.WHOLE,
    )


@dataclass(frozen=True)
class Document:
    """A feed's newest entries, or one of its older pages (RFC 5005 section 4).

    ``number`` is that of an older page, counted from the oldest; ``older`` and ``newer`` those of the pages beside it.
    ``hub`` is empty where nobody is told of what is new. ``query`` follows every address of a search, whose entries
    stand on pages that shift as new ones come (section 3): this is page ``page``, and ``has_next`` tells of another.
    ``is_complete`` says that there are no other entries at all (section 2).
    """

    paper: Paper
    channel: Channel
    form: FeedFormat
    entries: list[Entry]
    number: int | None = None
    older: int | None = None
    newer: int | None = None
    hub: str = ""
    query: str = ""
    page: int = 1
    has_next: bool = False
    is_complete: bool = False
    language: str = field(default_factory=paper_language)

    @property
    def title(self) -> str:
        """What the feed is called."""
        return f"{self.channel.name} – {self.paper.name}" if self.channel.name else self.paper.name

    @property
    def description(self) -> str:
        """What is in it, in a sentence."""
        return self.channel.description or _("The newest stories of %(title)s") % {"title": self.title}

    @property
    def is_archive(self) -> bool:
        """Whether it is an older page, which changes only where one of its stories does."""
        return self.number is not None

    @property
    def home(self) -> str:
        """The complete address of the page for people."""
        return complete(self.channel.address) + self.query

    @property
    def current(self) -> str:
        """The complete address of the feed's newest entries."""
        return self._address(None)

    @property
    def own(self) -> str:
        """The complete address of this document."""
        return self._page(self.page) if self.page > 1 else self._address(self.number)

    @property
    def next_url(self) -> str:
        """The complete address of the page after this one; empty where there is none."""
        return self._page(self.page + 1) if self.has_next else ""

    @property
    def previous_url(self) -> str:
        """The complete address of the page before this one; empty on the first."""
        return self._page(self.page - 1) if self.page > 1 else ""

    @property
    def older_url(self) -> str:
        """The complete address of the next older page; empty where there is none."""
        return self._address(self.older) if self.older else ""

    @property
    def newer_url(self) -> str:
        """The complete address of the next newer older page; empty where that is the head, and on the head."""
        return self._address(self.newer) if self.newer else ""

    @property
    def updated(self) -> datetime:
        """When any of its entries last changed."""
        return max((entry.updated for entry in self.entries), default=NOTHING_YET)

    def _address(self, number: int | None) -> str:
        return complete(self.form.address(self.channel.address, number)) + self.query

    def _page(self, number: int) -> str:
        first = self._address(None)
        return f"{first}{'&' if self.query else '?'}page={number}" if number > 1 else first


def document_of_list(channel: Channel, list_key: str, form: FeedFormat, number: int | None) -> Document:
    """The newest of a list, or its older page ``number``. Raises Http404 where there is no such page."""
    page = lists.head_page(list_key) if number is None else lists.older_page(list_key, number)
    if page is None:
        raise Http404
    paper = paper_shown()
    entries = entries_of(page.story_ids, paper.is_whole)
    hub = paper.hub if page.is_head else ""
    return Document(paper, channel, form, entries, page.number, page.older, page.newer, hub)


def document_of_ids(channel: Channel, ids: Sequence[int], form: FeedFormat, most: int) -> Document:
    """Stories somebody chose, in that order; with fewer than ``most`` all there are stand in one document."""
    paper = paper_shown()
    return Document(paper, channel, form, entries_of(ids, paper.is_whole), hub=paper.hub, is_complete=len(ids) < most)


def document_of_search(
    channel: Channel, ids: Sequence[int], form: FeedFormat, query: str, page: int, has_next: bool
) -> Document:
    """A page of what a search found. No hub tells of it: nobody knows of a search until it is made."""
    paper, asked = paper_shown(), f"?{query}" if query else ""
    entries = entries_of(ids, paper.is_whole)
    return Document(paper, channel, form, entries, query=asked, page=page, has_next=has_next)
