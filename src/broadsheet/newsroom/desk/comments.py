"""Readers' comments in the desk: found, hidden, shown again, thrown away. Nobody writes one, or changes a word."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from broadsheet.newsroom.conversations import show
from broadsheet.newsroom.desk.fixed_rows import NeverAddedPolicy
from broadsheet.newsroom.models import ReaderComment
from broadsheet.newsroom.plain_text import html_to_text

register_permission_policy(ReaderComment, NeverAddedPolicy(ReaderComment))
CHANGE = "newsroom.change_readercomment"


class CommentFilters(WagtailFilterSet):
    """Whether it is shown, whether it is a mention, and, from a page's own form, under which page."""

    page = django_filters.NumberFilter(field_name="page", widget=forms.HiddenInput)

    class Meta:
        model = ReaderComment
        fields = ["is_approved", "is_mention"]


class CommentListView(IndexView):
    """The list, with the page of each comment looked up for all at once."""

    def get_base_queryset(self) -> QuerySet[ReaderComment]:
        comments: QuerySet[ReaderComment] = super().get_base_queryset()
        return comments.select_related("page")


class WordsPanel(FieldPanel):
    """A text with markup, read as words."""

    def format_value_for_display(self, value: Any) -> str:
        return html_to_text(str(value))


class CommentViewSet(SnippetViewSet):
    """Comments from the paper's earlier sites, the newest first."""

    model = ReaderComment
    icon = "comment"
    menu_label = _("Comments (archive)")
    menu_name = "reader_comments"
    menu_order = 430
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = CommentListView
    list_display = [
        "author",
        Column("excerpt", label=_("Comment")),
        Column("page", label=_("Under")),
        DateColumn("written_at", label=_("Written"), sort_key="written_at"),
        BooleanColumn("is_approved", label=_("Shown"), sort_key="is_approved"),
    ]
    filterset_class = CommentFilters
    search_fields = ["author", "body", "page__title"]
    ordering = ["-written_at", "-pk"]
    url_prefix = "comments"
    panels = [
        FieldPanel("is_approved"),
        MultiFieldPanel(
            [
                *(FieldPanel(field, read_only=True) for field in ("author", "website", "written_at", "page")),
                WordsPanel("body", read_only=True),
            ],
            heading=_("Comment"),
        ),
    ]


class HideComments(SnippetBulkAction):
    """Nobody but the desk sees them any more, from this moment on."""

    models = [ReaderComment]
    display_name = _("Hide")
    aria_label = _("Hide the selected comments from readers")
    action_type = "hide_comments"
    action_priority = 10
    template_name = "newsroom/desk/confirm_bulk.html"
    question: Any = _("Hide these comments from readers? They are kept, and can be shown again.")
    is_shown = False

    def check_perm(self, comment: ReaderComment) -> bool:
        return bool(self.permission_policy.user_has_permission(self.request.user, "change"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "question": self.question, "action_name": self.display_name}

    @classmethod
    def execute_action(cls, objects: Iterable[ReaderComment], **kwargs: Any) -> tuple[int, int]:
        pks = [comment.pk for comment in objects]
        return show(ReaderComment.objects.filter(pk__in=pks), cls.is_shown), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        said = ngettext("%(count)d comment changed.", "%(count)d comments changed.", num_parent_objects)
        return said % {"count": num_parent_objects}


class ShowComments(HideComments):
    """The other way round."""

    display_name = _("Show")
    aria_label = _("Show the selected comments to readers")
    action_type = "show_comments"
    action_priority = 11
    question = _("Show these comments to readers?")
    is_shown = True


def comments_button(page: Page, user: Any) -> Iterable[Button]:
    """The way from a page's form to the comments under it, for whoever may hide them."""
    if user.has_perm(CHANGE) and ReaderComment.objects.filter(page=page.pk).exists():
        address = f"{reverse(CommentViewSet().get_url_name('list'))}?page={page.pk}"
        yield Button(_("Comments (archive)"), address, icon_name="comment", priority=60)
