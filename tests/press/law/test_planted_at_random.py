"""Random editors find planted faults too, whoever does not tell them where to look: only what may happen is narrowed.

Of the faults of planted.py those a few steps find; the others need more at once, and are found by tours.
"""

from __future__ import annotations

from unittest import mock

import pytest

from tests.press.law.machine import RULES, LawBroken, PaperMachine
from tests.press.law.paper import LawPaper
from tests.press.law.planted import FAULTS
from tests.press.law.runs import run

pytestmark = [pytest.mark.xdist_group("planted at random")]

SEED = 1
MOST_STEPS = 40
"""Each was found within eighteen."""
CHECK_EVERY = 3
STEPS_OF_A_PAPER = 20
EDITORS = ("edit_headline", "publish")
FOUND: dict[str, tuple[str, ...]] = {
    "a_story_notes_nothing_in_lists": EDITORS,
    "a_new_headline_does_not_reach_cards": EDITORS,
    "a_piece_has_no_keys_of_its_own": EDITORS,
    "a_worker_does_not_forget_what_was_replaced": (*EDITORS, "readers_come"),
    "what_is_remembered_does_not_replay_its_keys": EDITORS,
    "what_is_remembered_outlives_its_edition": EDITORS,
    "a_day_ends_and_nobody_is_told": ("wait_for_midnight", "publish"),
    "the_follower_passes_over_a_change": (*EDITORS, "unpublish"),
    "a_renamed_section_forgets_its_stories": ("rename_section",),
    "a_renamed_author_keeps_the_old_name": ("change_author",),
}
"""By fault, what may happen."""


@pytest.mark.parametrize("name", FOUND)
def test_random_editors_find_a_planted_fault(law_paper: LawPaper, name: str) -> None:
    plant, _tour = FAULTS[name]
    assert RULES.issuperset(FOUND[name])
    with plant(), mock.patch.object(PaperMachine, "check_every", CHECK_EVERY), pytest.raises(LawBroken):
        run(law_paper, SEED, 600, MOST_STEPS, STEPS_OF_A_PAPER, only=FOUND[name])


def test_where_nothing_is_planted_they_find_nothing(law_paper: LawPaper) -> None:
    with mock.patch.object(PaperMachine, "check_every", CHECK_EVERY):
        assert run(law_paper, SEED, 600, STEPS_OF_A_PAPER, STEPS_OF_A_PAPER, only=EDITORS) == STEPS_OF_A_PAPER
