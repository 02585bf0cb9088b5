"""Prints a section's id, an author's, and addresses of stories all over the archive. Run inside a paper."""

from __future__ import annotations

import sys

import django

django.setup()

from broadsheet.newsroom.models import Author, Section, Story  # noqa: E402 # Django must be ready


def some_stories(count: int) -> list[str]:
    """Addresses of ``count`` live stories, from the oldest to the newest."""
    ids = list(Story.objects.live().order_by("pk").values_list("pk", flat=True))
    chosen = ids[:: max(1, len(ids) // count)][:count]
    return [story.address for story in Story.objects.filter(pk__in=chosen)]


if __name__ == "__main__":
    print(Section.objects.get(slug="politics").pk, Author.objects.get(slug="author-7").pk)
    print("\n".join(some_stories(int(sys.argv[1]))))
