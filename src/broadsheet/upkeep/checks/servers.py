"""The servers a paper leans on: mail, cache, bucket, search."""

from __future__ import annotations

import secrets
import smtplib
from collections.abc import Callable, Iterator

from broadsheet.paper import Paper
from broadsheet.upkeep.checks.finding import Finding, problem

TIMEOUT_SECONDS = 10


def look(paper: Paper) -> Iterator[Finding]:
    """Each is spoken to; no mail is sent. Needs Django."""
    if paper.keys.mail.host:
        server = f"{paper.keys.mail.host}:{paper.keys.mail.port}"
        yield from _tried(
            lambda: _speak_smtp(paper),
            f"The mail server {server}",
            "no mail leaves",
            "see host, port, tls and password under [mail]",
        )
    yield from _tried(_use_cache, "The cache", "pages are slow and log-in limits do not hold", "see [cache] url")
    yield from _tried(
        _use_storage, "The media storage", "pictures cannot be saved", "see [storage], and the rights there"
    )
    if paper.search.engine == "opensearch":
        yield from _tried(_ask_search, "The search server", "search finds nothing", "see [search] url")


def _tried(action: Callable[[], None], what: str, why: str, cure: str) -> Iterator[Finding]:
    try:
        action()
    except Exception as error:
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        yield problem(f"{what} does not work ({reason})", why, cure)


def _speak_smtp(paper: Paper) -> None:
    mail = paper.keys.mail
    kind = smtplib.SMTP_SSL if mail.tls == "tls" else smtplib.SMTP
    with kind(mail.host, mail.port, timeout=TIMEOUT_SECONDS) as server:
        if mail.tls == "starttls":
            server.starttls()
        if mail.user:
            server.login(mail.user, mail.password)
        code, answer = server.noop()
        if code != 250:
            raise OSError(answer.decode(errors="replace"))


def _use_cache() -> None:
    from django.core.cache import cache

    name, value = "broadsheet-check", secrets.token_hex(4)
    cache.set(name, value, 30)
    if cache.get(name) != value:
        raise OSError("it forgets what it is told")
    cache.delete(name)


def _use_storage() -> None:
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    name = default_storage.save(f"check-{secrets.token_hex(4)}.txt", ContentFile(b"Broadsheet"))
    try:
        with default_storage.open(name) as file:
            if file.read() != b"Broadsheet":
                raise OSError("it gives back something else than it was given")
    finally:
        default_storage.delete(name)


def _ask_search() -> None:
    from wagtail.search.backends import get_search_backend

    backend = get_search_backend()
    if not backend.es.ping():
        raise OSError("it does not answer")
