"""What an editor may type into the files that only machines read: each fault is named with the line it is in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

LONGEST = 500_000
"""Characters of one file. The longest ads.txt of the web have as many; nobody types more."""
MOST_FAULTS = 5
"""Faults told at once: a text pasted into the wrong field has one in every line."""
_CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\x80-\U0010ffff]|[\x80-\x9f\u2028\u2029]")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", re.IGNORECASE)
_CRAWLER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_VARIABLES = frozenset({"contact", "subdomain", "inventorypartnerdomain", "ownerdomain", "managerdomain"})
_RELATIONS = frozenset({"direct", "reseller"})
_ATTRIBUTES = frozenset(
    {
        *("member", "belongto", "control", "controlledby", "social", "vendor", "customer", "disclosure", "contact"),
        "datatrainingallowed",
    }
)

LineFault = Callable[[str], str]
"""What is wrong with one line, empty where nothing is."""


def check_ads_txt(text: str) -> None:
    """Sellers of advertising, as IAB Tech Lab's ads.txt 1.1 has them. Raises ValidationError."""
    _check(text, _fault_of_seller)


def check_trust_txt(text: str) -> None:
    """Associations and accounts, as JournalList's trust.txt has them. Raises ValidationError."""
    _check(text, _fault_of_attribute)


def check_crawlers(text: str) -> None:
    """Names of crawlers, one a line. Raises ValidationError."""
    _check(text, _fault_of_crawler)


def check_free_text(text: str) -> None:
    """Any text a person may read. Raises ValidationError."""
    _check(text, lambda line: "")


def check_security_contact(text: str) -> None:
    """An e-mail address or a web address over TLS (RFC 9116, 2.5.3). Raises ValidationError."""
    if not text or (text.lower().startswith("https://") and urlsplit(text).hostname and not _has_space(text)):
        return
    try:
        validate_email(text.removeprefix("mailto:"))
    except ValidationError as error:
        raise ValidationError(_("Give an e-mail address, or a web address that begins with https://.")) from error


def lines_of(text: str) -> list[str]:
    """The lines of a text as they are published: without spaces around them, and without empty ones at either end."""
    return [_CONTROL.sub("", line).strip() for line in text.replace("\ufeff", "").strip().splitlines()]


def _check(text: str, fault_of: LineFault) -> None:
    if len(text) > LONGEST:
        raise ValidationError(
            _("This is too long: %(length)d characters, where %(most)d are allowed.")
            % {"length": len(text), "most": LONGEST}
        )
    faults = []
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        fault = _fault_of_letters(line) or fault_of(line.replace("\ufeff", "").strip())
        if fault:
            faults.append(_("Line %(number)d: %(fault)s") % {"number": number, "fault": fault})
        if len(faults) == MOST_FAULTS:
            break
    if faults:
        raise ValidationError([ValidationError(fault) for fault in faults])


def _fault_of_letters(line: str) -> str:
    return _("It holds a character that cannot be printed. Type the line anew.") if _CONTROL.search(line) else ""


def _fault_of_seller(line: str) -> str:
    content = line.partition("#")[0].partition(";")[0].strip()
    if not content:
        return ""
    if "," not in content:
        return _fault_of_variable(content)
    fields = [field.strip() for field in content.split(",")]
    if len(fields) not in (3, 4) or not all(fields):
        return _(
            "A seller is a domain, an account and DIRECT or RESELLER, with commas between. A fourth part may follow."
        )
    if not _DOMAIN.fullmatch(fields[0]):
        return _("“%(text)s” is not a domain such as example.com.") % {"text": fields[0][:80]}
    if fields[2].lower() not in _RELATIONS:
        return _("“%(text)s” stands where DIRECT or RESELLER has to.") % {"text": fields[2][:80]}
    return ""


def _fault_of_variable(content: str) -> str:
    name, equals, value = (part.strip() for part in content.partition("="))
    if equals and value and name.lower() in _VARIABLES:
        return ""
    return _("“%(text)s” is neither a seller nor one of %(names)s with = after it.") % {
        "text": content[:80],
        "names": ", ".join(sorted(name.upper() for name in _VARIABLES)),
    }


def _fault_of_attribute(line: str) -> str:
    content = line.partition("#")[0].strip() if line.startswith("#") else line
    if not content:
        return ""
    name, equals, value = (part.strip() for part in content.partition("="))
    if not equals or not value or name.lower() not in _ATTRIBUTES:
        return _("“%(text)s” is not one of %(names)s with = and a value after it.") % {
            "text": content[:80],
            "names": ", ".join(sorted(_ATTRIBUTES)),
        }
    if name.lower() == "datatrainingallowed" and value.lower() not in ("yes", "no"):
        return _("Say yes or no after datatrainingallowed=.")
    return ""


def _fault_of_crawler(line: str) -> str:
    if not line or _CRAWLER.fullmatch(line):
        return ""
    return _("“%(text)s” is not the name of one crawler. Give the name alone, such as ExampleBot.") % {
        "text": line[:80]
    }


def _has_space(text: str) -> bool:
    return any(letter.isspace() for letter in text)


CHECKS: dict[str, Callable[[str], Any]] = {
    "refused_crawlers": check_crawlers,
    "ads_txt": check_ads_txt,
    "app_ads_txt": check_ads_txt,
    "trust_txt": check_trust_txt,
    "humans_txt": check_free_text,
    "security_contact": check_security_contact,
}
"""How each field of Machines is looked at before it is saved."""
