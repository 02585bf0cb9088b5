"""The pages a press is warmed with: the same kinds, and as many, whatever the size of the archive."""

from __future__ import annotations

from broadsheet.newsroom.models import Author, Section, Story, Topic

NEWEST, OLDER = 40, 20
TOPICS = 30


def everywhere() -> list[str]:
    """Addresses: front, heads, feeds, the text-only edition, the newest stories and some from all over the archive."""
    sections = [section.address for section in Section.objects.order_by("path")]
    authors = [f"/author/{slug}/" for slug in Author.objects.order_by("pk").values_list("slug", flat=True)]
    topics = [f"/topic/{slug}/" for slug in Topic.objects.order_by("pk").values_list("slug", flat=True)[:TOPICS]]
    fixed = ["/", "/lite/", "/feed/", "/menu/", "/authors/", "/topics/", "/archive/"]
    feeds = [f"{section}feed/" for section in sections]
    lite = [f"/lite{section}" for section in sections]
    return [*fixed, *sections, *feeds, *lite, *authors, *topics, *map(_address, _some_stories())]


def _some_stories() -> list[int]:
    live = Story.objects.live()
    newest = list(live.order_by("-published_at").values_list("pk", flat=True)[:NEWEST])
    lowest, highest = (live.order_by(order).values_list("pk", flat=True)[0] for order in ("pk", "-pk"))
    step = max(1, (highest - lowest) // OLDER)
    older = [live.filter(pk__gte=lowest + number * step).order_by("pk")[0].pk for number in range(OLDER)]
    return newest + older


def _address(pk: int) -> str:
    return Story.objects.get(pk=pk).address
