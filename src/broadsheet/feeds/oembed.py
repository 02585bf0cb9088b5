"""oEmbed (oembed.com): how another site shows a story when somebody gives it the story's address.

What it shows is a quotation with a link: words only, no script and no frame, so that a site that embeds a story sends
its readers nowhere they did not ask for.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlencode, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.contrib.redirects.models import Redirect

from broadsheet.feeds.social_cards.cards import HEIGHT, WIDTH, Look, card_of
from broadsheet.feeds.structured_data.things import complete
from broadsheet.fronts.models import Masthead
from broadsheet.lib.addresses import path_of_address
from broadsheet.media.renditions import addresses, size_of
from broadsheet.newsroom.models import Section, Story
from broadsheet.newsroom.section_tree import live_sections
from broadsheet.newsroom.whole_story import whole_story
from broadsheet.press.recording import never_store

WIDEST, TALL = 600, 220
KEPT_SECONDS = 300
LONGEST_URL = 2000
TYPES = {"json": "application/json+oembed", "xml": "text/xml+oembed"}


def links(story: Story) -> list[dict[str, str]]:
    """``[{type, title, url}]`` for a story's head, by which other sites find this (oembed.com, section 4)."""
    return [
        {"type": media_type, "title": story.title, "url": _asking(story, kind)} for kind, media_type in TYPES.items()
    ]


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer for the story at ``url`` as ``format`` json or xml, no wider or higher than ``maxwidth``, ``maxheight``.

    404 for an address that is no story of this paper or not for everybody, 501 for another format (oembed.com, 2.3).
    """
    never_store("it answers one question")
    kind = request.GET.get("format", "json")
    if kind not in TYPES:
        return _refused(501, _("Ask for format=json or format=xml."))
    story = _story_at(request.GET.get("url", ""))
    if story is None:
        return _refused(404, _("There is no story of this paper at that address."))
    said = _described(story, _limit(request, "maxwidth"), _limit(request, "maxheight"))
    response = (
        JsonResponse(said) if kind == "json" else HttpResponse(_as_xml(said), content_type="text/xml; charset=utf-8")
    )
    return _for_everybody(response)


def _asking(story: Story, kind: str) -> str:
    return f"{complete(reverse('oembed'))}?{urlencode({'url': complete(story.address), 'format': kind})}"


def _refused(status: int, why: str) -> HttpResponse:
    return _for_everybody(HttpResponse(why, status=status, content_type="text/plain; charset=utf-8"))


def _for_everybody(response: HttpResponse) -> HttpResponse:
    """Scripts of other sites ask for this in their readers' browsers."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return response


def _limit(request: HttpRequest, name: str) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 6 else 100_000


def _story_at(url: str) -> Story | None:
    """The story at a whole address of this paper, or one it had before, for everybody to read. Six queries at most."""
    if len(url) > LONGEST_URL or "\0" in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or parts.netloc != urlsplit(settings.PAPER.address).netloc:
        return None
    path = unquote(parts.path).removeprefix("/lite")
    story = whole_story(path_of_address(path)) or _story_that_moved(path)
    return None if story is None or story.get_view_restrictions().exists() else story


def _story_that_moved(path: str) -> Story | None:
    """The story an old address leads to."""
    led = Redirect.objects.filter(old_path=Redirect.normalise_path(path), redirect_page__isnull=False)
    found = led.values_list("redirect_page__url_path", flat=True).first()
    return whole_story(found) if found else None


def _described(story: Story, most_wide: int, most_high: int) -> dict[str, Any]:
    masthead = Masthead.of_the_paper()
    said: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": story.title,
        "author_name": story.author_names,
        "author_url": complete(story.authors[0].address) if len(story.authors) == 1 else "",
        "provider_name": masthead.name or settings.PAPER.name,
        "provider_url": complete("/"),
        "cache_age": KEPT_SECONDS,
        "html": _quotation(story, masthead.name or settings.PAPER.name),
        "width": max(1, min(WIDEST, most_wide)),
        "height": max(1, min(TALL, most_high)),
        **_thumbnail(story, masthead, most_wide, most_high),
    }
    return {key: value for key, value in said.items() if value != ""}


def _quotation(story: Story, paper: str) -> str:
    """Headline with link, standfirst, and whose words they are."""
    date = date_format(story.local_date) if story.local_date else ""
    source = " · ".join(part for part in (story.author_names, paper, date) if part)
    standfirst = format_html("<p>{}</p>", story.standfirst) if story.standfirst else ""
    return format_html(
        '<blockquote cite="{0}" lang="{1}" dir="{2}"><p><a href="{0}"><strong>{3}</strong></a></p>'
        "{4}<p>{5}</p></blockquote>",
        complete(story.address),
        story.language_tag,
        story.text_direction,
        story.title,
        standfirst,
        source,
    )


def _thumbnail(story: Story, masthead: Masthead, most_wide: int, most_high: int) -> dict[str, Any]:
    """The story's picture in the largest size that is asked for, else its card; nothing where none is small enough."""
    photo = story.shared_picture
    if photo is None:
        sections: list[Section] = live_sections()
        card = card_of(story, Look.of(masthead), sections)
        offered = [(card.address, WIDTH, HEIGHT)]
    else:
        offered = [
            (address, *size_of(photo, "16x9", width)) for width, address in addresses(photo, "16x9", "jpg").items()
        ]
    fitting = [one for one in offered if one[1] <= most_wide and one[2] <= most_high]
    if not fitting:
        return {}
    address, width, height = max(fitting, key=lambda one: one[1])
    return {"thumbnail_url": complete(address), "thumbnail_width": width, "thumbnail_height": height}


def _as_xml(said: dict[str, Any]) -> bytes:
    """The same answer as XML; what XML can not hold is left out."""
    root = Element("oembed")
    for key, value in said.items():
        SubElement(root, key).text = "".join(filter(_is_xml, str(value)))
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _is_xml(letter: str) -> bool:
    """Whether a character may stand in XML 1.0 (section 2.2)."""
    return (
        letter in "\t\n\r" or "\x20" <= letter <= "\ud7ff" or "\ue000" <= letter <= "\ufffd" or letter >= "\U00010000"
    )
