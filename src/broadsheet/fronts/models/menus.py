"""Menus: the main one with sub-sections, and three in the footer."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import PreviewableMixin

from broadsheet.fronts import press_keys
from broadsheet.press.shown import Shown


class LinkBlock(blocks.StructBlock):
    """A page of the paper or any address, under a label."""

    label = blocks.CharBlock(label=_("Label"), required=False, help_text=_("Empty: the page's title."))
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.CharBlock(
        label=_("Or an address"), required=False, max_length=500, help_text=_("/topic/ferry/ or https://…")
    )

    class Meta:
        icon = "link"
        label = _("Link")


class MenuLinkBlock(LinkBlock):
    """A link with room for sub-sections under it."""

    children = blocks.ListBlock(LinkBlock(), label=_("Under it"), default=[], min_num=0)


class Menu(Shown, PreviewableMixin, models.Model):
    """One of the paper's menus."""

    class Location(models.TextChoices):
        """Where a menu stands. Each place has one."""

        MAIN = "main", _("Main menu")
        FOOTER_SECTIONS = "footer_sections", _("Footer, first column")
        FOOTER_NEWS = "footer_news", _("Footer, second column")
        FOOTER_COMPANY = "footer_company", _("Footer, third column")

    location = models.CharField(_("place"), max_length=20, choices=Location.choices, unique=True)
    title = models.CharField(_("title"), max_length=60, blank=True, help_text=_("Printed over a footer menu."))
    items = StreamField([("link", MenuLinkBlock())], verbose_name=_("links"), blank=True)

    panels = [FieldPanel("title"), FieldPanel("items")]

    class Meta:
        verbose_name = _("menu")
        verbose_name_plural = _("menus")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.get_location_display())

    places_before: set[object] = set()
    """Where it led before it was saved; set by the receiver of pre_save."""

    def shown_keys(self) -> list[str]:
        """All menus share one key."""
        return [press_keys.MENU]

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        """The menu page with this menu in the place of the paper's."""
        request.preview_menu = self  # read by the reader site's chrome
        return super().serve_preview(request, mode_name)

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "reader/menu.html"
