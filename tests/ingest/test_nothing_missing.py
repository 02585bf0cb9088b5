"""Everything that stands in WordPress's own exports comes out of the parser, counted by another reading of the XML."""

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from broadsheet.fronts.models import Menu as PaperMenu
from broadsheet.ingest.models import ImportedItem, KeptMenu
from broadsheet.ingest.parsers.wordpress import WordPressArchive
from broadsheet.ingest.records import Comment, Medium, Menu, MenuItem, Page, Person, Skipped, Story, Term
from broadsheet.ingest.runs import import_wordpress
from broadsheet.newsroom.models import ReaderComment, StandingPage
from broadsheet.newsroom.models import Story as StoryPage
from tests.ingest.exports import BLOCK_TEST, THEME_TEST, needs_inputs

CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
TYPES = {"post": "story", "page": "page", "attachment": "medium", "nav_menu_item": "menu item"}


def in_source(path: Path) -> Counter[str]:
    channel = ElementTree.parse(path).getroot().find("channel")  # noqa: S314  (WordPress's own file)
    assert channel is not None
    wp = next(one.tag.removesuffix("wxr_version") for one in channel if one.tag.endswith("}wxr_version"))

    def text(element: ElementTree.Element, name: str) -> str:
        return (element.findtext(wp + name) or "").strip()

    found: Counter[str] = Counter()
    terms, people = set(), set()
    for item in channel.findall("item"):
        kind = text(item, "post_type")
        found[TYPES.get(kind, kind)] += 1
        found["comment"] += len(item.findall(f"{wp}comment"))
        if kind in ("post", "page"):
            people.add((item.findtext(CREATOR) or "").strip(" <>"))
            terms |= {(one.get("domain"), one.get("nicename")) for one in item.findall("category")}
    terms |= {("category", text(one, "category_nicename")) for one in channel.findall(f"{wp}category")}
    terms |= {("post_tag", text(one, "tag_slug")) for one in channel.findall(f"{wp}tag")}
    people |= {text(one, "author_login") for one in channel.findall(f"{wp}author")}
    found["term"] = len([term for term in terms if term[0] in ("category", "post_tag")])
    found["author"] = len(people)
    return found


def in_records(path: Path) -> Counter[str]:
    """What came, and what was left out with a reason."""
    found: Counter[str] = Counter()
    names = {Story: "story", Page: "page", Medium: "medium", Comment: "comment", Term: "term", Person: "author"}
    for record in WordPressArchive(path).records():
        if isinstance(record, Menu):
            found["menu item"] += size(record.items)
        elif isinstance(record, Skipped):
            found[record.kind] += record.count
        else:
            found[names[type(record)]] += 1
    return found


def size(items: list[MenuItem]) -> int:
    return sum(1 + size(entry.children) for entry in items)


@needs_inputs
@pytest.mark.parametrize("path", [THEME_TEST, BLOCK_TEST], ids=lambda path: path.name)
def test_nothing_of_wordpresss_test_files_is_missing(path: Path) -> None:
    assert in_records(path) == in_source(path)


@needs_inputs
def test_hardly_anything_of_them_is_left_out() -> None:
    left = [record for record in WordPressArchive(THEME_TEST).records() if isinstance(record, Skipped)]
    assert [(one.kind, one.count, one.reason) for one in left] == []


@needs_inputs
@pytest.mark.parametrize("path", [THEME_TEST, BLOCK_TEST], ids=lambda path: path.name)
def test_everything_of_them_is_stored(path: Path, front: object) -> None:
    PaperMenu.objects.update(items="[]")
    report = import_wordpress(path)
    source, here = in_source(path), in_paper()
    kinds = ("story", "page", "author", "term", "comment", "menu item")
    assert {kind: here[kind] for kind in kinds} == {kind: source[kind] for kind in kinds}
    assert report.unaccounted() == {}
    assert {kind for kind, _reason in report.reasons} <= {"medium", "redirect", *source} - {*kinds}


def in_paper() -> Counter[str]:
    """Rows that are there and that an item of the import names, and every line of every menu."""
    found: Counter[str] = Counter()
    for model, kind in ((StoryPage, "story"), (StandingPage, "page"), (ReaderComment, "comment")):
        numbers = ImportedItem.objects.filter(kind=kind).values_list("object_id", flat=True)
        found[kind] = model.objects.filter(pk__in=list(numbers)).count()
    for kind, name in (("section", "term"), ("topic", "term"), ("author", "author")):
        found[name] += ImportedItem.objects.filter(kind=kind).count()
    menus = [menu.items.raw_data for menu in PaperMenu.objects.all()] + [kept.items for kept in KeptMenu.objects.all()]
    found["menu item"] = sum(1 + len(row["value"]["children"]) for rows in menus for row in rows)
    return found
