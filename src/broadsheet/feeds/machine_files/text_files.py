"""The texts: what an editor typed, and where nothing was typed what the paper knows to be true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from broadsheet.feeds.sitemaps.documents import complete, xml_text
from broadsheet.fronts.machine_texts import lines_of
from broadsheet.fronts.models import Machines, Masthead, Trust
from broadsheet.newsroom import press_keys
from broadsheet.newsroom.blocks import profile_links
from broadsheet.newsroom.models import Author, ContactPage
from broadsheet.press.recording import note, recording

MONTHS_VALID = 7
"""How many months ahead security.txt ends, counted from the first of this one: never less than six, never a year."""
LAST_NAMED = 500
"""Authors named in humans.txt."""


def typed(text: str) -> str:
    """A text as it was typed, each line ended; empty where there is none."""
    lines = lines_of(text)
    return "\n".join(lines) + "\n" if any(lines) else ""


def trust_txt(machines: Machines) -> str:
    """What was typed, then what the paper knows and nobody typed (JournalList, trust.txt reference document)."""
    own = lines_of(machines.trust_txt)
    known = {line.replace(" ", "").casefold() for line in own}
    names = {line.partition("=")[0] for line in known}
    more = [line for line in _trust_known(machines, names) if line.casefold() not in known]
    return "\n".join([*own, *more]) + "\n"


def _trust_known(machines: Machines, names: set[str]) -> Iterator[str]:
    if "contact" not in names:
        contact = contact_url()
        if contact:
            yield f"contact={contact}"
    for profile in profile_links(Masthead.of_the_paper().follow):
        if profile["service"] != "rss" and profile["url"].startswith(("https://", "http://")):
            yield f"social={profile['url']}"
    if "datatrainingallowed" not in names:
        yield f"datatrainingallowed={'yes' if machines.allow_training else 'no'}"


def humans_txt(machines: Machines) -> str:
    """What was typed, else the paper's own authors by name; empty where there are none."""
    own = typed(machines.humans_txt)
    if own:
        return own
    note(press_keys.AUTHORS)
    with recording():  # one key tells of them all
        authors = list(Author.objects.filter(is_guest=False).only("name", "role")[:LAST_NAMED])
    if not authors:
        return ""
    named = [f"{xml_text(author.name)}{', ' if author.role else ''}{xml_text(author.role)}" for author in authors]
    return "\n".join(["/* TEAM */", "", *named]) + "\n"


def security_txt(machines: Machines) -> str:
    """Whom to tell of a security hole (RFC 9116); empty where there is nobody."""
    contact = _security_contact(machines)
    if not contact:
        return ""
    note(press_keys.MONTH)
    lines = [
        f"Contact: {contact}",
        f"Expires: {_expires(timezone.now()).isoformat().replace('+00:00', 'Z')}",
        f"Preferred-Languages: {settings.PAPER.language}",
    ]
    if settings.PAPER.is_tls:
        lines.append(f"Canonical: {settings.PAPER.address}{reverse('security_txt')}")
    return "\n".join(lines) + "\n"


def _security_contact(machines: Machines) -> str:
    """Web addresses count only over TLS (section 2.5.3); a paper without has the publisher's e-mail address, if any."""
    given = next((line for line in lines_of(machines.security_contact) if line), "")
    if not given and settings.PAPER.is_tls:
        given = contact_url()
    given = given or Trust.of_the_paper().email
    return given if not given or ":" in given else f"mailto:{given}"


def _expires(now: datetime) -> datetime:
    today = timezone.localdate(now, timezone.get_default_timezone())
    years, month = divmod(today.month - 1 + MONTHS_VALID, 12)
    return datetime(today.year + years, month + 1, 1, tzinfo=UTC)


def contact_url() -> str:
    """The page where readers write to the desk; empty where there is none."""
    note(press_keys.PLACES, press_keys.RESTRICTIONS)
    page = ContactPage.objects.live().filter(view_restrictions=None).order_by("pk").first()
    return complete(page.address) if page else ""
