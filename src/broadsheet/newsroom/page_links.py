"""Links in a text that lead to pages of the paper: what shows one depends on where that page is."""

from typing import Any

from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from broadsheet.lib.addresses import address_of_path
from broadsheet.newsroom import press_keys
from broadsheet.press.recording import note


class NotedPageLink(PageLinkHandler):
    """As Wagtail's, from addresses alone: one query, and what it notes changes only where an address does."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """The opening tag of each link; one to a page that is gone leads nowhere."""
        wanted = [str(attrs.get("id", "")) for attrs in attrs_list]
        rows = Page.objects.filter(pk__in={int(pk) for pk in wanted if pk.isdecimal()}).order_by()
        found = {str(pk): (pk, url_path) for pk, url_path in rows.values_list("pk", "url_path")}
        return [_tag(*found[pk]) if pk in found else "<a>" for pk in wanted]


def _tag(pk: int, url_path: str) -> str:
    note(*press_keys.link(pk, url_path))
    return f'<a href="{escape(address_of_path(url_path))}">'
