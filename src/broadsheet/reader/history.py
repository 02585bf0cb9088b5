"""What a story said before: its published versions, each compared with the one before it, and their hashes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from broadsheet.lib.canonical_json import canonical
from broadsheet.newsroom.breadcrumbs import Crumb
from broadsheet.newsroom.models import Story
from broadsheet.press.recording import note
from broadsheet.reader.chrome import Chrome
from broadsheet.reader.editions import render_edition
from broadsheet.reader.meta import meta
from broadsheet.reader.page_contexts import breadcrumb
from broadsheet.reader.views import page, page_at
from broadsheet.record.chain import linked
from broadsheet.record.comparison import compared
from broadsheet.record.models import PublishedVersion
from broadsheet.record.showing import is_public, version_of, versions_of


@require_safe
def versions(request: HttpRequest, path: str) -> HttpResponse:
    """The list of a story's versions, newest first. A page that has this address itself goes before."""
    try:
        return page(request, f"{path}history/")
    except Http404:
        story = story_with_history(path)
    found = versions_of(story)
    if not found:
        raise Http404
    title = _("History: %(headline)s") % {"headline": story.card_headline}
    context = {"story": story, "versions": found, "head": found[0]}
    return _answer(request, story, title, f"{story.address}history/", _crumbs(request, story), _("History"), context)


@require_safe
def version(request: HttpRequest, path: str, number: str) -> HttpResponse:
    """One version, with the words added and removed since the one before."""
    try:
        return page(request, f"{path}history/{number}/")
    except Http404:
        story = story_with_history(path)
    found, before = version_of(story, int(number))
    if found is None:
        raise Http404
    label = _("Version %(number)s") % {"number": found.number}
    is_compared = before is not None and not before.is_erased
    words = before.words if before is not None and is_compared else {}
    comparison = None if found.is_erased else compared(words, found.words)
    context = {
        "story": story, "version": found, "before": before, "is_compared": is_compared, "comparison": comparison,
        "later": versions_of(story)[0].number > found.number,
    }  # fmt: skip
    crumbs = [*_crumbs(request, story), Crumb(_("History"), f"{story.address}history/")]
    title = f"{label}: {story.card_headline}"
    return _answer(request, story, title, f"{story.address}history/{found.number}/", crumbs, label, context)


@require_safe
def record(request: HttpRequest, path: str, number: str) -> HttpResponse:
    """What a version's hash is made of, as RFC 8785 JSON: whoever has this can compute the hash again."""
    found, _before = version_of(story_with_history(path), int(number))
    if found is None:
        raise Http404
    body = canonical({**linked(found), "hash": found.hash, "content": None if found.is_erased else found.words})
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer["X-Robots-Tag"] = "noindex"
    return answer


def story_with_history(path: str) -> Story:
    """The story at an address, where everybody may read what it said before. Raises Http404."""
    found = page_at(path)
    if not isinstance(found, Story) or found.get_view_restrictions().exists() or not is_public(found):
        raise Http404
    note(found.own_key)
    return found


def _crumbs(request: HttpRequest, story: Story) -> list[Crumb]:
    return [*Chrome(request).crumbs_of(story.section), Crumb(story.card_headline, story.address)]


def _answer(
    request: HttpRequest,
    story: Story,
    title: str,
    address: str,
    crumbs: list[Crumb],
    last: str,
    context: dict[str, Any],
) -> HttpResponse:
    head = meta(title, address, Chrome(request).name, robots="noindex", language=story.language)
    shown = {**context, "breadcrumb": breadcrumb(crumbs, last), "meta": head}
    template = "reader/version.html" if isinstance(context.get("version"), PublishedVersion) else "reader/history.html"
    return render_edition(request, template, shown)
