"""What every CDN must do. tests/press/test_cdn.py holds each of them to it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import ClassVar

from django.utils.encoding import iri_to_uri

from broadsheet.paper_keys import CdnKeys
from broadsheet.press.cdn.tags import tag, tags_shown

Headers = list[tuple[str, str]]

SECONDS_UNPURGED = 1
"""For how long caches that nobody purges (nginx in front, a proxy on the way) may keep a page."""
SECONDS_WHILE_DOWN = 60
"""For how long such a cache may go on showing it when the paper does not answer: about a restart."""
YEAR_SECONDS = 31_536_000


class Cdn(ABC):
    """One service that keeps copies of pages. ``site`` is the paper's address, without a final slash."""

    reads_tags: ClassVar[bool] = True
    """Whether pages need to carry tags at all; where not, nobody need look their keys up."""
    tags_per_call: ClassVar[int]
    addresses_per_call: ClassVar[int]
    pause_seconds: ClassVar[float]
    """Between one call and the next."""

    def __init__(self, keys: CdnKeys, site: str) -> None:
        self.keys = keys
        self.site = site

    def headers_for(self, keys: Iterable[str], pieces: Iterable[str] = ()) -> Headers:
        """The headers of a page with these keys and pieces of these names; the same on its 304.

        Browsers ask each time, and are answered 304 while nothing has changed. Caches that nobody purges keep the page
        for a second. The CDN, which is purged, reads its longer life from a header of its own (RFC 9213), so that
        stale-while-revalidate, which browsers obey as well, never reaches them.
        """
        unpurged = f"max-age=0, s-maxage={SECONDS_UNPURGED}, stale-if-error={SECONDS_WHILE_DOWN}"
        return [("Cache-Control", unpurged), *self.own_headers(keys, pieces)]

    def headers_of_picture(self, key: str) -> Headers:
        """The headers of a file that never changes while it is there; ``key`` is that of the photo it was made from."""
        return [("Cache-Control", f"public, max-age={YEAR_SECONDS}, immutable"), *self.tag_headers([tag(key)])]

    def own_headers(self, keys: Iterable[str], pieces: Iterable[str]) -> Headers:
        """The headers that are for this service alone."""
        return [*self.life_headers(self._life()), *self.tag_headers(tags_shown({*keys, *pieces}))]

    def _life(self) -> str:
        return (
            f"max-age={self.keys.s_maxage}, stale-while-revalidate={self.keys.stale_while_revalidate}, "
            f"stale-if-error={self.keys.stale_if_error}"
        )

    @property
    def stamp(self) -> str:
        """Another text wherever pages would carry other headers; what was kept under another stamp is to be remade."""
        return repr(self.headers_for([]))

    @property
    def longest_life(self) -> float:
        """After how many seconds a copy is gone from the CDN even if nobody purges it."""
        return float(self.keys.s_maxage + self.keys.stale_while_revalidate + self.keys.stale_if_error)

    def address_of(self, path: str) -> str:
        """The full address of one of the paper's own, with everything quoted that a request line cannot hold."""
        return iri_to_uri(path if path.startswith(("http://", "https://")) else f"{self.site}{path}")

    @abstractmethod
    def life_headers(self, life: str) -> Headers:
        """How this service is told how long to keep a page; ``life`` as in Cache-Control."""

    @abstractmethod
    def tag_headers(self, tags: Sequence[str]) -> Headers:
        """How this service is told a page's tags."""

    @abstractmethod
    def purge_tags(self, tags: Sequence[str], takedown: bool) -> None:
        """Forget the pages with any of these tags, at most ``tags_per_call``. Raises CdnError.

        Unless it is a takedown, the service may keep the old page for when the paper is down.
        """

    @abstractmethod
    def purge_addresses(self, addresses: Sequence[str], takedown: bool) -> None:
        """Forget what these full addresses answered, at most ``addresses_per_call``. Raises CdnError."""
