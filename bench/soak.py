"""Random editors, readers and hours at a small paper for many steps, each held to the law of the press.

`BROADSHEET_SOAK_STEPS` says how many (100,000), `BROADSHEET_SOAK_SECONDS` how long at most, `BROADSHEET_LAW_SEED` from
which seed, `BROADSHEET_SOAK_JOBS` in how many processes (one for each core).
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import random
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.results import Section

STEPS = 100_000
QUICK_STEPS = 300
STEPS_OF_A_PAPER, CHECK_EVERY = 100, 10  # longer than in the tests: a new paper and a comparison cost most
STEPS_OF_A_SEED, TELL_EVERY = 2_000, 2_000
FAR_APART = 1 << 20  # between the first seeds of two processes, so that neither runs into the other's
HEADER = ("Steps", "Pages compared with a fresh render", "Violations", "Seconds", "Processor seconds")


def measure(quick: bool) -> Section:
    """Take the steps, and count what was found. The first violation of a seed is printed, and the next seed begins."""
    steps = QUICK_STEPS if quick else int(os.environ.get("BROADSHEET_SOAK_STEPS", STEPS))
    seconds = float(os.environ.get("BROADSHEET_SOAK_SECONDS", "inf"))
    first_seed = int(os.environ.get("BROADSHEET_LAW_SEED") or random.randrange(1 << 32))
    jobs = int(os.environ.get("BROADSHEET_SOAK_JOBS") or os.cpu_count() or 1)
    began = time.monotonic()
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        shares = [steps // jobs + (one < steps % jobs) for one in range(jobs)]
        seeds = [first_seed + one * FAR_APART for one in range(jobs)]
        parts = list(pool.map(_soak, shares, [seconds] * jobs, seeds))
    taken, compared, violations, worked = (sum(values) for values in zip(*parts, strict=True))
    return Section(
        "soak",
        "The law, soaked",
        HEADER,
        [
            (
                f"{taken:,}",
                f"{compared:,}",
                str(violations),
                f"{time.monotonic() - began:,.0f}",
                f"{worked:,.0f}",
            )
        ],
        [
            f"First seed {first_seed}, in {jobs} processes; {steps:,} steps were asked for.",
            "A step is one thing an editor, a reader or the clock does; after every tenth everything stored is"
            " compared, byte for byte, with a fresh render. A paper lives for a hundred steps.",
        ],
    )


def _soak(steps: int, seconds: float, seed: int) -> tuple[int, int, int, float]:
    """In a process of its own; returns the steps taken, pages compared, violations found, and processor seconds."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.test.utils import setup_test_environment
    from tests.press.law.machine import LawBroken, PaperMachine
    from tests.press.law.paper import LawPaper
    from tests.press.law.runs import run

    logging.disable(logging.WARNING)
    setup_test_environment()
    PaperMachine.check_every = CHECK_EVERY
    violations, deadline, told = 0, time.monotonic() + seconds, 0
    with tempfile.TemporaryDirectory(prefix="broadsheet-soak-") as folder, LawPaper(Path(folder)) as paper:
        while PaperMachine.steps < steps and time.monotonic() < deadline:
            try:
                left = min(steps - PaperMachine.steps, STEPS_OF_A_SEED)
                run(paper, seed, deadline - time.monotonic(), left, STEPS_OF_A_PAPER)
            except LawBroken as broken:
                violations += 1
                print(f"Seed {seed}: {broken}", *getattr(broken, "__notes__", ()), sep="\n", flush=True)
            seed += 1
            if PaperMachine.steps - told >= TELL_EVERY:
                told = PaperMachine.steps
                print(f"{told:,} of {steps:,} steps, {violations} violations", file=sys.stderr, flush=True)
    return PaperMachine.steps, PaperMachine.comparisons, violations, time.process_time()
