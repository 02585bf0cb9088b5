"""Small tags of the reader's templates."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from hashlib import blake2b
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from broadsheet.lib import dates_shown
from broadsheet.lib.sanitising import clean_comment, clean_markup
from broadsheet.newsroom.edition_memory import remembered
from broadsheet.press.entries import PIECE
from broadsheet.press.recording import hole, note
from broadsheet.press.shown import Shown

register = template.Library()


@register.simple_tag(takes_context=True)
def piece(context: template.Context, name: str, key: object = "", marked: bool = False, **given: Any) -> SafeString:
    """Include a component that is the same on many pages, rendered once an edition.

    It is given ``chrome``, ``page_is_front``, the page's language and whatever the tag names, and nothing else:
    what one reader asked for can not reach the page of another. ``key`` tells apart pieces of one component;
    ``marked`` those that mark the menu links leading to the current page.
    """
    own = f"{key} {_digest(context['chrome'].marks)}" if marked else str(key)
    called, make = _rendered_once(context, name, own, given)
    if context["chrome"].is_preview:
        return make()
    return mark_safe(hole(f"{PIECE}{called}", make))  # noqa: S308  # what a template made, or a place for it


@register.simple_tag(takes_context=True)
def kept(context: template.Context, name: str, key: object = "", **given: Any) -> SafeString:
    """Include a part of this one page, rendered once an edition. It is given what a piece is given."""
    return _rendered_once(context, name, f"{key} of {context['chrome'].address}", given)[1]()


def _digest(marks: object) -> str:
    """Marks hold addresses, which have no place in the name of a piece."""
    return blake2b(repr(marks).encode(), digest_size=6).hexdigest()


def _rendered_once(
    context: template.Context, name: str, key: str, given: dict[str, Any]
) -> tuple[str, Callable[[], SafeString]]:
    """What a component rendered once an edition is called, and what renders it or remembers it."""
    assert context.template is not None  # noqa: S101  # a tag is only ever rendered by a template
    engine = context.template.engine
    chrome, language = context["chrome"], context["meta"].language
    is_front = bool(context.get("page_is_front"))

    def render() -> SafeString:
        for value in given.values():
            if isinstance(value, Shown):
                note(*value.shown_keys())  # the page loaded it, but this shows it
        shared = {"chrome": chrome, "page_is_front": is_front, "meta": {"language": language}}
        return engine.get_template(name).render(template.Context({**shared, **given}))

    called = " ".join([name, key, language, "front" if is_front else ""]).strip()
    return called, render if chrome.is_preview else lambda: remembered(f"piece {called}", chrome.stamp, render)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A symbol of ``icons.svg``, for those who see."""
    return _drawn(name)


@cache
def _drawn(name: str) -> SafeString:
    """There are few, they stand everywhere, and a static file's address lasts as long as the process."""
    markup = '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>'
    return format_html(markup, static("reader/icons.svg"), name)


@register.simple_tag(takes_context=True)
def once(context: template.Context, name: str) -> SafeString:
    """Include a component that stands more than once on a page, alike each time; it is rendered the first time."""
    assert context.template is not None  # noqa: S101  # a tag is only ever rendered by a template
    rendered: dict[str, SafeString] = context["chrome"].rendered
    if name not in rendered:
        rendered[name] = context.template.engine.get_template(name).render(context)
    return rendered[name]


@register.filter(expects_localtime=True)
def time_of_day(moment: datetime | None) -> str:
    """The time on a clock, as the language of the page writes it; empty for a draft without a date."""
    return dates_shown.time_of_day(moment) if moment else ""


@register.filter(expects_localtime=True)
def short_day(moment: datetime | None) -> str:
    """Day and month, short, as the language of the page writes them; empty for a draft without a date."""
    return dates_shown.short_day(moment) if moment else ""


@register.filter
def sanitised(html: str) -> SafeString:
    """Imported HTML made harmless once more, whatever is in the database."""
    return mark_safe(clean_markup(html))  # noqa: S308  # just sanitised


@register.filter
def comment_text(html: str) -> SafeString:
    """What a reader of an earlier site wrote, made harmless once more."""
    return mark_safe(clean_comment(html))  # noqa: S308  # just sanitised
