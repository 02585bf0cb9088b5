"""Load from wrk, on a core of its own."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from bench.processes import LOAD_CORE

CONNECTIONS = 16
PAST_THE_PRESS = {"Authorization": "None", "Accept-Encoding": "identity"}
"""Whoever names himself is answered by Django, so that what is measured is the making of a page.

Not its compression, which a bare Wagtail page does without, and which the press does once for each piece.
"""
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Run:
    """What wrk saw: requests a second, and latencies in milliseconds."""

    rate: float
    p50: float
    p99: float


def wrk(url: str, seconds: int, headers: Mapping[str, str] | None = None) -> Run:
    """One run of wrk; raises RuntimeError when any answer was neither a success nor a 304."""
    command = [
        "taskset",
        "-c",
        str(LOAD_CORE),
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "--latency",
        "--timeout",
        "20s",
    ]
    for name, value in {"Accept-Encoding": "gzip", **(headers or {})}.items():
        command += ["-H", f"{name}: {value}"]
    done = subprocess.run([*command, url], capture_output=True, text=True, check=True)
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise RuntimeError(f"{url} did not always answer:\n{done.stdout}")
    return Run(_rate(done.stdout), _latency(done.stdout, "50%"), _latency(done.stdout, "99%"))


def _rate(output: str) -> float:
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])  # type: ignore[index] # wrk always prints it


def _latency(output: str, share: str) -> float:
    found = re.search(rf"^\s+{share}\s+([\d.]+)(us|ms|s|m)\s*$", output, re.MULTILINE)
    return float(found[1]) * UNITS[found[2]]  # type: ignore[index] # as above


def middle(runs: list[Run]) -> Run:
    """The median of each figure over several runs."""
    return Run(median(r.rate for r in runs), median(r.p50 for r in runs), median(r.p99 for r in runs))
