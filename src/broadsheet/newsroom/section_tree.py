"""The sections of the paper in the order of the page tree, found without walking the archive.

Asked for by ``live`` or in the order of ``path``, SQLite walks every page of the paper to find a dozen sections.
Found by their keys and sorted here, they cost the same at ten stories and at a million.
"""

from collections.abc import Iterable

from broadsheet.newsroom import press_keys
from broadsheet.newsroom.models.sections import Section
from broadsheet.newsroom.models.standing import StandingPage
from broadsheet.press.recording import note, recording


def live_sections() -> list[Section]:
    """Every live section, in the order of the tree. One query.

    Nothing is noted: a story needs but its own, which it notes itself. Who shows the tree notes press_keys.SECTIONS.
    """
    with recording():
        return _live_sections()


def _live_sections() -> list[Section]:
    found = (
        Section.objects.filter(page_ptr_id__in=Section.objects.order_by().values("page_ptr_id"))
        .order_by()
        .only("title", "slug", "url_path", "path", "depth", "live", "accent", "standfirst", "content_type")
    )
    return sorted((section for section in found if section.live), key=lambda section: section.path)


def children_of(parent: Section, sections: Iterable[Section]) -> list[Section]:
    """Those of ``sections`` directly under ``parent``, in their order."""
    note(press_keys.SECTIONS)
    return [
        section for section in sections if section.depth == parent.depth + 1 and section.path.startswith(parent.path)
    ]


def sections_below(path: str) -> list[int]:
    """Keys of the sections below the page at tree path ``path``, live or not. One query, whatever the archive."""
    rows = Section.objects.order_by().values_list("pk", "path")
    return [pk for pk, own in rows if own.startswith(path) and own != path]


def pages_below(path: str) -> list[tuple[int, str]]:
    """``(key, url_path)`` of the pages below the one at tree path ``path`` that are not stories. Two queries."""
    rows = [
        row for kind in (Section, StandingPage) for row in kind.objects.order_by().values_list("pk", "url_path", "path")
    ]
    return [(pk, url_path) for pk, url_path, own in rows if own.startswith(path) and own != path]
