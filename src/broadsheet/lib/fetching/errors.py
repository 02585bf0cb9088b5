"""The one error of a fetch: a few words a report can print after the address.

They are English wherever they are kept; what shows them to people may translate them, so they are marked for that.
"""

from __future__ import annotations


class FetchError(Exception):
    """Nothing usable came from the address. `may_pass` says whether trying again could help, `wait` how many seconds
    the server asked to be left alone first, `status` its HTTP answer where it gave one."""

    def __init__(self, message: str, *, may_pass: bool = False, status: int = 0, wait: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.may_pass = may_pass
        self.status = status
        self.wait = wait


class PrivateAddressError(FetchError):
    """The host lies where strangers must not send us."""
