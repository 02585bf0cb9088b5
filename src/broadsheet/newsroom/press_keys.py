"""The keys of what the newsroom publishes, and which of them a change dirties.

Nothing here asks the database anything or writes to it: states before and after go in, keys come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from broadsheet.lib.page_indexes import SHELF

# What a page notes


def story(pk: object) -> str:
    """Everything of a story; noted by its own page."""
    return f"story:{pk}"


def page(pk: object) -> str:
    """Everything of any other page: noted by its own page and by whatever shows more of it than its name."""
    return f"page:{pk}"


def card(pk: object) -> str:
    """What a list or a menu shows of a page."""
    return f"card:{pk}"


def address(pk: object) -> str:
    """Where a page is, and whether it is there at all; noted by links in a text."""
    return f"address:{pk}"


def below(url_path: str) -> str:
    """The addresses of the pages directly under ``url_path``; noted by links, since one move changes many."""
    return f"below:{url_path}"


def link(pk: object, url_path: str) -> list[str]:
    """What a link to the page ``pk`` at ``url_path`` notes."""
    return [address(pk), below(f"{url_path.rstrip('/').rpartition('/')[0]}/")]


def section(pk: object) -> str:
    """A section's name, address and colour; noted by whatever shows a story of it."""
    return f"section:{pk}"


def author(pk: object) -> str:
    """An author's profile."""
    return f"author:{pk}"


def topic(pk: object) -> str:
    """A topic's name and description, and the package that accompanies its stories."""
    return f"topic:{pk}"


def head(list_key: str) -> str:
    """The newest stories of a list."""
    return f"list:{list_key}:head"


def older(list_key: str, number: int) -> str:
    """An older page of a list."""
    return f"list:{list_key}:{number}"


def reading(pk: object) -> str:
    """The stories among which those to read after the story ``pk`` were chosen."""
    return f"reading:{pk}"


def shelf(number: int) -> str:
    """Which stories of a shelf are listed, where each is, and when it last changed; noted by its sitemap."""
    return f"shelf:{number}"


