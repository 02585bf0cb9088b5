"""The desk's side menu, in the words and the order of a newsroom."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.permissions import page_permission_policy

from broadsheet.newsroom.desk import press

_WORDS = {
    "explorer": (_("Sections & pages"), 100),
    "images": (_("Photos"), 200),
    "documents": (_("Files"), 210),
    "reports": (_("Reports"), 9000),
    "settings": (_("Settings"), 10000),
}
"""Wagtail's own entries by name: what the desk calls each, and its place."""

_LEFT_OUT = {"help", "snippets"}


def put_in_order(request: HttpRequest, items: list[Any]) -> None:
    """Rename and order Wagtail's entries in place; leave out those that speak of Wagtail rather than the paper."""
    items[:] = [item for item in items if item.name not in _LEFT_OUT]
    for item in items:
        if item.name in _WORDS:
            item.label, item.order = _WORDS[item.name]


class StoriesMenuItem(MenuItem):
    """The way to the story list, for whoever has stories to see there."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(page_permission_policy.user_has_any_permission(request.user, {"add", "change", "publish"}))


class PressMenuItem(MenuItem):
    """The way to how the press stands, for publishers and administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(press.VIEW))
