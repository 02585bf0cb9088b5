"""Answers partners with ninjs. Every answer is for one partner: nothing on the way may keep it."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils.cache import get_conditional_response
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from broadsheet.feeds.addresses import complete
from broadsheet.feeds.documents import paper_shown
from broadsheet.feeds.entries import stories_of
from broadsheet.lib.addresses import path_of_address
from broadsheet.newsroom.models import Section
from broadsheet.partners import ninjs, offers
from broadsheet.partners.admission import MOST_IN_A_MINUTE, partner_of, seconds_to_wait
from broadsheet.partners.models import Given, Partner
from broadsheet.partners.offers import Place
from broadsheet.press.recording import never_store

FEED = "/ninjs/"
CHALLENGE = 'Bearer realm="ninjs", Basic realm="ninjs", charset="UTF-8"'


class Refused(Exception):  # noqa: N818  # the answer to a request, not a fault
    """A request that is not answered with stories: the status, and why in words."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


View = Callable[..., tuple[dict[str, Any], dict[str, str], list[Any]]]
"""Returns the document, headers, and the stories in it."""


def for_partners(view: View) -> Callable[..., HttpResponseBase]:
    """Lets those in who have a key, and remembers what they were given."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        never_store("it is for one partner")
        partner = partner_of(request)
        if partner is None:
            return _problem(401, _("Send your key as “Authorization: Bearer …”."), {"WWW-Authenticate": CHALLENGE})
        wait = seconds_to_wait(partner)
        if wait:
            detail = _("Please ask no more than %(count)d times a minute.") % {"count": MOST_IN_A_MINUTE}
            return _problem(429, detail, {"Retry-After": str(wait)})
        partner.was_here()
        try:
            document, headers, stories = view(request, partner, **kwargs)
        except Refused as refusal:
            return _problem(refusal.status, str(refusal))
        response = _conditional(request, document, headers)
        if response.status_code == 200 and request.method == "GET":
            offers.note_given(partner, stories)
        return response

    return answer


@for_partners
def feed(request: HttpRequest, partner: Partner) -> Any:
    """A page of what is offered: ``since``, ``section`` and ``after`` narrow it."""
    section = _section(request.GET, partner)
    since, after = _since(request.GET), _after(request.GET)
    list_keys = offers.list_keys_of(partner, section)
    page = offers.offer(partner, list_keys, since, after)
    stories = stories_of([one for one in page.items if isinstance(one, int)], is_whole=True)
    document = ninjs.feed_of(partner, paper_shown(), _address(request.GET), page.items, stories)
    headers = {}
    if page.following is not None:
        headers["Link"] = f'<{complete(_address(request.GET, after=str(page.following)))}>; rel="next"'
    return document, headers, stories


@for_partners
def item(request: HttpRequest, partner: Partner, key: UUID) -> Any:
    """One story, or the word that it was taken back."""
    offers.notice_what_turned(partner, story_key=key)
    entry = offers.offered(offers.list_keys_of(partner)).filter(story__translation_key=key).first()
    if entry is not None:
        stories = stories_of([entry.story_id], is_whole=True)
        return ninjs.items_of(partner, paper_shown(), stories)[0], {}, stories
    given = Given.objects.filter(partner=partner, story_key=key, is_withdrawn=True).first()
    if given is None or given.turned_at is None:
        raise Refused(404, _("There is no such story, or it is not among yours."))
    return ninjs.canceled(key, given.turned_at), {}, []


def _section(query: QueryDict, partner: Partner) -> Section | None:
    """The section asked for by its address, if everybody may read it and the partner may have it."""
    asked = query.get("section", "").strip("/")
    if not asked:
        return None
    found = Section.objects.live().public().filter(url_path=path_of_address(f"/{asked}/")).first()
    if found is None:
        raise Refused(404, _("There is no section “%(section)s”.") % {"section": asked})
    if not offers.may_have_section(partner, found):
        raise Refused(403, _("The section “%(section)s” is not among yours.") % {"section": asked})
    return found


def _since(query: QueryDict) -> datetime | None:
    asked = query.get("since", "").strip()
    if not asked:
        return None
    moment = _moment(asked)
    if moment is None:
        raise Refused(400, _("“since” is a moment with its time zone, such as 2026-11-30T09:00:00Z."))
    return moment


def _moment(text: str) -> datetime | None:
    """A moment (RFC 3339); a plus that nobody escaped has become a space."""
    try:
        found = parse_datetime(text.replace(" ", "+") if text.count(" ") == 1 and "T" in text else text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _after(query: QueryDict) -> Place | None:
    asked = query.get("after", "").strip()
    if not asked:
        return None
    moment, _slash, rest = asked.partition("/")
    what, _slash, row = rest.partition("/")
    at = _moment(moment)
    if at is None or what not in ("0", "1", "2") or not (row.isdecimal() and row.isascii() and len(row) < 19):
        raise Refused(400, _("“after” is taken from the “next” link of the page before, and not made by hand."))
    return Place(at, int(what), int(row))


def _address(query: QueryDict, **more: str) -> str:
    """The feed's own address with what was asked of it."""
    asked = {name: query[name] for name in ("section", "since", "after") if query.get(name)} | more
    return f"{FEED}?{urlencode(asked)}" if asked else FEED


def _conditional(request: HttpRequest, document: dict[str, Any], headers: dict[str, str]) -> HttpResponseBase:
    body = json.dumps(document, ensure_ascii=False).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = _private(HttpResponse(body, content_type="application/json", headers=headers))
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def _problem(status: int, detail: str, headers: dict[str, str] | None = None) -> HttpResponse:
    """RFC 9457."""
    body = json.dumps({"status": status, "detail": detail}, ensure_ascii=False)
    return _private(HttpResponse(body, status=status, content_type="application/problem+json", headers=headers or {}))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Authorization"
    response["X-Robots-Tag"] = "noindex"
    return response