def shelf_of(pk: int) -> str:
    """The key of the shelf the story ``pk`` stands on."""
    return shelf(pk // SHELF)


def comments(pk: object) -> str:
    """What readers of earlier sites wrote under the page ``pk``; noted by its own page, whether there is any or not."""
    return f"comments:{pk}"


def archive_day(day: date) -> str:
    """The stories of one day and the days beside it that have any."""
    return f"archive:{day:%Y-%m-%d}"


def archive_month(day: date) -> str:
    """Which days of a month have stories."""
    return f"archive:{day:%Y-%m}"


def archive_year(day: date) -> str:
    """Which months of a year have stories."""
    return f"archive:{day:%Y}"


def corrections_of(day: date) -> str:
    """The corrections of one month."""
    return f"corrections:{day:%Y-%m}"


def history(pk: object) -> str:
    """The published versions of the story ``pk``: how many there are, their hashes and texts."""
    return f"history:{pk}"


CORRECTIONS = "corrections"
"""The newest corrections of what is listed, and which months have any."""
ARCHIVE = "archive"
"""Which years have stories."""
READING_HIDDEN = "reading:hidden"
"""As reading, for every story that stands in no list and so can not be found from its neighbours."""
SECTIONS = "sections"
"""Which sections there are, with their names and order."""
TOPICS = "topics"
"""Which topics have stories, with their names."""
AUTHORS = "authors"
"""Which authors there are."""
PLACES = "places"
"""The addresses that menus lead to: they decide which links a page marks as leading to itself."""
SHELVES = "shelves"
"""Which shelves have listed stories, and when each last changed; noted by the index of the sitemaps."""
RESTRICTIONS = "restrictions"
"""Which pages are not for everybody; noted by what must know of pages it does not show."""
DAY = "day"
"""Which day it is."""
MONTH = "month"
"""Which month it is."""
YEAR = "year"
"""Which year it is."""


# What a change dirties


@dataclass(frozen=True)
class Dirty:
    """Keys of what has changed, and of what must not be seen any more."""

    changed: frozenset[str] = field(default_factory=frozenset)
    taken_down: frozenset[str] = field(default_factory=frozenset)

    def __or__(self, other: Dirty) -> Dirty:
        return Dirty(self.changed | other.changed, self.taken_down | other.taken_down)


BOOKKEEPING = frozenset(
    {
        "draft_title",
        "expire_at",
        "expired",
        "go_live_at",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "live_revision",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
        "owner",
        "wagtail_admin_comments",  # a relation Wagtail names among the fields
    }
)
"""Fields of a page that no reader sees."""

State = Mapping[str, Any] | None
"""What lists and links show of a page, by field; None where it did not exist or does not any more."""


def is_live(state: State) -> bool:
    """Whether readers could open it."""
    return bool(state and state["live"])


def has_moved(before: State, after: State) -> bool:
    """Whether its address has changed."""
    return bool(before and after and before["url_path"] != after["url_path"])


def story_changed(pk: int, before: State, after: State) -> Dirty:
    """A story was saved, moved or deleted. Entering and leaving its shelf is told with the lists."""
    own, seen, place = story(pk), card(pk), address(pk)
    shelved = {shelf_of(pk), SHELVES}
    if not is_live(before):
        return Dirty(frozenset({own, seen, place})) if is_live(after) else Dirty()
    if not is_live(after) or _is_hidden_now(before, after):
        return Dirty(taken_down=frozenset({own, seen, place}))
    if has_moved(before, after):
        return Dirty(frozenset({seen, place, *shelved}), frozenset({own}))
    return Dirty(frozenset({own, *shelved} if before == after else {own, seen, *shelved}))


def _is_hidden_now(before: State, after: State) -> bool:
    return bool(before and after and after["hide_from_lists"] and not before["hide_from_lists"])


def page_changed(pk: int, before: State, after: State) -> Dirty:
    """A section, standing page, package or front was saved, moved or deleted."""
    own, named = page(pk), {card(pk), address(pk), PLACES}
    if not is_live(before):
        return Dirty(frozenset({own, *named})) if is_live(after) else Dirty()
    if not is_live(after):
        return Dirty(frozenset({PLACES}), frozenset({own, card(pk), address(pk)}))
    if has_moved(before, after):
        return Dirty(frozenset(named), frozenset({own}))
    return Dirty(frozenset({own} if before == after else {own, card(pk)}))


def section_changed(pk: int, before: State, after: State, under: Iterable[int]) -> Dirty:
    """A section was saved, moved or deleted; ``under`` are the sections below it. Beside page_changed.

    What shows a story of a section shows the way to it too, so those below change with it.
    """
    if before == after:
        return Dirty()
    keys = frozenset(section(one) for one in {pk, *under})
    if not (is_live(before) or is_live(after)):  # its stories may be live, and leave their addresses with it
        return Dirty(taken_down=keys) if has_moved(before, after) else Dirty()
    if is_live(before) and (not is_live(after) or has_moved(before, after)):
        return Dirty(frozenset({SECTIONS}), keys)
    return Dirty(keys | {SECTIONS})


def moved_along(pages: Iterable[tuple[int, str]]) -> Dirty:
    """``pages``, no stories, had the addresses given; they lay below a page that got a new one."""
    pages = list(pages)
    keys = {key for pk, _ in pages for key in (card(pk), address(pk))} | {below(path) for _, path in pages}
    return Dirty(frozenset(keys), frozenset(page(pk) for pk, _ in pages))


def restricted(pk: int, is_story: bool, pages: Iterable[int], sections: Iterable[int]) -> Dirty:
    """Who may read a page and what lies below it has changed: ``pages``, no stories, with the ``sections``."""
    down = {key for one in {pk, *pages} for key in (page(one), card(one), address(one))}
    down |= {section(one) for one in sections} | ({story(pk)} if is_story else set())
    return Dirty(frozenset({RESTRICTIONS, PLACES}), frozenset({SECTIONS, *down}))  # a menu may lead to what lies below


def named_changed(keys: Iterable[str], index: str, before: str | None, after: str | None) -> Dirty:
    """An author or topic was saved or deleted; ``before`` and ``after`` are its slugs, None where there was none."""
    if before is None:
        return Dirty(frozenset({*keys, index}))
    if before != after:
        return Dirty(frozenset({index}), frozenset(keys))
    return Dirty(frozenset({*keys, index}))


def comments_changed(pages: Iterable[int], are_hidden: bool = False) -> Dirty:
    """Comments under ``pages`` were added, edited or shown; ``are_hidden`` where one must not be seen any more."""
    keys = frozenset(map(comments, pages))
    return Dirty(taken_down=keys) if are_hidden else Dirty(keys)


def corrections_changed(days: Iterable[date]) -> frozenset[str]:
    """Corrections of ``days`` were added, edited or taken out, or their stories entered or left the lists."""
    months = frozenset(map(corrections_of, days))
    return months | {CORRECTIONS} if months else months


def redirect(old_path: str) -> str:
    """An old address."""
    return f"path:{old_path}"
