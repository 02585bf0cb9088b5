"""Faults that would break the law, each planted into the real code for as long as a block lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

from broadsheet.newsroom import edition_memory, list_changes, lists, passing_time, press_keys
from broadsheet.newsroom.models import Story
from broadsheet.partners import republishing
from broadsheet.press import outbox
from broadsheet.press.changes import Noted
from broadsheet.press.follower import Follower
from broadsheet.press.memory import Memory
from broadsheet.press.recording import Recording, recording
from broadsheet.press.store import embedded
from broadsheet.press.store.embedded import EmbeddedStore
from broadsheet.reader.templatetags import reader
from tests.press.law.tour import (
    Tour,
    backdate,
    be_quicker_than_a_render,
    correct,
    correct_what_is_old,
    delete_its_topic,
    edit_a_headline,
    end_the_offer,
    end_the_redirect,
    end_the_rights,
    hurry,
    move,
    offer_it_after_all,
    offer_republishing,
    publish,
    put_a_package_on_the_front,
    redirect,
    rename_the_author,
    rename_the_section,
    retag,
    unpublish,
    wait_for_midnight,
    withhold_a_story,
)

Fault = Callable[[], Any]
Step = Callable[[Tour], None]
FAULTS: dict[str, tuple[Fault, tuple[Step, ...]]] = {}
"""By name: what plants it, and the steps of a tour that must find it."""


def fault(*steps: Step) -> Callable[[Fault], Fault]:
    """Put a fault on the list, with the steps that must find it."""

    def listed(plant: Fault) -> Fault:
        FAULTS[plant.__name__] = (plant, steps)
        return plant

    return listed


def _without(dropped: Callable[[str], bool]) -> Any:
    """Changes that forget some of their keys."""
    changed = outbox.changed

    def forgetful(keys: Iterable[str], takedown: bool = False) -> None:
        changed([key for key in keys if not dropped(key)], takedown)

    return mock.patch.object(outbox, "changed", forgetful)


def _without_position(prefix: str) -> Any:
    changed = outbox.changed

    def silent(keys: Iterable[str], takedown: bool = False) -> None:
        kept = [key for key in keys if not key.startswith(prefix)]
        if kept:
            changed(kept, takedown)

    return mock.patch.object(outbox, "changed", silent)


@fault(edit_a_headline)
def a_story_notes_nothing_in_lists() -> Any:
    return mock.patch.object(Story, "shown_keys", return_value=[])


@fault(publish)
def a_page_forgets_the_list_it_shows() -> Any:
    note = lists.note
    return mock.patch.object(lists, "note", lambda *keys: note(*(key for key in keys if not key.endswith(":head"))))


@fault(hurry, edit_a_headline)
def a_change_is_told_before_its_commit() -> Any:
    """Readers come between the two, as they do when the store is purged first."""

    @contextmanager
    def early() -> Iterator[None]:
        save = Story.save

        def save_late(story: Story, *arguments: Any, **options: Any) -> None:
            if story.live:
                outbox.changed([press_keys.story(story.pk), press_keys.card(story.pk)])
            with mock.patch.object(outbox, "changed"):
                save(story, *arguments, **options)

        with mock.patch.object(Story, "save", save_late):
            yield

    return early()


@fault(retag)
def a_list_is_forgotten_when_a_story_leaves_it() -> Any:
    moves = list_changes.keys_of_moves
    return mock.patch.object(
        lists, "keys_of_moves", lambda places: {key for key in moves(places) if not key.startswith("list:topic-")}
    )


@fault(be_quicker_than_a_render)
def a_late_render_is_kept_as_fresh() -> Any:
    return mock.patch.object(embedded.journal, "judged", return_value=(embedded.State.FRESH, 0))


@fault(unpublish)
def a_takedown_only_makes_stale() -> Any:
    mark = EmbeddedStore._mark
    return mock.patch.object(
        EmbeddedStore, "_mark", staticmethod(lambda db, change: mark(db, replace(change, is_takedown=False)))
    )


@fault(move)
def the_old_address_of_a_moved_story_stays() -> Any:
    def changed(pk: int, before: Any, after: Any) -> press_keys.Dirty:
        if press_keys.has_moved(before, after):
            return press_keys.Dirty(frozenset({press_keys.card(pk), press_keys.address(pk)}))
        return told(pk, before, after)

    told = press_keys.story_changed
    return mock.patch.object(press_keys, "story_changed", changed)


@fault(edit_a_headline)
def a_new_headline_does_not_reach_cards() -> Any:
    return _without(lambda key: key.startswith("card:"))


@fault(edit_a_headline, publish)
def a_piece_has_no_keys_of_its_own() -> Any:
    """They are noted by the page that made it, and by no other."""

    def hole(name: str, make: Callable[[], str]) -> str:
        def bare() -> str:
            with recording(Recording()):
                return make()

        return cut(name, bare)

    cut = reader.hole
    return mock.patch.object(reader, "hole", hole)


@fault(edit_a_headline)
def a_worker_does_not_forget_what_was_replaced() -> Any:
    return mock.patch.object(Memory, "forget")


@fault(publish, edit_a_headline)
def what_is_remembered_does_not_replay_its_keys() -> Any:
    return mock.patch.object(edition_memory, "note")


@fault(publish)
def what_is_remembered_outlives_its_edition() -> Any:
    remembered = edition_memory.remembered
    return mock.patch.object(reader, "remembered", lambda name, stamp, make: remembered(name, None, make))


@fault(wait_for_midnight)
def a_day_ends_and_nobody_is_told() -> Any:
    return mock.patch.object(passing_time, "_news_since", return_value=press_keys.Dirty())


@fault(edit_a_headline, publish, unpublish)
def the_follower_passes_over_a_change() -> Any:
    since = Follower._since

    def careless(follower: Follower, position: int) -> list[Noted]:
        changes = list(since(follower, position))
        return [replace(one, keys=()) for one in changes]

    return mock.patch.object(Follower, "_since", careless)


@fault(rename_the_section)
def a_renamed_section_forgets_its_stories() -> Any:
    return _without(lambda key: key.startswith("section:"))


@fault(put_a_package_on_the_front, delete_its_topic)
def a_package_outlives_its_topic() -> Any:
    """The database takes the topic from the package's row, and nobody is told of that."""
    return _without(lambda key: key == "packages" or key.startswith(("page:", "list:topic-")))


