"""What a template needs to show one page of a list, and the addresses of the pages beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404

from broadsheet.newsroom import lists
from broadsheet.newsroom.models.sections import Section
from broadsheet.newsroom.models.stories import Story


@dataclass(frozen=True)
class ShownList:
    """One page of a list. Empty addresses mean there is nothing newer or older."""

    stories: list[Story]
    number: int | None
    newer_url: str
    older_url: str


def shown_list(list_key: str, base: str, number: int | None = None, sections: Iterable[Section] = ()) -> ShownList:
    """Return the head of a list, or its older page ``number``. ``base`` is the list's address, ending in a slash.
    Sections already known spare a query.

    Raises Http404 where there is no such page.
    """
    page = lists.head_page(list_key) if number is None else lists.older_page(list_key, number)
    if page is None:
        raise Http404
    newer = "" if page.is_head else f"{base}page/{page.newer}/" if page.newer else base
    older = f"{base}page/{page.older}/" if page.older else ""
    return ShownList(lists.cards(page.story_ids, bylines=True, sections=sections), page.number, newer, older)
