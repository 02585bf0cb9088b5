"""HEAD requests over kept connections, which wrk does not speak: it waits for a body that never comes."""

from __future__ import annotations

import os
import selectors
import socket
import time
from statistics import quantiles
from urllib.parse import urlsplit

from bench.load import CONNECTIONS, Run
from bench.processes import LOAD_CORE

END = b"\r\n\r\n"


def ask_heads(url: str, seconds: int) -> Run:
    """Ask for nothing but headers, from one core. Raises RuntimeError when an answer was not 200."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {LOAD_CORE})
    try:
        return _run(url, seconds)
    finally:
        os.sched_setaffinity(0, allowed)


def _run(url: str, seconds: int) -> Run:
    parts = urlsplit(url)
    request = f"HEAD {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    open_ones = [socket.create_connection((parts.hostname or "", parts.port or 80)) for _ in range(CONNECTIONS)]
    try:
        times, took = _ask(open_ones, request, seconds)
    finally:
        for connection in open_ones:
            connection.close()
    cuts = quantiles(times, n=100)
    return Run(len(times) / took, cuts[49] * 1000, cuts[98] * 1000)


def _ask(connections: list[socket.socket], request: bytes, seconds: int) -> tuple[list[float], float]:
    """Seconds each answer took, one request at a time on each connection, and seconds all of them took."""
    poll = selectors.DefaultSelector()
    sent: dict[int, float] = {}
    times: list[float] = []
    began = time.perf_counter()
    for connection in connections:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        poll.register(connection, selectors.EVENT_READ)
        sent[connection.fileno()] = time.perf_counter()
        connection.sendall(request)
    while time.perf_counter() - began < seconds:
        for key, _ in poll.select():
            connection = key.fileobj  # type: ignore[assignment] # sockets are all that is registered
            answer = connection.recv(65536)
            if not answer.startswith(b"HTTP/1.1 200") or not answer.endswith(END):
                raise RuntimeError(f"HEAD was not answered as it should be: {answer[:200]!r}")
            now = time.perf_counter()
            times.append(now - sent[key.fd])
            sent[key.fd] = now
            connection.sendall(request)
    took = time.perf_counter() - began
    poll.close()
    return times, took
