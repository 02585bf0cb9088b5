"""Random editors, readers and hours at a small paper for many steps, each held to the law of the press.

`BROADSHEET_SOAK_STEPS` says how many (100,000), `BROADSHEET_SOAK_SECONDS` how long at most, `BROADSHEET_LAW_SEED` from
which seed.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from pathlib import Path

from bench.results import Section

STEPS = 100_000
QUICK_STEPS = 300
STEPS_OF_A_PAPER, CHECK_EVERY = 100, 10  # longer than in the tests: a new paper and a comparison cost most
HEADER = ("Steps", "Pages compared with a fresh render", "Violations", "Seconds", "Processor seconds")


def measure(quick: bool) -> Section:
    """Take the steps, and count what was found. The first violation of a seed is printed, and the next seed begins."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    steps = QUICK_STEPS if quick else int(os.environ.get("BROADSHEET_SOAK_STEPS", STEPS))
    seconds = float(os.environ.get("BROADSHEET_SOAK_SECONDS", "inf"))
    first_seed = int(os.environ.get("BROADSHEET_LAW_SEED") or random.randrange(1 << 32))
    began, worked = time.monotonic(), time.process_time()
    compared, violations, taken = _soak(steps, seconds, first_seed)
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
                f"{time.process_time() - worked:,.0f}",
            )
        ],
        [
            f"First seed {first_seed}; {steps:,} steps were asked for.",
            "A step is one thing an editor, a reader or the clock does; after every tenth everything stored is"
            " compared, byte for byte, with a fresh render. A paper lives for a hundred steps.",
        ],
    )


def _soak(steps: int, seconds: float, seed: int) -> tuple[int, int, int]:
    import logging

    from django.test.utils import setup_test_environment
    from tests.press.law.machine import LawBroken, PaperMachine
    from tests.press.law.paper import LawPaper
    from tests.press.law.runs import run

    logging.disable(logging.WARNING)
    setup_test_environment()
    PaperMachine.check_every = CHECK_EVERY
    violations, deadline = 0, time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix="broadsheet-soak-") as folder, LawPaper(Path(folder)) as paper:
        while PaperMachine.steps < steps and time.monotonic() < deadline:
            try:
                run(paper, seed, deadline - time.monotonic(), steps - PaperMachine.steps, STEPS_OF_A_PAPER)
            except LawBroken as broken:
                violations += 1
                print(f"Seed {seed}: {broken}", *getattr(broken, "__notes__", ()), sep="\n", flush=True)
            seed += 1
    return PaperMachine.comparisons, violations, PaperMachine.steps
