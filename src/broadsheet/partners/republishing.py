"""``<story>/republish/``: what a reader may do with a story, its text to copy, and a form to say where it is used."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from broadsheet.fronts.models import Republishing
from broadsheet.newsroom.breadcrumbs import Crumb
from broadsheet.newsroom.lists import put_in_sections
from broadsheet.newsroom.models import Story
from broadsheet.partners.copying import copy_of
from broadsheet.partners.declaring import DeclareForm, declared
from broadsheet.press.recording import note
from broadsheet.reader.chrome import Chrome
from broadsheet.reader.editions import render_edition
from broadsheet.reader.meta import meta
from broadsheet.reader.page_contexts import breadcrumb
from broadsheet.reader.views import page, page_at


@csrf_exempt  # readers have no cookie to check against; declaring.py says what stands in its place
def republish(request: HttpRequest, path: str, edition: str = "") -> HttpResponse:
    """The page, or after a POST the same with thanks. A page that has this address itself goes before."""
    request.edition = edition  # type: ignore[attr-defined]  # read by render_edition
    try:
        return page(request, f"{path}republish/")
    except Http404:
        story, terms = story_to_republish(path)
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    form = DeclareForm(request.POST if request.method == "POST" else None)
    sent = request.method == "POST" and declared(request, form, story)
    status = 422 if form.is_bound and not sent else 200
    return render_edition(request, "reader/republish.html", _context(request, story, terms, form, sent), status)


def story_to_republish(path: str) -> tuple[Story, Republishing]:
    """The story at an address and the terms, where everybody may read and republish it. Raises Http404."""
    terms = Republishing.of_the_paper()
    found = page_at(path) if terms.is_offered else None
    if not isinstance(found, Story):
        raise Http404
    note(found.own_key)
    if not found.may_be_republished or found.get_view_restrictions().exists():
        raise Http404
    return found, terms


def _context(request: HttpRequest, story: Story, terms: Republishing, form: DeclareForm, sent: bool) -> dict[str, Any]:
    chrome = Chrome(request)
    put_in_sections([story], chrome.live_sections)
    title = _("Republish: %(headline)s") % {"headline": story.card_headline}
    crumbs = [*chrome.crumbs_of(story.section), Crumb(story.card_headline, story.address)]
    return {
        "story": story,
        "terms": terms,
        "copy": copy_of(story, terms, chrome.name),
        "form": form,
        "sent": sent,
        "breadcrumb": breadcrumb(crumbs, _("Republish")),
        "meta": meta(title, f"{story.address}republish/", chrome.name, robots="noindex"),
    }
