"""What the desk's templates ask for beside their context."""

from typing import Any

from django import template

from broadsheet.newsroom.desk.press import shown_on, story_pages_address
from broadsheet.newsroom.models import Story
from broadsheet.press.store.base import StoreUnavailableError

register = template.Library()


@register.inclusion_tag("newsroom/desk/live_since.html")
def live_since(page: Any) -> dict[str, Any]:
    """Since when a story is live and on how many pages; nothing for whatever else is edited, and for drafts."""
    if not isinstance(page, Story) or not page.pk or not page.live:
        return {"page": None}
    try:
        shown = shown_on(page)
    except StoreUnavailableError:
        shown = None
    return {"page": page, "shown": shown, "address": story_pages_address(page)}
