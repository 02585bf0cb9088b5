"""Random editors, readers and hours at a small paper: it is always what it should be."""

import os
import random

import pytest

from tests.press.law.machine import PaperMachine
from tests.press.law.paper import LawPaper
from tests.press.law.runs import run

SECONDS = float(os.environ.get("BROADSHEET_LAW_SECONDS", "170"))

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("law")]


def test_whatever_is_edited_every_page_is_as_a_fresh_render(law_paper: LawPaper) -> None:
    seed = int(os.environ.get("BROADSHEET_LAW_SEED") or random.randrange(1 << 32))
    print(f"The law's seed is {seed} (BROADSHEET_LAW_SEED).")
    compared = PaperMachine.comparisons
    steps = run(law_paper, seed, SECONDS)
    print(f"{steps} steps, {PaperMachine.comparisons - compared} comparisons.")
    assert steps > 0
