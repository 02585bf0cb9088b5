"""What media hangs into Wagtail's desk."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry

from broadsheet.media.models import Photo
from broadsheet.media.reports import WantingPhotosView
from broadsheet.press.recording import never_store


@hooks.register("register_admin_urls")
def screens() -> list[URLPattern]:
    return [
        path("reports/photos/", WantingPhotosView.as_view(), name="wanting_photos"),
        path("reports/photos/results/", WantingPhotosView.as_view(results_only=True), name="wanting_photos_results"),
    ]


@hooks.register("before_serve_document")
def leave_files_out_of_the_press(document: Any, request: HttpRequest) -> None:
    never_store("it is a file")


class WantingPhotosMenuItem(MenuItem):
    """Shown to whoever may change photos."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(Photo).user_has_permission(request.user, "change"))


@hooks.register("register_reports_menu_item")
def wanting_photos_menu_item() -> MenuItem:
    label = _("Photos and rights")
    return WantingPhotosMenuItem(label, reverse("wanting_photos"), name="photos", icon_name="image", order=700)
