"""The page that says what a feed is, and has the address of every one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from broadsheet.fronts.followable import FollowableGroup, lists_to_follow
from broadsheet.newsroom.feed_addresses import FORMATS, RSS
from broadsheet.reader.chrome import Chrome
from broadsheet.reader.editions import render_edition
from broadsheet.reader.meta import meta
from broadsheet.reader.page_contexts import breadcrumb

LONG = frozenset({"authors", "topics"})
"""Groups of which there may be thousands: one address each."""


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """Every list of the paper with its feeds, in groups."""
    name = Chrome(request).name
    title = _("Feeds")
    description = _("New stories of %(paper)s by themselves, in a program of your choice.") % {"paper": name}
    context = {
        "title": title,
        "groups": [_shown(group) for group in lists_to_follow(name)],
        "breadcrumb": breadcrumb([], title),
        "meta": meta(title, "/feeds/", name, description=description),
    }
    return render_edition(request, "reader/feeds.html", context)


def _shown(group: FollowableGroup) -> dict[str, Any]:
    """``{name, title, is_long, lists: [{title, url, feeds: [{name, url}]}]}``."""
    formats = [RSS] if group.name in LONG else FORMATS
    lists = [
        {
            "title": one.title,
            "url": one.address,
            "feeds": [{"name": form.name, "url": form.address(one.address)} for form in formats],
        }
        for one in group.lists
    ]
    return {"name": group.name, "title": group.title, "is_long": group.name in LONG, "lists": lists}
