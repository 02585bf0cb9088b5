"""Two editions of every page: whole, and text only under /lite/."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve
from django.views.decorators.csrf import csrf_exempt

LITE = "lite"
LITE_TEMPLATES = {
    "reader/topic.html": "reader/lite/list.html",
    "reader/topics.html": "reader/lite/list.html",
    "reader/author.html": "reader/lite/list.html",
    "reader/authors.html": "reader/lite/list.html",
    "reader/archive.html": "reader/lite/list.html",
}
"""Pages that differ only in their clothes share one text-only template."""


def render_edition(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Render ``reader/…``, or its twin ``reader/lite/…`` where the text-only edition is asked for."""
    if getattr(request, "edition", "") == LITE:
        template = LITE_TEMPLATES.get(template, template.replace("reader/", "reader/lite/", 1))
    return render(request, template, context or {}, status=status)


@csrf_exempt  # as reader/views.page
def lite(request: HttpRequest, path: str) -> HttpResponse:
    """Answer a reader's address in the text-only edition. Raises Http404 as the whole edition would."""
    request.edition = LITE  # type: ignore[attr-defined]  # read by render_edition and PaperPage.get_template
    if path.startswith("lite/"):
        raise Http404  # the text-only edition has no text-only edition
    match = resolve(f"/{path}", urlconf="broadsheet.reader.urls")
    return match.func(request, *match.args, **match.kwargs)
