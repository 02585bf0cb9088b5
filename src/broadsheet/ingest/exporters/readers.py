"""Who may read a page, in the words imports use for it."""

from __future__ import annotations

from wagtail.models import PageViewRestriction

from broadsheet.ingest.exporters.content import PageContent
from broadsheet.ingest.records import State


class Readers:
    """Knows the restrictions that pages have from those above them; a page's own come with its content."""

    def __init__(self) -> None:
        rows = PageViewRestriction.objects.exclude(page__content_type__model="story").select_related("page")
        self._above = [(row.page.path, row) for row in rows.order_by("page__path")]

    def state(self, content: PageContent) -> tuple[State, str]:
        """The page's state, and its password where that is what it asks for."""
        page = content.page
        if not page.live:
            return (State.SCHEDULED if content.scheduled and page.go_live_at else State.DRAFT), ""
        restriction = content.access or self._inherited(page.path)
        if restriction is None:
            return State.PUBLISHED, ""
        if restriction.restriction_type == PageViewRestriction.PASSWORD:
            return State.PASSWORD, restriction.password
        return State.PRIVATE, ""

    def _inherited(self, path: str) -> PageViewRestriction | None:
        return next((row for above, row in self._above if path.startswith(above)), None)
