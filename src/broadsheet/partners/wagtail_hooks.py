"""What partners and republishing hang into Wagtail's desk."""

from collections.abc import Iterable
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import ListingButton
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from broadsheet.newsroom.desk.period_reports import PeriodReportMenuItem
from broadsheet.partners.desk import LOG_KEY, MAKES_KEYS, DeclaredViewSet, KeyView, PartnerViewSet, key_address
from broadsheet.partners.models import Partner
from broadsheet.partners.report import RepublishedView

register_snippet(PartnerViewSet)
register_snippet(DeclaredViewSet)


@hooks.register("register_admin_urls")
def screens() -> list[URLPattern]:
    return [
        path("partners/<int:pk>/key/", KeyView.as_view(), name="desk_partner_key"),
        path("reports/republished/", RepublishedView.as_view(), name="desk_republished"),
    ]


@hooks.register("register_reports_menu_item")
def republished_item() -> MenuItem:
    return PeriodReportMenuItem(_("Republished"), reverse("desk_republished"), icon_name="copy", order=1110)


@hooks.register("register_snippet_listing_buttons")
def key_button(snippet: Any, user: Any, next_url: str | None = None) -> Iterable[ListingButton]:
    if isinstance(snippet, Partner) and user.has_perm(MAKES_KEYS):
        yield ListingButton(_("Key"), key_address(snippet), icon_name="key", priority=15)


@hooks.register("register_log_actions")
def say_that_a_key_was_made(actions: Any) -> None:
    @actions.register_action(LOG_KEY)
    class KeyFormatter(LogFormatter):
        label = _("Make a key")

        def format_message(self, log_entry: Any) -> str:
            return str(_("A key was made; one before it ended"))
