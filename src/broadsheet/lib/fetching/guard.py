"""Which addresses may be asked: public ones, unless whoever runs the paper allows those of their own network.

What a host's name looks like decides nothing. It is looked up, in whatever spelling (a name, a decimal or octal
number, letters of another script), and the numbers it leads to are judged and then connected to; a second look-up,
which could lead elsewhere, never happens.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext_noop

from broadsheet.lib.fetching.errors import FetchError, PrivateAddressError

PORTS = {"http": 80, "https": 443}
LONGEST_URL = 4000
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f\\]")
_NAME = re.compile(r"[A-Za-z0-9._-]{1,253}")
_NOT_PUBLIC_4 = [ip_network(block) for block in ("192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10")]
_PUBLIC_6 = ip_network("2000::/3")
_NOT_PUBLIC_6 = [
    ip_network(block)
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")  # Teredo and the like, examples, 6to4
]
_NEVER_6 = [ip_network(block) for block in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")]
"""IPv6 addresses with an IPv4 address inside, which lead wherever it leads (RFC 6052, RFC 8215, RFC 3056, RFC 4380)."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart: `host` as a look-up and a certificate know it, `path` with its query, percent-encoded."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """For the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(url: str, allow_private: bool = False) -> Target:
    """Raises FetchError for anything but a plain http or https address; unusual ports need `allow_private`."""
    url = url.strip()
    if len(url) > LONGEST_URL:
        raise FetchError(gettext_noop("the address is too long"))
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise FetchError(gettext_noop("this is not an address")) from None
    if parts.scheme not in PORTS:
        raise FetchError(f"only http and https addresses are fetched, not {parts.scheme or 'this'}")
    if "@" in parts.netloc:
        raise FetchError(gettext_noop("addresses with a name and password in them are not fetched"))
    if not host or _UNPRINTABLE.search(parts.netloc):
        raise FetchError(gettext_noop("this is not an address"))
    if port not in (None, *PORTS.values()) and not allow_private:
        raise FetchError(f"port {port} is not one for web sites")
    path = quote(parts.path or "/", safe="/%~!$&'()*+,;=:@-._")
    query = quote(parts.query, safe="/%~!$&'()*+,;=:@-._?")
    return Target(parts.scheme, _name(host), port or PORTS[parts.scheme], f"{path}?{query}" if query else path)


def _name(host: str) -> str:
    """As the name system spells it (IDNA), without the dot that may end it."""
    host = host.rstrip(".")
    if ":" in host:
        return host
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        raise FetchError(gettext_noop("the host's name cannot be read")) from None
    if not _NAME.fullmatch(name):
        raise FetchError(gettext_noop("the host's name cannot be read"))
    return name


def addresses_of(target: Target, allow_private: bool = False) -> list[str]:
    """The numbers the host leads to and that may be connected to, in the resolver's order; never empty.

    Raises FetchError, and PrivateAddressError where it leads to none but private ones.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise FetchError(gettext_noop("the host is not known"), may_pass=error.errno == socket.EAI_AGAIN) from None
    except (OSError, UnicodeError):
        raise FetchError(gettext_noop("the host is not known")) from None
    numbers = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    allowed = [number for number in numbers if may_connect(number, allow_private)]
    if not allowed:
        raise PrivateAddressError(gettext_noop("the host lies in a private network"))
    return allowed


def refuse_private_number(target: Target, allow_private: bool = False) -> None:
    """Raises PrivateAddressError for a host that is a private number, in whatever spelling. Asks no name server."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except OSError:
        return  # a name
    if not any(may_connect(str(entry[4][0]), allow_private) for entry in found):
        raise PrivateAddressError(gettext_noop("the host lies in a private network"))


def may_connect(number: str, allow_private: bool = False) -> bool:
    """Whether a numeric address is public, or of one's own network where that is allowed.

    Link-local addresses are refused always: machines of cloud providers read their own secrets there."""
    try:
        address = ip_address(number)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_multicast or address.is_unspecified or address.is_link_local:
        return False
    if isinstance(address, IPv4Address):
        return _may_connect_4(address, allow_private)
    return _may_connect_6(address, allow_private)


def _may_connect_4(address: IPv4Address, allow_private: bool) -> bool:
    if address.is_reserved or address in ip_network("0.0.0.0/8"):
        return False
    if allow_private:
        return True
    return address.is_global and not any(address in block for block in _NOT_PUBLIC_4)


def _may_connect_6(address: IPv6Address, allow_private: bool) -> bool:
    if allow_private and (address.is_loopback or address in ip_network("fc00::/7")):
        return True
    if any(address in block for block in _NEVER_6):
        return False
    return address in _PUBLIC_6 and address.is_global and not any(address in block for block in _NOT_PUBLIC_6)
