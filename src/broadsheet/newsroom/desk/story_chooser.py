"""A chooser of published stories, newest first: what an editor picks from is nearly always from today."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsViewMixin,
    ChooseViewMixin,
    CreationFormMixin,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from broadsheet.newsroom.models import Story


class _NewestFirst(BaseChooseView):
    ordering = ["-published_at", "-pk"]

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,
            Column("section", label=_("Section"), accessor="section.title"),
            DateColumn("published_at", label=_("Date"), width="20%"),
        ]


class ChooseStoryView(ChooseViewMixin, CreationFormMixin, _NewestFirst):
    """The whole dialogue."""


class ChooseStoryResultsView(ChooseResultsViewMixin, CreationFormMixin, _NewestFirst):
    """Its list alone, as it changes with the search."""


class StoryChooserViewSet(ChooserViewSet):
    """Under ``/desk/choose-story/``."""

    model = Story
    icon = "doc-full-inverse"
    choose_one_text = _("Choose a story")
    choose_another_text = _("Choose another story")
    edit_item_text = _("Edit this story")
    per_page = 15
    register_widget = False  # elsewhere Wagtail's page chooser stays
    choose_view_class = ChooseStoryView
    choose_results_view_class = ChooseStoryResultsView

    def get_object_list(self) -> QuerySet[Any]:
        """Published stories, without their texts."""
        return (
            Story.objects.filter(live=True, published_at__isnull=False)
            .select_related("section")
            .defer("body", "key_points", "questions", "summary")
        )


story_chooser = StoryChooserViewSet("desk_story_chooser", url_prefix="choose-story")
