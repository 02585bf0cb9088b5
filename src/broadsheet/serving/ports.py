"""Whether a port can be listened on, and whether something answers there."""

from __future__ import annotations

import errno
import os
import socket

from broadsheet.paper import PaperError

EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - names, nothing listens here


def refuse_taken_port(host: str, port: int) -> None:
    """Raise PaperError when `host`:`port` cannot be listened on.

    Granian listens with SO_REUSEPORT, which would let a second server share the port in silence; so try without it.
    """
    family, address = _resolve(host, port)
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
            trial.listen(1)
        except OSError as error:
            raise PaperError(_refusal(host, port, error)) from None


def _resolve(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError:
        raise PaperError(f"[server] host is {host}, which is no address of this machine; 127.0.0.1 is.") from None
    return found[0], (str(found[4][0]), port)


def _refusal(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program: stop it, or choose another with --port."
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used without special rights: choose one above 1023 with --port."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"[server] host is {host}, which is no address of this machine; 127.0.0.1 is."
    return f"Port {port} on {host} cannot be used ({os.strerror(error.errno or 0)}): choose another with --port."


def answers(host: str, port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        with socket.create_connection((EVERY_ADDRESS.get(host, host), port), timeout=1):
            return True
    except OSError:
        return False
