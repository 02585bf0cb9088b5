"""Serves the renditions of photos, /media/images/…, before Django: they are public and never change.

Nothing else under /media/ is a plain file to a reader. Originals (which may carry a camera's position, or be under
embargo) and documents (which may be private) are reached through Wagtail, which asks who is there.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path, PurePosixPath
from typing import Any

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

PREFIX = "/media/images/"

# Only pictures, and of them only kinds that cannot carry a script.
KINDS = {
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
}


class Pictures:
    """A WSGI application that answers for renditions and hands everything else to `application`."""

    def __init__(self, application: Application, folder: Path, life_of: Callable[[str], Headers]) -> None:
        """`life_of` gives the headers that say how long the file of a name may be kept, and by whom it is forgotten."""
        self.application = application
        self.folder = folder
        self.life_of = life_of

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX) or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.application(environ, start_response)
        name = path[len(PREFIX) :]
        kind = KINDS.get(PurePosixPath(name).suffix.lower())
        handle = self._open(name) if kind else None
        if handle is None:
            return self.application(environ, start_response)
        with handle:
            return _answer(environ, start_response, handle, [("Content-Type", kind or ""), *self.life_of(name)])

    def _open(self, name: str) -> Any:
        """The file, when `name` is the plain name of a regular one. Renditions lie in one folder without others."""
        if "/" in name or "\\" in name or "\x00" in name or name.startswith("."):
            return None
        try:
            # WSGI gives paths as Latin-1 (PEP 3333, "Unicode Issues"); names on disk are UTF-8.
            real = name.encode("latin-1").decode("utf-8")
            number = os.open(self.folder / real, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        except (OSError, UnicodeError):
            return None
        if stat.S_ISREG(os.fstat(number).st_mode):
            return os.fdopen(number, "rb")
        os.close(number)
        return None


def _answer(environ: Environ, start_response: StartResponse, handle: Any, told: Headers) -> Iterable[bytes]:
    facts = os.fstat(handle.fileno())
    etag = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'
    headers = [
        *told,
        ("Last-Modified", formatdate(facts.st_mtime, usegmt=True)),
        ("ETag", etag),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; sandbox"),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
    ]
    if _is_unchanged(environ, etag, facts.st_mtime):
        start_response("304 Not Modified", headers)
        return []
    start_response("200 OK", [*headers, ("Content-Length", str(facts.st_size))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [handle.read()]


def _is_unchanged(environ: Environ, etag: str, modified: float) -> bool:
    """RFC 9110, 13.2.2: If-None-Match decides; only without it does If-Modified-Since."""
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known is not None:
        tags = [tag.strip().removeprefix("W/") for tag in known.split(",")]
        return etag in tags or "*" in tags
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if since is None:
        return False
    try:
        return int(modified) <= parsedate_to_datetime(since).timestamp()
    except (ValueError, TypeError):
        return False
