"""The rows of a front. A row says what belongs there; fronts/composition.py decides which stories that is."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


def _story_chooser(**options: object) -> blocks.PageChooserBlock:
    return blocks.PageChooserBlock(page_type="newsroom.Story", **options)


def _pinned(label: Any, max_num: int) -> blocks.ListBlock:
    return blocks.ListBlock(
        _story_chooser(label=_("Story")),
        label=label,
        default=[],
        min_num=0,
        max_num=max_num,
        help_text=_("Shown in this order. What you leave open fills itself with the newest."),
    )


class LeadRow(blocks.StructBlock):
    """The top of the front: one lead and the stories beside it."""

    lead = _story_chooser(label=_("Lead story"), required=False, help_text=_("Empty: the newest story with a picture."))
    seconds = _pinned(_("Second stories"), 4)
    related = _pinned(_("Headlines under the lead"), 3)
    size = blocks.IntegerBlock(label=_("How many second stories"), min_value=0, max_value=4, default=3)

    class Meta:
        icon = "title"
        label = _("Lead")


class SectionRow(blocks.StructBlock):
    """One section's block."""

    section = blocks.PageChooserBlock(label=_("Section"), page_type="newsroom.Section")
    title = blocks.CharBlock(label=_("Title"), required=False, help_text=_("Empty: the section's name."))
    layout = blocks.ChoiceBlock(
        label=_("Layout"),
        choices=[
            ("lead-and-list", _("One large story and a list")),
            ("columns", _("Columns of equal weight")),
            ("feature", _("One wide picture story with four below it")),
            ("strip", _("A strip of headlines")),
        ],
        default="lead-and-list",
    )
    stories = _pinned(_("Stories"), 8)
    size = blocks.IntegerBlock(
        label=_("How many stories"),
        required=False,
        min_value=1,
        max_value=8,
        help_text=_("Empty: as many as the layout is made for."),
    )

    class Meta:
        icon = "list-ul"
        label = _("Section")


class PackageRow(blocks.StructBlock):
    """A special report's block."""

    package = blocks.PageChooserBlock(label=_("Package"), page_type="fronts.Package")
    size = blocks.IntegerBlock(label=_("How many stories"), min_value=1, max_value=6, default=4)

    class Meta:
        icon = "folder-open-inverse"
        label = _("Package")


class OpinionRow(blocks.StructBlock):
    """Opinion with the faces of those who hold it."""

    title = blocks.CharBlock(label=_("Title"), required=False, help_text=_("Empty: Opinion."))
    stories = _pinned(_("Stories"), 6)
    size = blocks.IntegerBlock(label=_("How many stories"), min_value=1, max_value=6, default=4)

    class Meta:
        icon = "openquote"
        label = _("Opinion")


class LatestRow(blocks.StructBlock):
    """The newest stories with the time of each. May repeat what stands elsewhere on the front."""

    title = blocks.CharBlock(label=_("Title"), required=False, help_text=_("Empty: Latest."))
    size = blocks.IntegerBlock(label=_("How many stories"), min_value=3, max_value=20, default=14)

    class Meta:
        icon = "history"
        label = _("Latest")


class FrontRows(blocks.StreamBlock):
    """The rows of a front, from the top."""

    lead = LeadRow()
    section = SectionRow()
    package = PackageRow()
    opinion = OpinionRow()
    latest = LatestRow()

    class Meta:
        block_counts = {"lead": {"max_num": 1}, "latest": {"max_num": 1}}
        required = False
