"""Pages as readers get them, asked for within the import's own transaction."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from wagtail.models import Page

from broadsheet.newsroom.edition_memory import forget
from broadsheet.newsroom.models import Story
from broadsheet.newsroom.whole_story import whole_story


class RenderedPages:
    """Call ``forget`` at the end: what the pages share was remembered from a transaction that may be rolled back."""

    def markup_of(self, page_id: int) -> str | None:
        """A live page; None where it is not live or cannot be rendered as a page."""
        page = Page.objects.filter(pk=page_id, live=True).first()
        if page is None:
            return None
        found = whole_story(page.url_path) if page.specific_class is Story else page.specific
        if found is None:
            return None
        answer: HttpResponse = found.serve(_request(found.url))
        if isinstance(answer, SimpleTemplateResponse):
            answer.render()
        return answer.content.decode()

    def forget(self) -> None:
        forget()


def _request(address: str) -> HttpRequest:
    """A request of nobody's."""
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = address
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": settings.ALLOWED_HOSTS[0]}
    return request