@fault(redirect, end_the_redirect)
def a_redirect_that_is_gone_still_leads_there() -> Any:
    """The change is not told, so what a worker remembers of an address that has no page stays."""
    return _without_position("path:")


@fault(publish, publish, publish, publish)
def an_older_page_is_cut_without_its_neighbour() -> Any:
    return mock.patch.object(lists, "keys_of_cuts", return_value=set())


@fault(backdate)
def what_to_read_next_is_chosen_once_and_for_all() -> Any:
    return _without(lambda key: key.startswith("reading:"))


@fault(rename_the_author)
def a_renamed_author_keeps_the_old_name() -> Any:
    return _without(lambda key: key.startswith("author:"))


@fault(offer_republishing, end_the_offer)
def a_story_goes_on_being_offered() -> Any:
    return _without(lambda key: key == "republishing")


@fault(offer_republishing, withhold_a_story)
def a_story_withheld_goes_on_being_offered() -> Any:
    return _without(lambda key: key.startswith("story:"))


@fault(offer_republishing, withhold_a_story, offer_it_after_all)
def a_story_offered_after_all_stays_withheld() -> Any:
    return mock.patch.object(republishing, "note")


@fault(correct_what_is_old, correct, correct)
def a_month_of_corrections_stays_as_it_was() -> Any:
    return _without(lambda key: key.startswith("corrections:"))


@fault(end_the_rights)
def ended_rights_are_not_told() -> Any:
    return _without(lambda key: key.startswith("photo:"))
