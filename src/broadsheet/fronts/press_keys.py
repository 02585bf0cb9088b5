"""The keys of what editors place by hand, and what a change of it dirties."""

from __future__ import annotations

from collections.abc import Iterable

from broadsheet.newsroom import press_keys as newsroom
from broadsheet.newsroom.press_keys import Dirty, State, is_live

FRONT = "front"
"""The rows of the front page."""
HISTORY_RULE = "history-rule"
"""Which stories show readers what they said before."""
MACHINES = "machines"
"""What feeds carry, and what crawlers are told."""
MASTHEAD = "masthead"
"""The paper's name, look, notice and follow links."""
MENU = "menu"
"""What the menus say."""
PACKAGES = "packages"
"""Which packages run, and which is the newest."""
PICKS = "picks"
"""Which stories are Editors' Picks."""
REPUBLISHING = "republishing"
"""Whether stories may be republished, and on which conditions."""
TRUST = "trust"
"""Who publishes the paper, and its policies."""


def package_changed(pk: int, before: State, after: State) -> Dirty:
    """A package was saved or deleted; ``before`` and ``after`` name its topic and when it was last published.

    Stories on its topic show it, the others the newest. Beside newsroom.press_keys.page_changed.
    """
    if not is_live(before) and not is_live(after):
        return Dirty()
    keys = {PACKAGES, newsroom.page(pk)}
    topics = {state["topic_id"] for state in (before, after) if state and state["topic_id"]}
    if before != after:
        keys |= set(map(newsroom.topic, topics))
    return Dirty(frozenset(keys))


def topic_left(packages: Iterable[int]) -> Dirty:
    """The topic that ``packages`` followed is being deleted, which changes their rows without saving them."""
    keys = frozenset(map(newsroom.page, packages))
    return Dirty(keys | {PACKAGES}) if keys else Dirty()


def menu_changed(before: Iterable[object], after: Iterable[object]) -> Dirty:
    """A menu was saved or deleted; ``before`` and ``after`` are the pages and addresses it leads to."""
    moved = set(before) != set(after)
    return Dirty(frozenset({MENU, newsroom.PLACES} if moved else {MENU}))
