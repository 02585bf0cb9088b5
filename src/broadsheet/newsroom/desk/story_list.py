"""The desk's list of stories: every one the user may see, newest work first, quick at any size.

Wagtail's own explorer takes 0.9 s at 200,000 stories. This list orders by indexed columns, finds the ids of one
page of it and loads those rows; it never counts further than it shows.
"""

from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, Table
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from broadsheet.newsroom.desk.counting import CappedPaginator
from broadsheet.newsroom.desk.reach import Reach
from broadsheet.newsroom.desk.states import STATES, OnTheWay
from broadsheet.newsroom.desk.story_filters import StoryFilters
from broadsheet.newsroom.desk.walking import walk_through, walked
from broadsheet.newsroom.models import Section, Story, StoryAuthor
from broadsheet.newsroom.models.stories import Kind

_SHOWN = (
    "title", "draft_title", "live", "has_unpublished_changes", "first_published_at", "locked", "locked_by",
    "owner", "path", "depth", "url_path", "latest_revision_created_at", "last_published_at", "expired",
    "content_type", "kind", "published_at", "section", "hide_from_lists",
)  # fmt: skip


class StoryTable(Table):
    """Rows printed by one template: a template for each cell, as Wagtail has it, costs 40 ms a page."""

    template_name = "newsroom/desk/story_table.html"


class StoryListView(generic.IndexView):
    """``/desk/stories/``; with ``results_only`` the fragment that filters fetch as they change."""

    model = Story
    permission_policy = page_permission_policy
    any_permission_required = ["add", "change", "publish", "lock", "unlock", "bulk_delete"]
    template_name = "newsroom/desk/stories.html"
    results_template_name = "newsroom/desk/story_results.html"
    page_title = _("Stories")
    header_icon = "doc-full-inverse"
    index_url_name = "desk_stories"
    index_results_url_name = "desk_stories_results"
    paginate_by = 50
    paginator_class = CappedPaginator
    table_class = StoryTable
    table_classname = "listing stories"
    default_ordering = "-latest_revision_created_at"
    filterset_class = StoryFilters
    is_searchable = True
    verbose_name = _("story")
    verbose_name_plural = _("stories")
    columns = [
        BulkActionsCheckboxColumn("bulk_actions", obj_type="page"),
        Column("title", label=_("Headline"), classname="title"),
        Column("section", label=_("Section"), width="12%"),
        Column("byline", label=_("Byline"), width="14%"),
        Column("state", label=_("State"), width="12%"),
        Column("kind", label=_("Kind"), width="8%"),
        Column("published_at", label=_("Date"), sort_key="published_at", width="11%"),
        Column("edited", label=_("Edited"), sort_key="latest_revision_created_at", width="11%"),
    ]

    @cached_property
    def reach(self) -> Reach:
        return Reach.of(self.request.user)

    @cached_property
    def all_sections(self) -> list[Section]:
        return list(Section.objects.only("title", "path", "depth").order_by("path"))

    @cached_property
    def on_the_way(self) -> OnTheWay:
        return OnTheWay.now()

    def get_base_queryset(self) -> Any:
        return Story.objects.filter(self.reach.stories(self.all_sections))

    def get_filterset_kwargs(self) -> dict[str, Any]:
        sections = self.reach.sections(self.all_sections)
        return {**super().get_filterset_kwargs(), "sections": sections, "on_the_way": self.on_the_way}

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by(self.ordering, "-pk" if self.ordering.startswith("-") else "pk")

    def search_queryset(self, queryset: Any) -> Any:
        """Stories with every word in the headline, as published or as drafted."""
        for word in self.search_query.split():
            queryset = queryset.filter(Q(title__icontains=word) | Q(draft_title__icontains=word))
        return queryset

    def walked_queryset(self) -> Any:
        """What ``get_queryset`` gives, for the database to walk through in order."""
        reached = walk_through(Story.objects).filter(self.reach.stories(self.all_sections, by=walked("section_id")))
        return self.order_queryset(self.search_queryset(self.filters.walk(reached)))

    def get_paginator(self, queryset: Any, per_page: int, **kwargs: Any) -> CappedPaginator:
        indexed = self.filters.by_index(self.get_base_queryset())
        return CappedPaginator(
            queryset, per_page, indexed=indexed, walked=self.walked_queryset, load=self.load, **kwargs
        )

    def load(self, ids: list[int]) -> list[Story]:
        """The stories of one page, in the order of ``ids``, with what the table prints beside each."""
        bylines = Prefetch("bylines", StoryAuthor.objects.select_related("author").order_by("sort_order"))
        found = Story.objects.only(*_SHOWN).prefetch_related(bylines).order_by().in_bulk(ids)
        stories = [found[pk] for pk in ids if pk in found]
        titles = {section.pk: section.title for section in self.all_sections}
        labels, kinds = _in_words(STATES), _in_words(Kind.choices)
        for story in stories:
            state = self.on_the_way.state_of(story)
            story.desk_state, story.desk_state_label = state, labels[state]
            story.desk_kind = kinds.get(story.kind, story.kind)
            story.desk_section = titles.get(story.section_id, "")
            story.desk_may_edit = self.reach.may_edit(story)
        return stories

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Write a story"), url=reverse("desk_write"), icon_name="plus")]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return []

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["model_opts"] = Page._meta  # bulk actions are those of pages
        return context


def _in_words(choices: Any) -> dict[str, str]:
    """Labels in the user's language, translated once for the whole table."""
    return {value: str(label) for value, label in choices}
