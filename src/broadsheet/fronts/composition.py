"""Decides which story stands where on a front: what editors placed first, then what fills the rest.

No story stands twice (the latest rail, a clock of everything, may repeat). Stories placed by hand keep
their place wherever they are, the uppermost of several, and a place of their own before a headline under the
lead; the rest is filled from the top down with the newest of each row's list.
The cost is a fixed number of queries, whatever the size of the paper or of the front.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from broadsheet.fronts.models import Front, Package, PackageStory
from broadsheet.fronts.press_keys import FRONT
from broadsheet.newsroom import lists, press_keys
from broadsheet.newsroom.models import Section, Story
from broadsheet.newsroom.section_tree import children_of, live_sections
from broadsheet.press.recording import note

OPINION = "kind-opinion"
LAYOUT_SIZES = {"lead-and-list": 7, "columns": 4, "feature": 5, "strip": 4}
"""How many stories a section row's layout is made for."""
TOP_DEPTH = 3
"""Depth in the page tree of sections directly under the front."""
SPARE = 12
"""How many stories more than a row needs are looked at, to make up for those already placed elsewhere."""


@dataclass
class Row:
    """One row of a front, filled."""

    kind: str
    value: dict[str, Any]
    list_key: str = ""
    size: int = 0
    pins: list[int] = field(default_factory=list)
    chosen: list[int] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    related: list[Story] = field(default_factory=list)
    related_ids: list[int] = field(default_factory=list)
    latest: list[Story] = field(default_factory=list)
    latest_title: str = ""
    subs: list[Section] = field(default_factory=list)
    section: Section | None = None
    package: Package | None = None

    @property
    def template(self) -> str:
        """The component that shows it."""
        return f"reader/front_rows/{_TEMPLATES[self.kind]}.html"

    @property
    def layout_template(self) -> str:
        """The component that shows a section row's stories."""
        return f"reader/front_rows/{self.layout}.html"

    @property
    def lead(self) -> Story | None:
        """The first story, which the row shows largest."""
        return self.stories[0] if self.stories else None

    @property
    def seconds(self) -> list[Story]:
        """The stories after the first."""
        return self.stories[1:]

    @property
    def title(self) -> str:
        """What stands over the row."""
        written: str = self.value.get("title") or ""
        return written or (self.section.title if self.section else "")

    @property
    def layout(self) -> str:
        """A section row's layout."""
        return self.value.get("layout") or "lead-and-list"


def compose(front: Front, sections: list[Section] | None = None) -> list[Row]:
    """Return the rows of ``front`` with their stories; a row that has none is left out. ``sections`` are the live ones,
    where they are known."""
    note(FRONT, press_keys.SECTIONS)
    tree = live_sections() if sections is None else sections
    rows = [_row(item["type"], item["value"]) for item in front.rows.raw_data] or _default_rows(tree)
    _resolve(rows, tree)
    live = _live_pins(rows)
    pools = lists.heads(_pool_sizes(rows))
    _assign(rows, live, pools)
    _fetch(rows, tree)
    return [row for row in _beside_the_lead(rows) if row.stories]


def _row(kind: str, value: dict[str, Any]) -> Row:
    return _MAKERS[kind](value)


def _items(value: dict[str, Any], name: str) -> list[int]:
    """Ids in a ListBlock, whose items are stored bare or with an id of their own."""
    found = (item["value"] if isinstance(item, dict) else item for item in value.get(name) or [])
    return [pk for pk in found if pk]


def _lead_row(value: dict[str, Any]) -> Row:
    lead = [value["lead"]] if value.get("lead") else []
    seconds = value.get("size")
    size = 1 + (3 if seconds is None else seconds)
    return Row("lead", value, lists.PAPER, size, [*lead, *_items(value, "seconds")])


def _section_row(value: dict[str, Any]) -> Row:
    size = value.get("size") or LAYOUT_SIZES.get(value.get("layout") or "", 5)
    return Row("section", value, f"section-{value.get('section')}", size, _items(value, "stories"))


def _package_row(value: dict[str, Any]) -> Row:
    return Row("package", value, "", value.get("size") or 4)


def _opinion_row(value: dict[str, Any]) -> Row:
    return Row("opinion", value, OPINION, value.get("size") or 4, _items(value, "stories"))


def _latest_row(value: dict[str, Any]) -> Row:
    return Row("latest", value, lists.PAPER, value.get("size") or 14)


_MAKERS = {
    "lead": _lead_row,
    "section": _section_row,
    "package": _package_row,
    "opinion": _opinion_row,
    "latest": _latest_row,
}
_TEMPLATES = {
    "lead": "lead",
    "section": "section_block",
    "package": "package_block",
    "opinion": "opinion_row",
    "latest": "latest_rail",
}
_LAYOUTS = ("lead-and-list", "columns", "feature", "columns", "lead-and-list", "strip")


def _default_rows(tree: list[Section]) -> list[Row]:
    """What a front nobody has arranged yet shows: a lead, the latest, and every section in turn."""
    sections = [section for section in tree if section.depth == TOP_DEPTH][:12]
    rows = [_lead_row({}), _latest_row({})]
    for number, section in enumerate(sections):
        rows.append(_section_row({"section": section.pk, "layout": _LAYOUTS[number % len(_LAYOUTS)]}))
    return [*rows, _opinion_row({})]


