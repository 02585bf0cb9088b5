"""What the command says before and after a copy is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from broadsheet.paper import PaperError
from broadsheet.upkeep.press.explaining import counted
from broadsheet.upkeep.static_copy.copying import Copied, Trouble


def checked_base(address: str) -> str:
    """The address of a copy without its final slash. Raises PaperError for one that is no site's root."""
    bare = address.rstrip("/")
    parts = urlsplit(bare)
    if bare and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query):
        raise PaperError(
            f"{address} is no address a copy can have: give scheme and host, like https://gazette.example."
        )
    return bare


def summary(folder: Path, copied: Copied) -> Iterator[str]:
    """What there is, what changed, and what a file server can not do, a line each."""
    yield f"{counted(copied.pages, 'page')} and {counted(copied.files, 'other file')} are in {folder}."
    yield f"{counted(copied.written, 'file')} written, {copied.removed:,} taken away; the rest was as it should be."
    yield "The search is left out, since it needs a running paper."
    if copied.redirects.made:
        yield f"{_addresses(copied.redirects.made, 'old ')} lead on: by a page each, and in _redirects and its .map."
    if copied.redirects.numbered:
        yield f"{_addresses(copied.redirects.numbered, 'old ')} with a question mark cannot: no file has one."
    if copied.redirects.nowhere:
        yield f"{_addresses(copied.redirects.nowhere, 'old ')} would lead to something that is not in the copy."
    yield from _named("left out, not being for everybody", copied.closed)
    yield from _named("left without their form, which is sent to a running paper", copied.formless)
    yield from _named("linked to, and nothing is there", copied.dead)
    yield from _named("could not be made; the log says why", copied.failed)


def _named(what: str, trouble: Trouble) -> Iterator[str]:
    if trouble.count:
        yield f"{_addresses(trouble.count)} {what}:"
        yield from (f"   {one}" for one in trouble.named)
        if trouble.count > len(trouble.named):
            yield f"   and {trouble.count - len(trouble.named):,} more"


def _addresses(number: int, sort: str = "") -> str:
    return f"{number:,} {sort}address{'' if number == 1 else 'es'}"
