"""The paper's own colours as a stylesheet, since no page may carry a style of its own.

It only names colours; css/reader.css works out what they become by day and by night.
"""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from broadsheet.fronts.models import Masthead
from broadsheet.newsroom.press_keys import SECTIONS
from broadsheet.newsroom.section_tree import live_sections
from broadsheet.press.recording import note

MAX_AGE = 300


def paper_css() -> str:
    """The paper's accent, colours and headline face, and ``.accent-<slug>`` for each section.

    A sub-section without a colour of its own takes that of the section above it.
    """
    note(SECTIONS)
    own = Masthead.of_the_paper().css()
    lines = [own] if own else []
    above: dict[str, str] = {}
    for section in live_sections():
        colour = section.accent or above.get(section.path[: -section.steplen], "")
        above[section.path] = colour
        if colour:
            lines.append(f".accent-{section.slug}{{--section:{colour}}}")
    return "\n".join(lines) + "\n"


@require_safe
@conditional_page
def stylesheet(request: HttpRequest) -> HttpResponse:
    """Answer with the stylesheet; a browser asks again after five minutes and is told where nothing changed."""
    response = HttpResponse(paper_css(), content_type="text/css; charset=utf-8")
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response
