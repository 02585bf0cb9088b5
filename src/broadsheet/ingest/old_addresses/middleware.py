"""Answers old addresses with one permanent redirect, where no page answers; in the place of Wagtail's own middleware.

The front page answers at ``/`` whatever stands behind the question mark, so WordPress's names there are
looked at first.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect

from broadsheet.ingest.old_addresses.answered import OURS, is_answered
from broadsheet.ingest.old_addresses.lookup import Found, find
from broadsheet.lib.numbered_names import NAMES


class OldAddressMiddleware:
    """Costs nothing where a page answers, and one to five indexed queries where none does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        if request.path_info == "/" and any(request.GET.get(name) for name in NAMES):
            found = _found(request)
            if found is not None:
                return _redirect(found)
        response = self.get_response(request)
        if response.status_code != 404 or request.path_info.startswith(OURS):
            return response
        if not request.path_info.endswith("/") and is_answered(request.path_info):
            return response  # which CommonMiddleware answers with the address that has its slash
        found = _found(request)
        return response if found is None else _redirect(found)


def _found(request: HttpRequest) -> Found | None:
    return find(request.path_info, request.META.get("QUERY_STRING", ""))


def _redirect(found: Found) -> HttpResponse:
    return (HttpResponsePermanentRedirect if found.is_permanent else HttpResponseRedirect)(found.address)
