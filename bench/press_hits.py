"""How fast a page already rendered is served, beside nginx serving the very same bytes as a static file."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from statistics import median

from bench import papers, static_nginx
from bench.heads import ask_heads
from bench.load import Run, middle, wrk
from bench.processes import cpu_seconds, load_average
from bench.results import Section
from bench.throughput import a_story
from broadsheet.press.assemble import deflated
from broadsheet.press.memory import Memory
from broadsheet.press.store.embedded import EmbeddedStore

LEAST_RATIO, MOST_P99 = 0.33, 3.0
MOST_ASSEMBLY_MS = 1.0
ASSEMBLIES = 300
Load = Callable[[str, str, int], Run]
"""Loads a server: the page's URL, its validator, seconds."""

LOADS: dict[str, Load] = {
    "200, gzip": lambda url, _etag, seconds: wrk(url, seconds),
    "304": lambda url, etag, seconds: wrk(url, seconds, {"If-None-Match": etag}),
    "HEAD": lambda url, _etag, seconds: ask_heads(url, seconds),
}


@dataclass(frozen=True)
class Served:
    """The page as one server serves it, and the process that does."""

    url: str
    etag: str
    pid: int


@dataclass(frozen=True)
class Loaded:
    """One run, and the processor time the server spent on each answer, in microseconds."""

    run: Run
    cost: float


def measure(quick: bool) -> Section:
    """Alternate between the two, so that a slow minute of the machine falls on both."""
    rounds, seconds = (2, 1) if quick else (7, 3)
    folder = papers.make_demo(papers.WORK / "demo")
    path = a_story(folder)
    papers.forget_pressed(folder)
    busy = load_average()
    with papers.serving(folder) as paper:
        page, etag = _page_of(paper.port, path)
        with static_nginx.serving(page) as (origin, nginx_pid):
            servers = {
                "nginx": Served(origin + static_nginx.PATH, static_nginx.etag(origin), nginx_pid),
                "broadsheet": Served(paper.origin + path, etag, paper.pid),
            }
            loaded = {kind: _alternate(load, servers, rounds, seconds) for kind, load in LOADS.items()}
    section = _section(loaded)
    store = EmbeddedStore(folder / "data" / "press.sqlite3")
    section.rows.append(_assembly_row(store, path))
    section.notes = [
        f"A demo story, {len(page):,} bytes of gzip. Medians of {rounds} alternating runs of {seconds} s,"
        " 16 connections; `wrk -t1` for GET, for HEAD (which wrk does not speak) a client of our own.",
        "One Granian worker process with one thread beside one nginx worker with `sendfile` and no access log, each on"
        " the same core, the client on the other. CPU is what the server's processes spent on one answer.",
        f"Load of the machine before it began: {busy:.1f}. Beside others' work the ratio of the rates says little: both"
        " wait for their core. That of the processor time holds.",
    ]
    return section


def _page_of(port: int, path: str) -> tuple[bytes, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(3):  # made, then found in the store, then remembered
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
    if answer.status != 200 or answer.getheader("Content-Encoding") != "gzip":
        raise RuntimeError(f"{path} was not answered as a reader's page is")
    return body, str(answer.getheader("ETag"))


def _alternate(load: Load, servers: Mapping[str, Served], rounds: int, seconds: int) -> dict[str, list[Loaded]]:
    runs: dict[str, list[Loaded]] = {name: [] for name in servers}
    for server in servers.values():
        load(server.url, server.etag, 1)
    for _ in range(rounds):
        for name, server in servers.items():
            runs[name].append(_loaded(load, server, seconds))
    return runs


def _loaded(load: Load, server: Served, seconds: int) -> Loaded:
    before, began = cpu_seconds(server.pid), time.monotonic()
    run = load(server.url, server.etag, seconds)
    took = time.monotonic() - began
    return Loaded(run, (cpu_seconds(server.pid) - before) / (run.rate * took) * 1e6)


def _section(loaded: Mapping[str, Mapping[str, list[Loaded]]]) -> Section:
    section = Section(
        "press_hits",
        "A page already rendered, against nginx serving the same bytes",
        ["answer", "nginx", "Broadsheet", "ratio", "p99", "CPU per answer"],
    )
    for kind, runs in loaded.items():
        theirs, ours = (middle([one.run for one in runs[name]]) for name in ("nginx", "broadsheet"))
        costs = [median(one.cost for one in runs[name]) for name in ("nginx", "broadsheet")]
        ratio, slower = ours.rate / theirs.rate, ours.p99 / theirs.p99
        section.rows.append(
            [
                *(kind, f"{theirs.rate:,.0f}/s", f"{ours.rate:,.0f}/s"),
                f"{ratio:.2f} (≥ {LEAST_RATIO} {_mark(ratio >= LEAST_RATIO)})",
                f"{theirs.p99:.1f} → {ours.p99:.1f} ms: × {slower:.1f} (≤ {MOST_P99:.0f} {_mark(slower <= MOST_P99)})",
                f"{costs[0]:.0f} → {costs[1]:.0f} µs: {costs[0] / costs[1]:.2f}",
            ]
        )
    return section


def _assembly_row(store: EmbeddedStore, path: str) -> list[str]:
    spent = sorted(_assembly_ms(store, path))
    middle_ms, late = median(spent), spent[int(len(spent) * 0.99)]
    verdict = f"median {middle_ms:.2f}, p99 {late:.2f} ms (< {MOST_ASSEMBLY_MS:.0f} {_mark(late < MOST_ASSEMBLY_MS)})"
    return ["first assembly after a piece changed", "", "", "", "", verdict]


def _assembly_ms(store: EmbeddedStore, path: str) -> list[float]:
    """Processor milliseconds from asking for a page one of whose pieces was replaced until it can be sent."""
    page = store.get(path)
    if page is None or not page.holes:
        raise RuntimeError(f"{path} is not in the press, or has no pieces")
    entries = {**store.get_many(set(page.holes)), path: page}
    changed = replace(entries[page.holes[0]], parts=(deflated(b"<p>Something else stands here now.</p>"),))
    spent = []
    for _ in range(ASSEMBLIES):
        memory = Memory()
        memory.put_many(entries.values(), memory.moment())
        memory.page(path)
        memory.forget([changed.name])
        memory.put_many([changed], memory.moment())
        began = time.process_time_ns()
        memory.page(path)
        spent.append((time.process_time_ns() - began) / 1e6)
    return spent


def _mark(is_met: bool) -> str:
    return "✓" if is_met else "✗"
