"""What every page that is no story says: standing pages, the contact page and packages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from broadsheet.fronts.models import Package
from broadsheet.ingest.exporters.content import Content, PageContent
from broadsheet.ingest.exporters.whole_body import Row, rows_of
from broadsheet.newsroom.models import StandingPage


@dataclass(frozen=True)
class PageBody:
    """What a page says, and where it stands: ``parent`` is the id of the page above it, 0 for none."""

    rows: Sequence[Row]
    excerpt: str = ""
    order: int = 0
    parent: int = 0


def page_bodies(content: Content) -> Iterator[tuple[PageContent, PageBody]]:
    """Each page with its body; a page after the one it lies under."""
    above = dict(StandingPage.objects.values_list("path", "pk"))
    for order, found in enumerate(content.standing_pages()):
        page = found.page
        parent = above.get(page.path[: -page.steplen], 0)
        yield found, PageBody(rows_of(page.body), page.standfirst, order, parent)
    for found in content.contact_pages():
        yield found, PageBody([("text", found.page.introduction)])
    for found in content.plain_pages(list(Package.objects.order_by("path"))):
        rows = [("related_story", {"story": story.pk}) for story in found.page.stories()]
        yield found, PageBody(rows, found.page.standfirst)
