"""One HTTP call to a CDN: always with a timeout, never following a redirect, never telling the token in an error."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from broadsheet import __version__

TIMEOUT_SECONDS = 10.0
MOST_BYTES = 65_536
LONGEST_WAIT_SECONDS = 3600.0


class CdnError(Exception):
    """A call that failed: why, in a few words, and for how many seconds the CDN asked to be left alone (0: unsaid)."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


class _Nowhere(HTTPRedirectHandler):
    """Follows no redirect: the token would go along."""

    def redirect_request(self, *_arguments: Any) -> None:
        return None


def call(method: str, url: str, headers: Mapping[str, str], document: object = None) -> bytes:
    """Send ``document`` as JSON, if there is one, and return what is answered (64 KB at most). Raises CdnError."""
    body = None if document is None else json.dumps(document).encode()
    named = {"User-Agent": f"Broadsheet/{__version__}", **headers}
    if body is not None:
        named["Content-Type"] = "application/json"
    try:
        request = Request(url, data=body, headers=named, method=method)  # noqa: S310 - http or https, by paper_checks
        with build_opener(_Nowhere).open(request, timeout=TIMEOUT_SECONDS) as answer:
            return bytes(answer.read(MOST_BYTES))
    except HTTPError as error:
        with error:
            raise CdnError(f"{_server(url)} answered {error.code} {error.reason}", _wait(error)) from None
    except URLError as error:
        raise CdnError(f"{_server(url)} cannot be reached ({error.reason})") from None
    except (OSError, http.client.HTTPException) as error:
        raise CdnError(f"{_server(url)} broke off ({type(error).__name__})") from None
    except ValueError:
        # http.client quotes the header it will not send, which may be the token.
        raise CdnError(f"the call to {_server(url)} cannot be written; look at the token for odd characters") from None


def call_each(servers: Iterable[str], calling: Callable[[str], object]) -> None:
    """Make a call to every server, the later ones even when an earlier one failed. Raises the first CdnError."""
    failed: list[CdnError] = []
    for server in servers:
        try:
            calling(server)
        except CdnError as error:
            failed.append(error)
    if failed:
        raise failed[0]


def _server(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


def _wait(error: HTTPError) -> float:
    """Retry-After in seconds (RFC 9110 section 10.2.3); a date there counts as unsaid."""
    said = error.headers.get("Retry-After", "")
    return min(float(said), LONGEST_WAIT_SECONDS) if said.isascii() and said.isdecimal() else 0.0
