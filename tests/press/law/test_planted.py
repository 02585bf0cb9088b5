"""The law catches every fault of a list: each is planted into the real code, and must be found."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

import pytest

from broadsheet.press import outbox
from tests.press.law.newsroom import Newsroom
from tests.press.law.paper import LawPaper
from tests.press.law.planted import FAULTS
from tests.press.law.tour import EVERY_STEP, Tour

pytestmark = [pytest.mark.xdist_group("planted")]


@pytest.fixture
def begin(law_paper: LawPaper, busy_newsroom: Newsroom) -> Iterator[Callable[[], Tour]]:
    """Begins a tour: the first pages are made then, by whatever code there is."""
    law_paper.first_morning()
    tours: list[Tour] = []

    def begun() -> Tour:
        tours.append(Tour(law_paper, copy.deepcopy(busy_newsroom, {id(law_paper): law_paper})))
        return tours[-1]

    yield begun
    for tour in tours:
        tour.close()


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(begin: Callable[[], Tour], name: str) -> None:
    plant, steps = FAULTS[name]
    with plant():
        tour, before = begin(), outbox.position()
        for step in steps:
            tour.take(step)
            if tour.found:
                return
    raise AssertionError(f"nobody noticed {name}; told was {outbox.since(before)}")


def test_where_nothing_is_planted_nothing_is_found(begin: Callable[[], Tour]) -> None:
    tour = begin()
    for step in dict.fromkeys([*EVERY_STEP, *(step for _, steps in FAULTS.values() for step in steps)]):
        tour.take(step)
        assert tour.found == [], step.__name__
