"""Sections: a desk's place in the menu, with sub-sections."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from broadsheet.newsroom import press_keys
from broadsheet.newsroom.models.pages import PaperPage


class Section(PaperPage):
    """A section of the paper. Its stories are its children in the page tree."""

    page_ptr = models.OneToOneField(
        Page,
        parent_link=True,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="as_section",  # leaves the name "section" free for a story's own section
    )
    standfirst = models.TextField(_("description"), blank=True, help_text=_("One sentence under the section's name."))
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Give a colour as # and six digits, like #8a1f11."))],
        help_text=_("A deep colour such as #8a1f11; a lighter one is worked out for the night edition."),
    )
    picture = models.ForeignKey(
        "media.Photo",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("For cards on other sites; not shown on the page."),
    )

    listed_fields = (*PaperPage.listed_fields, "slug", "accent")
    template = "reader/section.html"
    parent_page_types = ["fronts.Front", "newsroom.Section"]
    subpage_types = ["newsroom.Section", "newsroom.Story"]
    content_panels = [
        *PaperPage.content_panels,
        FieldPanel("standfirst"),
        FieldPanel("accent"),
        FieldPanel("picture"),
    ]
    search_fields = [*PaperPage.search_fields, index.SearchField("standfirst")]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def shown_keys(self) -> list[str]:
        """Its name, address and colour."""
        return [press_keys.section(self.pk)]

    @property
    def list_key(self) -> str:
        """The list of this section's stories, sub-sections included, as newsroom/lists.py names it."""
        return f"section-{self.pk}"