def _resolve(rows: list[Row], tree: list[Section]) -> None:
    """Find the rows' sections and packages; a package's own stories are its pins."""
    sections = {section.pk: section for section in tree}
    wanted = [row.value["package"] for row in rows if row.value.get("package")]
    note(*map(press_keys.page, wanted))
    packages = Package.objects.live().in_bulk(wanted)
    chosen = _chosen_by_package(packages)
    for row in rows:
        row.section = sections.get(row.value.get("section"))
        row.package = packages.get(row.value.get("package"))
        if row.package is not None:
            row.pins = chosen.get(row.package.pk, [])
            row.list_key = f"topic-{row.package.topic_id}" if row.package.topic_id else ""
    rows[:] = [row for row in rows if not _leads_nowhere(row)]
    for row in rows:
        row.subs = children_of(row.section, tree) if row.section is not None else []


def _leads_nowhere(row: Row) -> bool:
    """A section or package that is no longer live."""
    return (row.kind == "section" and row.section is None) or (row.kind == "package" and row.package is None)


def _chosen_by_package(packages: dict[int, Package]) -> dict[int, list[int]]:
    if not packages:
        return {}
    found: dict[int, list[int]] = {}
    pairs = (
        PackageStory.objects.filter(package__in=packages).order_by("sort_order").values_list("package_id", "story_id")
    )
    for package_id, story_id in pairs:
        found.setdefault(package_id, []).append(story_id)
    return found


def _live_pins(rows: Iterable[Row]) -> set[int]:
    pins = {pk for row in rows for pk in [*row.pins, *_items(row.value, "related")]}
    note(press_keys.RESTRICTIONS, *map(press_keys.card, pins))
    return set(Story.objects.live().public().filter(pk__in=pins).values_list("pk", flat=True)) if pins else set()


def _pool_sizes(rows: list[Row]) -> dict[str, int]:
    total = sum(row.size for row in rows)
    sizes: dict[str, int] = {}
    for row in rows:
        if row.list_key:
            wanted = min(total, row.size + SPARE) if row.list_key != lists.PAPER else total + SPARE
            sizes[row.list_key] = max(sizes.get(row.list_key, 0), wanted)
    return sizes


def _assign(rows: list[Row], live: set[int], pools: dict[str, list[int]]) -> None:
    placed: set[int] = set()
    for row in rows:
        row.chosen = [pk for pk in dict.fromkeys(row.pins) if pk in live and pk not in placed][: row.size]
        placed.update(row.chosen)
        related = dict.fromkeys(_items(row.value, "related"))
        row.related_ids = [pk for pk in related if pk in live and pk not in placed]
        placed.update(row.related_ids)
    pictured = _pictured(rows, pools)
    for row in rows:
        pool = pools.get(row.list_key, [])
        if row.kind == "latest":
            row.chosen = pool[: row.size]
            continue
        row.chosen += _fill(row, pool, placed, pictured)
        placed.update(row.chosen)


def _fill(row: Row, pool: list[int], placed: set[int], pictured: set[int]) -> Iterator[int]:
    free = [pk for pk in pool if pk not in placed]
    if row.kind == "lead" and not row.value.get("lead"):
        best = next((pk for pk in free if pk in pictured), None)
        if best is not None:
            free.remove(best)
            row.chosen.insert(0, best)
            del row.chosen[row.size :]
    return iter(free[: row.size - len(row.chosen)])


def _pictured(rows: list[Row], pools: dict[str, list[int]]) -> set[int]:
    """Which of the newest have a picture to lead with; asked only where nobody chose a lead."""
    if not any(row.kind == "lead" and not row.value.get("lead") for row in rows):
        return set()
    newest = pools.get(lists.PAPER, [])
    return set(
        Story.objects.filter(pk__in=newest, lead_picture__isnull=False)
        .exclude(kind="sponsored")
        .values_list("pk", flat=True)
    )


def _fetch(rows: list[Row], tree: list[Section]) -> None:
    wanted = list(dict.fromkeys(pk for row in rows for pk in [*row.chosen, *row.related_ids]))
    stories = {story.pk: story for story in lists.cards(wanted, bylines=True, sections=tree)}
    for row in rows:
        row.stories = [stories[pk] for pk in row.chosen if pk in stories]
        row.related = [stories[pk] for pk in row.related_ids if pk in stories]
        if not row.pins:
            _put_picture_first(row)


def _put_picture_first(row: Row) -> None:
    """The large place of a section row goes to its newest story with a picture."""
    if row.kind == "section":
        pictured = next((story for story in row.stories if story.shown_picture), None)
        if pictured is not None:
            row.stories.remove(pictured)
            row.stories.insert(0, pictured)


def _beside_the_lead(rows: list[Row]) -> Iterator[Row]:
    """Put a latest rail that follows the lead beside it."""
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        if row.kind == "lead" and after is not None and after.kind == "latest":
            row.latest, row.latest_title = after.stories, after.title
    for before, row in zip([None, *rows[:-1]], rows, strict=True):
        if not (row.kind == "latest" and before is not None and before.kind == "lead"):
            yield row
