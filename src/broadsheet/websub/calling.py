"""One call to a subscriber or an outside hub: short, to public addresses only, following no redirect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings

from broadsheet import __version__
from broadsheet.lib.fetching.connection import Clock, connected
from broadsheet.lib.fetching.errors import FetchError
from broadsheet.lib.fetching.guard import target_of

LONGEST_WAIT = 5.0
"""Seconds without a byte."""
LONGEST_CALL = 10.0
"""Seconds in all, whatever drips."""
HEADERS = {"User-Agent": f"Broadsheet/{__version__} (WebSub hub)", "Accept": "*/*", "Accept-Encoding": "identity"}

__all__ = ["Answer", "FetchError", "call", "with_parameters"]


@dataclass(frozen=True)
class Answer:
    """The status of an answer, and as much of its body as was wanted."""

    status: int
    body: bytes = field(default=b"", repr=False)

    @property
    def is_good(self) -> bool:
        """Anything but 2xx is a refusal, redirects among them (WebSub, 5.3 and 7)."""
        return 200 <= self.status < 300


def call(url: str, headers: Mapping[str, str], body: bytes | None = None, most_bytes: int = 0) -> Answer:
    """GET ``url``, or POST ``body`` there, and read the first ``most_bytes`` of the answer. Raises FetchError."""
    allow_private = settings.WEBSUB_ALLOW_PRIVATE
    target = target_of(url, allow_private)
    with connected(target, Clock(LONGEST_WAIT, LONGEST_CALL), allow_private) as connection:
        response = connection.ask({**HEADERS, **headers}, body)
        return Answer(response.status, response.read(most_bytes) if most_bytes else b"")


def with_parameters(callback: str, parameters: Mapping[str, str]) -> str:
    """A callback with parameters added to its query, which stays as it was (WebSub, 5.3)."""
    joint = "&" if "?" in callback else "?"
    return f"{callback}{joint}{urlencode(parameters)}"
