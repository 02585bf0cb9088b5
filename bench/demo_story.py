"""Prints the address of a story of the demo paper: of median length, with a lead picture. Run inside a paper."""

from __future__ import annotations

import django

django.setup()

from broadsheet.newsroom.models import Story  # noqa: E402 # Django must be ready

if __name__ == "__main__":
    stories = Story.objects.live().exclude(lead_picture=None).order_by("word_count", "pk")
    print(stories[stories.count() // 2].address)
