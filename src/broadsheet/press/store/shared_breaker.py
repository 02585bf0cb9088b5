"""A breaker, so that a dead server costs one timeout in a while and not one for each request."""

from __future__ import annotations

import logging
import time

from broadsheet.press.store.base import StoreUnavailableError

PAUSE = 2.0
"""Seconds between two attempts to reach a server that did not answer."""

log = logging.getLogger(__name__)


class Breaker:
    """Opens when a server fails, and then lets one caller in every two seconds try it.

    Says so once when it opens and once when it closes. Threads share it without a lock: the worst that a race does
    is a second attempt.
    """

    def __init__(self, server: str, pause: float = PAUSE) -> None:
        self.server = server
        self._pause = pause
        self._open_until = 0.0
        self._failed = False

    def check(self) -> None:
        """Raise StoreUnavailableError at once while the server is being left alone."""
        if not self._failed:
            return
        now = time.monotonic()
        if now < self._open_until:
            raise StoreUnavailableError(f"{self.server} did not answer a moment ago", is_told=True)
        self._open_until = now + self._pause

    def failed(self, error: Exception) -> None:
        """Leave the server alone for a while."""
        self._open_until = time.monotonic() + self._pause
        if not self._failed:
            reason = " ".join(str(error).split()) or type(error).__name__
            log.warning("The press can not reach %s: %s. Readers are served by rendering.", self.server, reason)
        self._failed = True

    def worked(self) -> None:
        """Trust the server again."""
        if self._failed:
            self._failed = False
            log.warning("The press reaches %s again.", self.server)
