"""Slugs that are free under a parent, remembered while thousands are given out."""

from __future__ import annotations

from django.urls import Resolver404, resolve
from wagtail.models import Page

READERS_CATCH_ALL = "wagtail_serve"


class TakenSlugs:
    """One look-up per parent, however many children it gets."""

    def __init__(self) -> None:
        self._taken: dict[str, set[str]] = {}

    def free(self, parent: Page, wanted: str) -> str:
        """`wanted`, or wanted-2, wanted-3, …; taken from then on."""
        taken = self._taken_under(parent.path)
        top = parent.depth == 2
        slug, number = wanted, 1
        while slug in taken or (top and is_reserved(slug)):
            number += 1
            slug = f"{wanted}-{number}"
        taken.add(slug)
        return slug

    def give_up(self, parent: Page, slug: str) -> None:
        """The slug's page is going to be the import's own."""
        self._taken_under(parent.path).discard(slug)

    def _taken_under(self, path: str) -> set[str]:
        if path not in self._taken:
            depth = len(path) // Page.steplen + 1
            children = Page.objects.filter(path__startswith=path, depth=depth)
            self._taken[path] = set(children.values_list("slug", flat=True))
        return self._taken[path]


def is_reserved(slug: str) -> bool:
    """Whether the paper itself answers at /slug/ (search, topics, the desk, …)."""
    try:
        return resolve(f"/{slug}/").url_name != READERS_CATCH_ALL
    except Resolver404:
        return slug in ("desk", "files", "media", "static", "lite", "feed")
