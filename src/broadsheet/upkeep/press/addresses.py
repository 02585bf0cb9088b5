"""Which page somebody means, and which pages a paper has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import unquote_to_bytes, urlsplit

from broadsheet.paper import Paper, PaperError
from broadsheet.press.address import name_of
from broadsheet.serving.pressing import PASSES, rules_of

NEWEST = 200
"""So many of the newest stories are made unless all are asked for."""
AT_ONCE = 1000
LITE = "/lite"


def is_address(text: str) -> bool:
    """Whether this is meant as an address, and not as a key."""
    return text.startswith("/") or "://" in text


def page_at(paper: Paper, text: str) -> str:
    """The name of the page at an address, whole or from its first slash. Raises PaperError with one line."""
    parts = urlsplit(text)
    if not is_address(text):
        raise PaperError(f"{text} is no address: give it from its first slash, for example /news/.")
    own = urlsplit(paper.address)
    scheme = own.scheme if parts.scheme in ("", "http", "https") else parts.scheme
    environ = {
        "PATH_INFO": unquote_to_bytes(parts.path or "/").decode("latin-1"),
        "QUERY_STRING": parts.query,
        "HTTP_HOST": parts.netloc or own.netloc,
        "wsgi.url_scheme": scheme,
    }
    name = name_of(environ, rules_of(paper))
    if name is None:
        raise PaperError(_why_none(paper, parts.netloc, environ["PATH_INFO"], text))
    return name


def _why_none(paper: Paper, host: str, path: str, text: str) -> str:
    if path.startswith(PASSES):
        return f"{path} is never in the press: it is answered anew for each reader."
    if host and host != urlsplit(paper.address).netloc and host.rpartition(":")[0] not in paper.hosts:
        return f"{text} is no address of this paper, which is at {paper.address}."
    return f"{text} is no address a page of the paper can have."


# Walking through the paper; these ask the newsroom


def usual_pages() -> list[str]:
    """Fronts, sections, standing pages, topics, authors, the archive and feeds, then the newest stories.

    Whole and text only, in the order readers would miss them.
    """
    from broadsheet.newsroom import lists
    from broadsheet.newsroom.feed_addresses import CORRECTIONS, RSS
    from broadsheet.newsroom.models import Author, Story, Topic

    newest = Story.objects.in_bulk(lists.head_ids(lists.PAPER, NEWEST)).values()
    listed = [*_lists(), *(named.address for model in (Topic, Author) for named in model.objects.iterator())]
    pages = [*_standing(), *listed, "/topics/", "/authors/", "/archive/", "/corrections/", "/menu/", "/feeds/"]
    feeds = [*map(RSS.address, ["/", CORRECTIONS, *listed]), "/feeds.opml"]
    return list(dict.fromkeys([*both(pages), *feeds, "/paper.css", *both(story.address for story in newest)]))


def every_story() -> Iterator[str]:
    """Every live story, whole and text only, the newest first."""
    from broadsheet.lib.addresses import address_of_path
    from broadsheet.newsroom.models import Story

    live = Story.objects.filter(live=True).order_by("-pk").values_list("pk", "url_path")
    rows = list(live[:AT_ONCE])
    while rows:
        yield from both(address_of_path(path) for _, path in rows)
        rows = list(live.filter(pk__lt=rows[-1][0])[:AT_ONCE])


def count_stories() -> int:
    """How many addresses ``every_story`` yields, about."""
    from broadsheet.newsroom.models import Story

    return 2 * Story.objects.filter(live=True).count()


def _standing() -> list[str]:
    from wagtail.models import Page

    from broadsheet.lib.addresses import address_of_path
    from broadsheet.newsroom.models import Story

    paths = Page.objects.live().filter(depth__gt=1).not_type(Story).order_by("path").values_list("url_path", flat=True)
    return [address_of_path(path) for path in paths]


def _lists() -> list[str]:
    from broadsheet.newsroom.models import Section

    return [section.address for section in Section.objects.live().only("url_path").order_by("path")]


def both(addresses: Iterable[str]) -> Iterator[str]:
    """Each address and its text-only twin."""
    for address in addresses:
        yield address
        yield LITE + address
