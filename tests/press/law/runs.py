"""Runs the machine: for a length of time or a number of steps, from a seed that is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis.errors import FlakyStrategyDefinition
from hypothesis.stateful import get_state_machine_test

from broadsheet.press.store.base import Store
from tests.press.law.machine import RULES, PaperMachine, TimeIsUp
from tests.press.law.paper import LawPaper


def run(
    paper: LawPaper,
    seed: int,
    seconds: float,
    steps: int = 0,
    steps_each: int = 30,
    least: int = 0,
    only: Collection[str] = (),
    open_store: Callable[[], Store] | None = None,
) -> int:
    """Let random editors work at ``paper`` until the time is up or so many steps are taken; returns how many were.

    At least ``least`` are taken, however long they take. ``only`` names the rules that are followed; empty: all.
    Raises LawBroken, with the steps that led there in the exception's notes.
    """
    began, before = time.monotonic(), PaperMachine.steps

    def is_over() -> bool:
        taken = PaperMachine.steps - before
        return (time.monotonic() - began > seconds and taken >= least) or 0 < steps <= taken

    left_out = {rule: None for rule in RULES if only and rule not in only}
    opened = staticmethod(open_store) if open_store else None
    given = {"paper": paper, "is_over": staticmethod(is_over), "open_store": opened}
    machine = type("SmallPaper", (PaperMachine,), {**given, **left_out})
    test = get_state_machine_test(
        machine,
        settings=hypothesis.settings(
            max_examples=1_000_000,
            stateful_step_count=steps_each,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            verbosity=Verbosity.normal,
            report_multiple_bugs=False,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    try:
        hypothesis.seed(seed)(test)()
    except (TimeIsUp, FlakyStrategyDefinition):  # stopped short, an example looks to Hypothesis as if it had changed
        if not is_over():
            raise
    return PaperMachine.steps - before
