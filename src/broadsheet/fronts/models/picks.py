"""Editors' Picks: a short list editors reorder in seconds."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, PreviewableMixin

from broadsheet.fronts import press_keys
from broadsheet.fronts.models.singletons import OneOfAKind
from broadsheet.newsroom.desk.story_chooser import story_chooser
from broadsheet.newsroom.models import Story


class EditorsPicks(PreviewableMixin, OneOfAKind, ClusterableModel):
    """The hand-picked list in the menu and the footer of every page."""

    press_key = press_keys.PICKS
    panels = [
        InlinePanel(
            "picks",
            heading=_("Picks, best first"),
            label=_("Story"),
            max_num=10,
            panels=[FieldPanel("story", widget=story_chooser.widget_class)],
        )
    ]

    class Meta:
        verbose_name = _("Editors’ Picks")
        verbose_name_plural = _("Editors’ Picks")

    def __str__(self) -> str:
        return str(_("Editors’ Picks"))

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        """The menu page, which shows the picks, with these in the place of the paper's."""
        request.preview_picks = self  # read by the reader site's chrome
        return super().serve_preview(request, mode_name)

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "reader/menu.html"


class EditorsPick(Orderable):
    """One picked story."""

    picks = ParentalKey(EditorsPicks, related_name="picks", on_delete=models.CASCADE)
    story = models.ForeignKey(Story, verbose_name=_("story"), on_delete=models.CASCADE, related_name="picked")

    def __str__(self) -> str:
        return str(self.story)
