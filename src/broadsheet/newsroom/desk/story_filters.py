"""The filters of the desk's story list, each of which an index answers, or a walk through the newest stories."""

from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.models import Page

from broadsheet.newsroom.desk.states import STATES, OnTheWay
from broadsheet.newsroom.desk.walking import walked
from broadsheet.newsroom.models import Author, Section, Story, StoryAuthor, StoryTopic
from broadsheet.newsroom.models.stories import Kind


class StoryFilters(WagtailFilterSet):
    """Section, author, state, kind, date and topic. ``sections`` are those the user may see, in tree order."""

    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="in_state", widget=forms.RadioSelect, empty_label=_("Any")
    )
    section = django_filters.ChoiceFilter(label=_("Section"), method="in_section", empty_label=_("Any"))
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Kind.choices, widget=forms.RadioSelect, empty_label=_("Any")
    )
    author = django_filters.ChoiceFilter(label=_("Author"), method="by_author", empty_label=_("Anybody"))
    topic = django_filters.CharFilter(label=_("Topic"), method="on_topic")
    published_at = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    owner = django_filters.ChoiceFilter(
        label=_("Started by"), method="started_by", choices=[("me", _("Me"))], empty_label=_("Anybody")
    )

    class Meta:
        model = Story
        fields: list[str] = []

    def __init__(self, *args: Any, sections: list[Section], on_the_way: OnTheWay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections, self.on_the_way, self.walks = sections, on_the_way, False

    def column(self, name: str) -> str:
        """By what name to filter by a column."""
        return walked(name) if self.walks else name

    def walk(self, stories: Any) -> Any:
        """``stories`` filtered as by ``filter_queryset``, for the database to walk through in their order."""
        self.walks = True
        for name in ("kind", "published_at"):
            self.filters[name].field_name = self.column(name)
        return self.filter_queryset(stories) if self.is_valid() else stories

    def by_index(self, stories: Any) -> Any:
        """``stories`` filtered by all but their state, which the indexes on their order know."""
        for name, value in self.form.cleaned_data.items() if self.is_valid() else ():
            if name != "state":
                stories = self.filters[name].filter(stories, value)
        return stories

    @cached_property
    def form(self) -> forms.Form:
        self.filters["section"].extra["choices"] = _section_choices(self.sections)
        self.filters["author"].extra["choices"] = Author.objects.values_list("pk", "name")
        return super().form

    def in_state(self, stories: Any, name: str, value: str) -> Any:
        return stories.filter(self.on_the_way.in_state(value))

    def in_section(self, stories: Any, name: str, value: str) -> Any:
        chosen = next(section for section in self.sections if str(section.pk) == value)
        below = [section.pk for section in self.sections if section.path.startswith(chosen.path)]
        return stories.filter(**{self.column("section_id") + "__in": below})

    def by_author(self, stories: Any, name: str, value: str) -> Any:
        return self._among(stories, StoryAuthor.objects.filter(author_id=value).values("story_id"))

    def on_topic(self, stories: Any, name: str, value: str) -> Any:
        tagged = StoryTopic.objects.filter(tag__name__icontains=value)
        return self._among(stories, tagged.values("content_object_id"))

    def started_by(self, stories: Any, name: str, value: str) -> Any:
        return self._among(stories, Page.objects.filter(owner=self.request.user).values("pk"))

    def _among(self, stories: Any, ids: Any) -> Any:
        return stories.filter(**{self.column("pk") + "__in": ids})


def _section_choices(sections: list[Section]) -> list[tuple[int, str]]:
    """Sections by their place in the tree, sub-sections indented under theirs."""
    return [(section.pk, "– " * (section.depth - 3) + section.title) for section in sections]
