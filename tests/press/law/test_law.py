"""Random editors, readers and hours at a small paper: it is always what it should be."""

import os
import random

import pytest

from tests.press.conftest import OpenStore, shared
from tests.press.law.machine import PaperMachine
from tests.press.law.paper import LawPaper
from tests.press.law.runs import run

SECONDS = float(os.environ.get("BROADSHEET_LAW_SECONDS", "170"))
SHARED_STEPS = 60
LEAST_STEPS = 300
"""As many are taken on a busy machine too, which then takes longer."""

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("law")]


def test_whatever_is_edited_every_page_is_as_a_fresh_render(law_paper: LawPaper) -> None:
    seed = int(os.environ.get("BROADSHEET_LAW_SEED") or random.randrange(1 << 32))
    print(f"The law's seed is {seed} (BROADSHEET_LAW_SEED).")
    compared = PaperMachine.comparisons
    steps = run(law_paper, seed, SECONDS, least=LEAST_STEPS)
    print(f"{steps} steps, {PaperMachine.comparisons - compared} comparisons.")
    assert steps >= LEAST_STEPS
    assert PaperMachine.comparisons - compared >= LEAST_STEPS


@pytest.mark.parametrize("open_store", [shared], indirect=True)
def test_so_it_is_where_several_machines_share_their_pages(law_paper: LawPaper, open_store: OpenStore) -> None:
    run(law_paper, seed=20261124, seconds=0, least=SHARED_STEPS, open_store=open_store)
