"""Standing pages: about the paper, privacy, terms, and whatever else stands still."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from broadsheet.newsroom.blocks import BodyBlock
from broadsheet.newsroom.models.pages import PaperPage


class StandingPage(PaperPage):
    """A page that is not news."""

    standfirst = models.TextField(_("introduction"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    template = "reader/standing.html"
    lite_template = "reader/lite/page.html"
    parent_page_types = ["fronts.Front", "newsroom.StandingPage"]
    subpage_types = ["newsroom.StandingPage"]
    content_panels = [*PaperPage.content_panels, FieldPanel("standfirst"), FieldPanel("body")]
    search_fields = [*PaperPage.search_fields, index.SearchField("standfirst"), index.SearchField("body")]

    class Meta:
        verbose_name = _("standing page")
        verbose_name_plural = _("standing pages")
