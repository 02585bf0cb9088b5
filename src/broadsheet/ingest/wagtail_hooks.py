"""What imports hang into Wagtail's desk."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from broadsheet.ingest.desk.urls import SCREENS
from broadsheet.ingest.desk.views import PERMISSION


@hooks.register("register_admin_urls")
def screens() -> list[URLPattern]:
    return SCREENS


class ImportsMenuItem(MenuItem):
    """Shown to whoever may run imports."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(PERMISSION))


@hooks.register("register_settings_menu_item")
def imports_menu_item() -> MenuItem:
    return ImportsMenuItem(_("Imports"), reverse("desk_imports"), name="imports", icon_name="download", order=2000)


@hooks.register("register_permissions")
def permission_of_its_own() -> QuerySet[Permission]:
    """So that a paper can give it to further roles."""
    app, _dot, codename = PERMISSION.partition(".")
    return Permission.objects.filter(content_type__app_label=app, codename=codename)
