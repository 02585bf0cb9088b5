"""What the fronts hang into Wagtail's desk."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu as SideMenu
from wagtail.admin.menu import MenuItem, SubmenuMenuItem
from wagtail.snippets.models import register_snippet

from broadsheet.fronts.desk.singletons import VIEWSETS
from broadsheet.fronts.models import Front

for _viewset in VIEWSETS:
    register_snippet(_viewset)


class PermittedMenuItem(MenuItem):
    """Shown to whoever holds ``permission``."""

    def __init__(self, label: Any, url: str, permission: str, **kwargs: object) -> None:
        super().__init__(label, url, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.permission))


def edit_front(request: HttpRequest) -> HttpResponse:
    """``/desk/front/``: the front's own form, whatever its number. Raises Http404 before the paper is founded."""
    return redirect("wagtailadmin_pages:edit", get_object_or_404(Front.objects.only("pk")).pk)


@hooks.register("register_admin_urls")
def screens() -> list[URLPattern]:
    return [path("front/", edit_front, name="desk_front")]


@hooks.register("register_admin_menu_item")
def fronts_menu() -> MenuItem:
    items = [
        PermittedMenuItem(_("Front page"), reverse("desk_front"), "fronts.change_front", icon_name="home", order=1),
        PermittedMenuItem(
            _("Editors’ Picks"),
            reverse("wagtailsnippets_fronts_editorspicks:list"),
            "fronts.change_editorspicks",
            icon_name="pick",
            order=2,
        ),
        PermittedMenuItem(
            _("Packages"),
            reverse("wagtailadmin_pages:type_use", args=["fronts", "package"]),
            "fronts.change_package",
            icon_name="folder-open-inverse",
            order=3,
        ),
        PermittedMenuItem(
            _("Menus"),
            reverse("wagtailsnippets_fronts_menu:list"),
            "fronts.change_menu",
            icon_name="list-ul",
            order=4,
        ),
    ]
    return SubmenuMenuItem(_("Fronts"), SideMenu(items=items), name="fronts", icon_name="home", order=300)
