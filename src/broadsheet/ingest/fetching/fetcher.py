"""Fetching from strangers: within limits of size and time, from public addresses, politely, and again if that helps."""

from __future__ import annotations

import http.client
import io
import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin

from broadsheet import __version__
from broadsheet.ingest.fetching.courtesy import Courtesy
from broadsheet.lib.fetching.connection import Clock, connected
from broadsheet.lib.fetching.errors import FetchError, PrivateAddressError
from broadsheet.lib.fetching.guard import Target, target_of

MOST_REDIRECTS = 5
TRIES = 3
LONGEST_WAIT = 30.0
"""Seconds; a server that asks for more is not waited for."""
PIECE = 64 * 1024
REDIRECTS = (301, 302, 303, 307, 308)
PASSING = (408, 425, 429, 500, 502, 503, 504)
BUSY = (429, 503)
"""Answers that speak for the whole host; the other PASSING ones may be about this address only."""
HEADERS = {"User-Agent": f"Broadsheet/{__version__} (archive import)", "Accept": "*/*", "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: its bytes (empty where they went into a file), the media type the server claims, and the
    address that answered in the end."""

    content: bytes
    type: str
    url: str


class Fetcher:
    """Fetches for one import, from any number of threads. `timeout` bounds each wait, `longest` one whole answer,
    both in seconds; `allow_private` lets one's own network, and ports of any number, be asked."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        timeout: float = 15.0,
        longest: float = 120.0,
        courtesy: Courtesy | None = None,
    ) -> None:
        self.allow_private = allow_private
        self.timeout = timeout
        self.longest = longest
        self.courtesy = courtesy or Courtesy()

    def fetch(self, url: str, most_bytes: int) -> Fetched:
        """The whole answer in memory. Raises FetchError."""
        sink = io.BytesIO()
        kind, final = self._fetch_into(sink, url, most_bytes)
        return Fetched(sink.getvalue(), kind, final)

    def fetch_to(self, path: Path, url: str, most_bytes: int) -> Fetched:
        """The answer as a file, which is there whole or not at all. Raises FetchError, and OSError of the disk."""
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="part-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as sink:
                kind, final = self._fetch_into(sink, url, most_bytes)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink()
            raise
        return Fetched(b"", kind, final)

    def stop(self) -> None:
        """Every fetch under way ends at its next piece."""
        self.courtesy.stop()

    # Again, and further

    def _fetch_into(self, sink: BinaryIO, url: str, most_bytes: int) -> tuple[str, str]:
        for attempt in range(1, TRIES + 1):
            sink.seek(0)
            sink.truncate()
            try:
                return self._follow(sink, url, most_bytes)
            except FetchError as error:
                wait = 2.0 ** (attempt - 1) if error.wait is None else error.wait
                if not error.may_pass or attempt == TRIES or wait > LONGEST_WAIT:
                    raise
                if error.status in BUSY:
                    self.courtesy.hold(target_of(url, self.allow_private).host, wait)
                self.courtesy.pause(wait)
        raise AssertionError("the last attempt returns or raises")

    def _follow(self, sink: BinaryIO, url: str, most_bytes: int) -> tuple[str, str]:
        for _step in range(MOST_REDIRECTS + 1):
            target = target_of(url, self.allow_private)
            with self.courtesy.turn(target.host):
                answer = self._ask(sink, target, most_bytes)
            if not answer.location:
                return answer.type, url
            url = _further(url, answer.location)
        raise FetchError(f"more than {MOST_REDIRECTS} redirects")

    def _ask(self, sink: BinaryIO, target: Target, most_bytes: int) -> _Answer:
        """One exchange, and what to call it when it goes wrong."""
        try:
            answer = self._exchange(sink, target, most_bytes)
        except FetchError as error:
            self.courtesy.heard(target.host, answered=bool(error.status) or not error.may_pass)
            raise
        self.courtesy.heard(target.host, answered=True)
        return answer

    def _exchange(self, sink: BinaryIO, target: Target, most_bytes: int) -> _Answer:
        clock = Clock(self.timeout, self.longest)
        try:
            with connected(target, clock, self.allow_private) as connection:
                return self._read(sink, connection.ask(HEADERS), most_bytes)
        except PrivateAddressError as error:
            raise FetchError(f"{error} (--allow-private-addresses would let it be asked)") from None

    def _read(self, sink: BinaryIO, response: http.client.HTTPResponse, most_bytes: int) -> _Answer:
        location = response.getheader("Location", "")
        if response.status in REDIRECTS and location:
            return _Answer("", location.strip())
        if response.status != 200:
            raise _refusal(response)
        if (response.length or 0) > most_bytes:
            raise _too_large(most_bytes)
        written = 0
        for piece in _decoded(response, self._pieces(response)):
            written += len(piece)
            if written > most_bytes:
                raise _too_large(most_bytes)
            sink.write(piece)
        return _Answer(response.headers.get_content_type())

    def _pieces(self, response: http.client.HTTPResponse) -> Iterator[bytes]:
        while piece := response.read1(PIECE):
            self.courtesy.pause(0)
            yield piece
        if response.length:  # what Content-Length promised and never came
            raise http.client.IncompleteRead(b"", response.length)


@dataclass(frozen=True, slots=True)
class _Answer:
    type: str
    location: str = ""


def _further(url: str, location: str) -> str:
    """Where a redirect leads. Headers arrive as Latin-1; an address that is not ASCII was meant as UTF-8."""
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(url, location)
    except ValueError:
        raise FetchError("it redirects to what is not an address") from None


def _refusal(response: http.client.HTTPResponse) -> FetchError:
    status = response.status
    return FetchError(
        f"the server answered {status}" + (f" {response.reason}"[:60] if response.reason else ""),
        may_pass=status in PASSING,
        status=status,
        wait=_seconds(response.getheader("Retry-After", "")) if status in BUSY else None,
    )


def _seconds(retry_after: str) -> float | None:
    """Of a Retry-After header: a number or a date (RFC 9110, 10.2.3)."""
    retry_after = retry_after.strip()
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    try:
        moment = parsedate_to_datetime(retry_after)
    except (TypeError, ValueError):
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _too_large(most_bytes: int) -> FetchError:
    return FetchError(f"larger than {most_bytes / 1_048_576:.3g} MB")


def _decoded(response: http.client.HTTPResponse, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The body without its content coding, in bounded pieces: a small answer cannot unfold into a large one."""
    coding = response.getheader("Content-Encoding", "").strip().lower()
    if coding in ("", "identity"):
        yield from pieces
    elif coding in ("gzip", "x-gzip", "deflate"):
        yield from _inflated(pieces, zlib.decompressobj(wbits=47 if coding != "deflate" else zlib.MAX_WBITS))
    else:
        raise FetchError(f"the answer is packed in a way we cannot read ({coding[:20]})")


def _inflated(pieces: Iterator[bytes], unpacker: zlib._Decompress) -> Iterator[bytes]:
    try:
        for piece in pieces:
            while piece and not unpacker.eof:
                yield unpacker.decompress(piece, PIECE)
                piece = unpacker.unconsumed_tail
        yield unpacker.flush(PIECE)
    except zlib.error:
        raise FetchError("the answer is packed wrongly") from None
    if not unpacker.eof:
        raise http.client.IncompleteRead(b"")
