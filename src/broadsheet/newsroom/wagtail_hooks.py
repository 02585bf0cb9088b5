"""What the newsroom hangs into Wagtail's desk. Each hook is a few lines; the work is in newsroom/desk/."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from broadsheet.newsroom.desk import menu
from broadsheet.newsroom.desk.advice import advice_for
from broadsheet.newsroom.desk.bulk_actions import BULK_ACTIONS
from broadsheet.newsroom.desk.bulk_publishing import PublishWithAWord
from broadsheet.newsroom.desk.change_form import ASKS, FIRST_SAY
from broadsheet.newsroom.desk.comments import CommentViewSet, HideComments, ShowComments, comments_button
from broadsheet.newsroom.desk.dashboard import DeskPanel
from broadsheet.newsroom.desk.period_reports import PeriodReportMenuItem
from broadsheet.newsroom.desk.press import PressView, StoryPagesView
from broadsheet.newsroom.desk.rights import may_handle
from broadsheet.newsroom.desk.snippets import SNIPPETS
from broadsheet.newsroom.desk.source_report import SourceReportView
from broadsheet.newsroom.desk.story_chooser import StoryChooserViewSet, story_chooser
from broadsheet.newsroom.desk.story_list import StoryListView
from broadsheet.newsroom.desk.write import WriteView
from broadsheet.newsroom.models import Story
from broadsheet.newsroom.page_links import NotedPageLink

for _viewset in (*SNIPPETS, CommentViewSet):
    register_snippet(_viewset)
for _action in (*BULK_ACTIONS, HideComments, ShowComments):
    hooks.register("register_bulk_action", _action)

hooks.register("register_bulk_action", PublishWithAWord, order=1000)  # in the place of Wagtail's own

# Text


@hooks.register("register_rich_text_features", order=1000)
def note_links_in_text(features: Any) -> None:
    features.register_link_type(NotedPageLink)


# Rights


@hooks.register("before_create_page")
def refuse_pages_of_the_wrong_sort(request: HttpRequest, parent: Page, model: type[Page]) -> None:
    """Wagtail asks whether somebody may add anything here; the sort of page is asked of here."""
    if not may_handle(request.user, model, "add"):
        raise PermissionDenied


# Screens


@hooks.register("register_admin_urls")
def screens() -> list[URLPattern]:
    return [
        path("stories/", StoryListView.as_view(), name="desk_stories"),
        path("stories/results/", StoryListView.as_view(results_only=True), name="desk_stories_results"),
        path("stories/write/", WriteView.as_view(), name="desk_write"),
        path("reports/sources/", SourceReportView.as_view(), name="desk_source_report"),
        path("press/", PressView.as_view(), name="desk_press"),
        path("press/story/<int:pk>/", StoryPagesView.as_view(), name="desk_story_pages"),
    ]


@hooks.register("register_admin_menu_item")
def stories_menu_item() -> MenuItem:
    return menu.StoriesMenuItem(
        _("Stories"), reverse("desk_stories"), "stories", icon_name="doc-full-inverse", order=50
    )


@hooks.register("register_admin_menu_item")
def press_menu_item() -> MenuItem:
    return menu.PressMenuItem(_("The press"), reverse("desk_press"), "press", icon_name="history", order=8900)


@hooks.register("register_reports_menu_item")
def sources_report_item() -> MenuItem:
    return PeriodReportMenuItem(_("Sources"), reverse("desk_source_report"), icon_name="group", order=1100)


@hooks.register("register_page_header_buttons")
def comments_under_page(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterable[Button]:
    return comments_button(page, user)


@hooks.register("construct_main_menu", order=1000)
def newsroom_words(request: HttpRequest, items: list[Any]) -> None:
    menu.put_in_order(request, items)


@hooks.register("register_admin_viewset")
def choose_stories() -> StoryChooserViewSet:
    return story_chooser


@hooks.register("construct_homepage_panels")
def desk_instead_of_panels(request: HttpRequest, panels: list[Any]) -> None:
    panels[:] = [DeskPanel(request)]


@hooks.register("construct_homepage_summary_items", order=1000)
def no_counting_of_everything(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail counts every page, photo and file for these; at 100,000 stories that is most of the page's time."""
    items.clear()


@hooks.register("insert_global_admin_css")
def desk_clothes() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("newsroom/desk.css"))


@hooks.register("after_publish_page")
def say_what_is_missing(request: HttpRequest, page: Page) -> None:
    missing = advice_for(page) if isinstance(page, Story) else []
    if missing:
        lines = format_html_join("", "<br>{}", ((line,) for line in missing))
        messages.warning(request, format_html("{}{}", _("It is published. When you have a minute:"), lines))


@hooks.register("before_edit_page")
def say_why_asked(request: HttpRequest, page: Page) -> None:
    """Somebody passed a change on, or wanted to, from elsewhere than the story's form."""
    if request.method == "GET" and ASKS in request.GET.urlencode():
        messages.warning(request, FIRST_SAY)
