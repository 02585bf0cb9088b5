"""Everything that stands in WordPress's own exports comes out of the parser, counted by another reading of the XML."""

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from broadsheet.ingest.parsers.wordpress import WordPressArchive
from broadsheet.ingest.records import Comment, Medium, Menu, MenuItem, Page, Person, Skipped, Story, Term
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
