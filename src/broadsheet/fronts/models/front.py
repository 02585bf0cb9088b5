"""The front page: the root of the paper, and the way in to every other page."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from broadsheet.fronts.blocks import FrontRows
from broadsheet.lib.addresses import ROOT_SLUG
from broadsheet.newsroom.models.pages import PaperPage


class Front(PaperPage):
    """The curated front page. Everything else in the paper lies below it."""

    rows = StreamField(FrontRows(), verbose_name=_("rows"), blank=True)

    template = "reader/front.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["newsroom.Section", "newsroom.StandingPage", "newsroom.ContactPage", "fronts.Package"]
    content_panels = [*PaperPage.content_panels, FieldPanel("rows")]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = ROOT_SLUG  # every address of the paper is worked out from it
        super().save(*args, **kwargs)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page at an address by one indexed look-up, whatever its depth and the archive's size.

        Wagtail's own routing asks for one child per path component, which costs 38 ms under a section
        of 200,000 stories. ``url_path`` is the whole address and is indexed by lib/page_indexes.py.
        """
        if not path_components:
            return super().route(request, path_components)
        url_path = self.url_path + "/".join(path_components) + "/"
        page = Page.objects.filter(url_path=url_path, live=True).first()
        if page is None:
            raise Http404
        found = page.specific
        if not isinstance(found, PaperPage):
            return found.route(request, [])
        return RouteResult(found)
