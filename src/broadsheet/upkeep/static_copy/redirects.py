"""Old addresses in a static copy: a small page at each that leads on, and the same as lists for servers that redirect.

``_redirects`` is the form of Netlify and Cloudflare Pages; ``_redirects.map`` that of nginx's map module.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import chain
from tempfile import TemporaryFile
from urllib.parse import quote

from broadsheet.upkeep.static_copy.folder import CopyFolder, file_of
from broadsheet.upkeep.static_copy.ledger import Ledger

AT_ONCE = 1000
LISTS = ("_redirects", "_redirects.map")
PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{target}</title><meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={target}"><link rel="canonical" href="{target}"></head>
<body><a href="{target}">{target}</a></body></html>
"""


@dataclass
class Redirected:
    """How many old addresses lead on, how many cannot, and how many would lead nowhere."""

    made: int = 0
    numbered: int = 0
    nowhere: int = 0


def write_redirects(folder: CopyFolder, ledger: Ledger) -> Redirected:
    """Write a page for every old address that leads to something in the copy, and the lists. Raises OSError."""
    told = Redirected()
    with TemporaryFile() as netlify, TemporaryFile() as nginx:
        for old, target in chain(ledger.moves(), _stored()):
            path = file_of(old)
            if "?" in old or path is None:
                told.numbered += 1
            elif not _is_there(target, ledger):
                told.nowhere += 1
            elif not ledger.holds(path):
                folder.put(path, PAGE.format(target=escape(_as_url(target))).encode())
                netlify.write(_netlify(old, target).encode())
                nginx.write(_nginx(old, target).encode())
                told.made += 1
        if told.made:
            for name, lines in zip(LISTS, (netlify, nginx), strict=True):
                lines.seek(0)
                folder.copy(name, lines)
    return told


def _stored() -> Iterator[tuple[str, str]]:
    """``(old path, target)`` of the newsroom's redirects, in batches."""
    from wagtail.contrib.redirects.models import Redirect

    from broadsheet.lib.addresses import address_of_path

    fields = ("pk", "old_path", "redirect_link", "redirect_page__url_path", "redirect_page__live")
    rows = Redirect.objects.order_by("pk").values_list(*fields)
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        for _, old, link, url_path, is_live in batch:
            yield old, address_of_path(url_path) if url_path and is_live else link
        last = batch[-1][0]


def _is_there(target: str, ledger: Ledger) -> bool:
    """Whether a target is another site's, or in the copy."""
    if not target.startswith("/"):
        return target.startswith(("https://", "http://"))
    path = file_of(target.partition("#")[0].partition("?")[0])
    return path is not None and ledger.holds(path)


def _as_url(target: str) -> str:
    return quote(target, safe="/:?#[]@!$&'()*+,;=%~")


def _netlify(old: str, target: str) -> str:
    return f"{_as_url(old)} {_as_url(target)} 301\n"


def _nginx(old: str, target: str) -> str:
    """Both spellings: nginx compares the decoded path, whole."""
    bare = old.rstrip("/").replace("\\", "\\\\").replace('"', '\\"')
    to = _as_url(target).replace("$", "%24").replace('"', "%22")
    return f'"{bare}" "{to}";\n"{bare}/" "{to}";\n' if not bare.endswith((".html", ".htm")) else f'"{bare}" "{to}";\n'
