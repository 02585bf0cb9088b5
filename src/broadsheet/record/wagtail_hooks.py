"""What the record hangs into Wagtail's desk."""

from collections.abc import Iterable
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from broadsheet.newsroom.models import Story
from broadsheet.record.desk import EraseView, RecordView
from broadsheet.record.keeping import LOG_ACTION, LOG_ERASED
from broadsheet.record.log_words import ErasedFormatter, VersionFormatter


@hooks.register("register_log_actions")
def say_what_was_recorded(actions: Any) -> None:
    actions.register_action(LOG_ACTION)(VersionFormatter)
    actions.register_action(LOG_ERASED)(ErasedFormatter)


@hooks.register("register_admin_urls")
def screens() -> list[URLPattern]:
    return [
        path("record/<int:pk>/", RecordView.as_view(), name="desk_record"),
        path("record/<int:pk>/<int:number>/erase/", EraseView.as_view(), name="desk_record_erase"),
    ]


@hooks.register("register_page_header_buttons")
def record_of_page(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterable[Button]:
    if page.specific_class is Story:
        yield Button(_("Published versions"), reverse("desk_record", args=[page.pk]), icon_name="list-ol", priority=62)
