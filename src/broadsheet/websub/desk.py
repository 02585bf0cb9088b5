"""The list of subscribers, for those who run the paper: to look at, and to end a subscription.

It shows no secret and of a callback only the host: whoever knows the rest could speak in the paper's name.
"""

import re
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from broadsheet.newsroom.desk.fixed_rows import FixedRowsPolicy
from broadsheet.websub.models import Subscription

ANSWERED = re.compile(r"the server answered (?P<status>\d+)")


class LookedAtPolicy(FixedRowsPolicy):
    """Subscriptions are the subscribers' own: the desk may only look at them and end them."""

    never = frozenset({"add", "change"})


register_permission_policy(Subscription, LookedAtPolicy(Subscription))


def feed_path(subscription: Subscription) -> str:
    """A feed's address within the paper, as people write it."""
    return unquote(subscription.topic.removeprefix(settings.PAPER.address))


def last_day(subscription: Subscription) -> str:
    """When the lease ends; Wagtail's own column knows no future."""
    return date_format(localtime(subscription.until))


def what_was_wrong(subscription: Subscription) -> str:
    """Why the last delivery was not taken: kept in English, told in the language of whoever looks."""
    answered = ANSWERED.fullmatch(subscription.trouble)
    if answered:
        return gettext("the server answered %(status)s") % answered.groupdict()
    return gettext(subscription.trouble)


class SubscribersView(IndexView):
    """Who is told of which feed. How many there are stands beside the heading."""

    def get_page_subtitle(self) -> str:
        running = Subscription.objects.running()
        count, failing = running.count(), running.filter(failures__gt=0).count()
        told = ngettext("%(count)d running", "%(count)d running", count) % {"count": count}
        trouble = ngettext("%(count)d does not answer", "%(count)d do not answer", failing) % {"count": failing}
        return f"{told}, {trouble}" if failing else told

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        *above, last = super().get_breadcrumbs_items()
        return [*above, {**last, "sublabel": self.get_page_subtitle()}]


class SubscriptionViewSet(SnippetViewSet):
    """WebSub subscriptions, those that fail first."""

    model = Subscription
    icon = "redirect"
    menu_label = _("Feed subscribers")
    menu_name = "feed-subscribers"
    menu_order = 445
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = SubscribersView
    list_display: list[Any] = [
        "host",
        Column(feed_path, label=_("Feed"), sort_key="topic"),
        DateColumn("since", label=_("Since"), sort_key="since"),
        Column(last_day, label=_("Until"), sort_key="until"),
        DateColumn("last_delivery", label=_("Last delivery"), sort_key="last_delivery"),
        Column("failures", label=_("Failures since"), sort_key="failures"),
        Column(what_was_wrong, label=_("What was wrong")),
    ]
    search_fields = ["host", "topic"]
    ordering = ["-failures", "host", "topic"]
    url_prefix = "feed-subscribers"
    panels: list[Any] = []
