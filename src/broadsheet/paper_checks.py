"""What the value of a key may look like.

Each check takes a value of the right type and returns it in its normal form, or raises ValueError with the end of
a sentence that starts with the key: "must be …; write …".
"""

from __future__ import annotations

import difflib
import ipaddress
import re
import zoneinfo
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{5,8})*$")
HOST = re.compile(r"^(?=.{1,253}$)([^\W_]([\w-]{0,61}[^\W_])?)(\.[^\W_]([\w-]{0,61}[^\W_])?)*\.?$")
MAIL = re.compile(r"^[^@\s<>]+@[^@\s<>]+$")

# The two-letter codes of ISO 639-1; three-letter codes are taken as written.
TWO_LETTER_LANGUAGES = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja
    jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd
    ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss
    st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""


def text(value: str) -> str:
    """Something, on one line."""
    if not value.strip() or "\n" in value:
        raise ValueError("must not be empty; write it on one line")
    return value.strip()


def between(lowest: int, highest: int) -> Callable[[int], int]:
    """A whole number in a range, both ends included."""

    def check(value: int) -> int:
        if not lowest <= value <= highest:
            raise ValueError(f"must be between {lowest} and {highest}; choose a number in that range")
        return value

    return check


def address(value: str) -> str:
    """Scheme, host and port of a site, without a path: lower case, no final slash, no default port."""
    cure = "must be the full address of the site, without a path; for example https://gazette.example"
    parts = _split(value.strip(), ("http", "https"), cure)
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        raise ValueError(cure)
    usual = {"http": 80, "https": 443}[parts.scheme]
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    return f"{parts.scheme}://{_host_in_address(parts)}{port}"


def _host_in_address(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if ":" in host:
        return f"[{host}]"
    return host if host.isascii() else host.encode("idna").decode("ascii")


def url(value: str) -> str:
    """Empty, or an http(s) address that may have a path; no final slash."""
    if value:
        _split(value, ("http", "https"), "must be a web address; for example https://media.gazette.example")
    return value.rstrip("/")


def urls(values: tuple[str, ...]) -> tuple[str, ...]:
    """Web addresses that may have a path."""
    if "" in values:
        raise ValueError("holds an empty address; write it like http://127.0.0.1:6081")
    return tuple(map(url, values))


def database_url(value: str) -> str:
    """sqlite:PATH or postgresql://…/NAME."""
    cure = "must be sqlite:PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME; mend the address"
    if value.startswith("sqlite:"):
        if not value.removeprefix("sqlite:").strip("/ "):
            raise ValueError(cure)
        return value
    parts = urlsplit(value)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ValueError(cure)
    _port(parts, cure)
    return value


def cache_url(value: str) -> str:
    """Empty, or the address of a Valkey or Redis server."""
    if value and not value.startswith("unix://"):
        cure = "must be redis://HOST:PORT/NUMBER (or rediss://, or unix://); mend the address, or leave it out"
        _split(value, ("redis", "rediss"), cure)
    return value


def _split(value: str, schemes: tuple[str, ...], cure: str) -> SplitResult:
    try:
        parts = urlsplit(value)
    except ValueError:
        raise ValueError(cure) from None
    if parts.scheme not in schemes or not _is_host(parts.hostname or ""):
        raise ValueError(cure)
    _port(parts, cure)
    return parts


def _port(parts: SplitResult, cure: str) -> None:
    try:
        bad = parts.port == 0 or parts.netloc.endswith(":")
    except ValueError:
        bad = True
    if bad:
        raise ValueError(cure)


def _is_host(host: str) -> bool:
    if ":" in host:
        return _is_network(host)
    return bool(HOST.match(host))


def networks(values: tuple[str, ...]) -> tuple[str, ...]:
    """IP addresses and networks."""
    for value in values:
        if not _is_network(value):
            raise ValueError(f"holds {value!r}, which is no IP address or network; write it like 10.0.0.0/8")
    return tuple(str(ipaddress.ip_network(value, strict=False)) if "/" in value else value for value in values)


def _is_network(value: str) -> bool:
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return True


def mail_address(value: str) -> str:
    """Empty, or one e-mail address without a name."""
    if value and not MAIL.match(value):
        raise ValueError("must be one e-mail address; for example desk@gazette.example")
    return value


def language(value: str) -> str:
    """A BCP 47 tag, in its usual capitals: en, en-GB, zh-Hant-TW, es-419."""
    cure = "is not a language tag; write it like en, en-GB, pt-BR, ar or zh-Hant"
    if not LANGUAGE.match(value):
        raise ValueError(cure)
    first, *rest = value.split("-")
    if len(first) == 2 and first.lower() not in TWO_LETTER_LANGUAGES.split():
        raise ValueError(cure)
    return "-".join([first.lower(), *map(_usual_capitals, rest)])


def _usual_capitals(subtag: str) -> str:
    if len(subtag) == 4 and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) < 4 else subtag.lower()


def time_zone(value: str) -> str:
    """A name of the IANA time zone database."""
    known = zoneinfo.available_timezones()
    if value in known:
        return value
    raise ValueError(f"is not a known time zone; {_nearest_zone(value, known)}")


def _nearest_zone(value: str, known: set[str]) -> str:
    wanted = value.replace(" ", "_").lower()
    by_name = {zone.lower(): zone for zone in sorted(known)}
    by_city = {zone.rpartition("/")[2].lower(): zone for zone in sorted(known)}
    for names in (by_name, by_city):
        near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.75)
        if near:
            return f'did you mean "{names[near[0]]}"?'
    return 'write it like "Europe/London"'
