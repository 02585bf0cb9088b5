"""`broadsheet export wordpress`: WXR that WordPress's importer accepts, and that our own reads back whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from broadsheet.ingest.bodies import convert
from broadsheet.ingest.bodies.words import kept_share, words_of_blocks, words_of_html
from broadsheet.ingest.exporters import wordpress
from broadsheet.ingest.exporters.content import Content
from broadsheet.ingest.exporters.whole_body import whole_body
from broadsheet.ingest.exporters.wordpress import export_wordpress
from broadsheet.ingest.exporters.wordpress_blocks import BlockMarkup
from broadsheet.ingest.exporters.wordpress_xml import WxrFiles, Xml
from broadsheet.ingest.parsers.wordpress import WordPressArchive
from broadsheet.ingest.records import BodyFormat, Comment, MediaRef, Medium, Menu, Page, Person, State, Story, Term
from broadsheet.ingest.runs import import_wordpress
from broadsheet.media.models import Photo
from broadsheet.newsroom.models import Section
from broadsheet.newsroom.models import Story as PaperStory
from broadsheet.paper import PaperError
from tests.ingest.leaving import EVERY_BLOCK, QUAY, TIDES, an_outside, whole_paper

WP = "{http://wordpress.org/export/1.2/}"
DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


# Bodies


def markup() -> BlockMarkup:
    return BlockMarkup(an_outside(), lambda pk: pk * 8 + 2, lambda pk: pk * 8 + 3)


PHOTO = MediaRef(QUAY.url, "58")
COMES_BACK: list[tuple[str, Any]] = [
    ("text", "<p>Six &amp; <b>bold</b>, <i>slanted</i>, H<sub>2</sub>O, x<sup>2</sup>.</p>"
             '<p>To <a href="https://gazette.example/news/ferry/">the story</a>,'
             f' <a href="{TIDES.url}">the table</a>,'
             ' <a href="https://other.example/?a=1&amp;b=2">away</a>, nowhere.</p>'
             "<p>One<br/>two</p><ul><li>A<ol><li>A1</li></ol></li><li>B</li></ul><p><code>x &lt; 1</code></p>"),
    ("heading", {"text": "Low & high water", "level": "2"}),
    ("heading", {"text": "Smaller", "level": "3"}),
    ("picture", {"photo": PHOTO, "caption": "The quay.", "alt": "A quay", "size": "wide"}),
    ("picture", {"photo": PHOTO, "caption": "At dusk <now>", "alt": 'A "quay"', "size": "side"}),
    ("gallery", {"title": "Boats", "pictures": [{"photo": PHOTO, "caption": c, "alt": "A quay"} for c in "ab"]}),
    ("quote", {"text": "<p>We saw it go.</p>", "source": "Ada Quay"}),
    ("pull_quote", {"text": "We saw\nit go", "source": "Ada Quay"}),
    ("list", {"style": "numbered", "items": ["First", "Second <b>thing</b>"]}),
    ("table", [["Day", "Boats"], ["Monday", ""]]),
    ("embed", {"url": "https://vimeo.com/76979871", "title": "", "caption": "The crossing – In May"}),
    ("file", {"document": MediaRef(TIDES.url), "title": "Tide table"}),
    ("text", '<p><a href="https://gazette.example/news/ferry/">The ferry &amp; the tide</a></p>'),
    ("heading", {"text": "How we counted", "level": "3"}),
    ("text", "<p>By hand.</p><p>Twice.</p>"),
    ("code", {"language": "python", "code": "if a < 1:\n    b[0]"}),
    ("markup", {"html": "<dl><dt>Kept</dt><dd>as it is</dd></dl>"}),
    ("markup", {"html": "<hr>"}),
    ("text", "<p>[gallery ids=1] is no shortcode here, and 終わり is the end.</p>"),
]  # fmt: skip
"""EVERY_BLOCK after its way through WordPress's editor and back."""


def test_every_block_comes_back_from_the_block_editors_markup() -> None:
    found = convert(markup().body(EVERY_BLOCK), BodyFormat.GUTENBERG).blocks
    plain = [(kind, value["data"] if kind == "table" else value) for kind, value in found]
    assert [kind for kind, _ in plain] == [kind for kind, _ in COMES_BACK]
    for back, wanted in zip(plain, COMES_BACK, strict=True):
        assert back == wanted


def test_every_block_is_opened_and_closed_in_order() -> None:
    opened: list[str] = []
    for closing, name, attributes in re.findall(r"<!-- (/?)wp:([a-z-]+) ?(\{.*?\} )?-->", markup().body(EVERY_BLOCK)):
        if closing:
            assert opened.pop() == name
        else:
            opened.append(name)
            assert "<" not in attributes
            assert "--" not in attributes
    assert opened == []


def test_what_has_been_deleted_leaves_no_hole() -> None:
    rows = [("picture", {"photo": 1}), ("file", {"document": 1}), ("related_story", {"story": 1}), ("text", "")]
    assert markup().body(rows) == ""


# XML


def test_no_character_leaves_that_xml_forbids() -> None:
    xml = Xml()
    made = xml.cdata("a", "x\x00\x0b]]>y\ufffe\ud800") + xml.term("category", 'q"\x01', "]]>")
    assert xml.dropped == 5
    tree = etree.fromstring(f"<r>{made}</r>")
    assert tree[0].text == "x]]>y"
    assert (tree[1].text, tree[1].get("nicename")) == ("]]&gt;", 'q"')  # a name is HTML


def test_files_are_cut_between_items_and_each_is_whole(tmp_path: Path) -> None:
    files = WxrFiles(tmp_path, "<title>T</title>\n", most_bytes=900)
    for number in range(9):
        files.write(f"<item>{number}{'x' * 150}</item>\n")
    files.close()
    trees = [etree.parse(path).getroot() for path in files.paths]
    assert len(trees) > 2
    assert "".join(item.text[0] for tree in trees for item in tree.iter("item")) == "012345678"
    assert all(tree.findtext("channel/title") == "T" for tree in trees)


def test_a_paper_without_anything_is_still_an_export(tmp_path: Path) -> None:
    files = WxrFiles(tmp_path, "")
    files.close()
    assert etree.parse(files.paths[0]).getroot().find("channel") is not None


# A whole paper

MakeStory = Callable[..., PaperStory]


@pytest.fixture
def paper(make_story: MakeStory, make_section: Callable[..., Section]) -> dict[str, Any]:
    return whole_paper(make_story, make_section)


@pytest.fixture
def exported(paper: dict[str, Any], tmp_path: Path) -> Path:
    told = export_wordpress(tmp_path / "out", lambda *_: None)
    assert (told.files, told.lost) == (["wordpress-1.xml"], [])
    return tmp_path / "out"


def records_of(folder: Path, kind: type) -> list[Any]:
    archive = WordPressArchive(sorted(folder.glob("*.xml")), uploads=folder / "uploads")
    return [record for record in archive.records() if isinstance(record, kind)]


def test_our_own_importer_reads_everything_back(exported: Path, paper: dict[str, Any]) -> None:
    stories = {story.slug: story for story in records_of(exported, Story)}
    assert len(stories) == PaperStory.objects.count() == 6
    full = stories["the-last-ferry-more"]
    assert (full.title, full.standfirst) == ("The <last> ferry & more", "It left at six.")
    assert (full.published, full.state) == (paper["full"].published_at, State.PUBLISHED)
    assert (full.authors, full.sections, full.home) == (("author-2", "ann-archer"), ("rowing", "sport"), "rowing")
    assert full.topics == ("ferry", "sallow-island")
    assert full.picture == MediaRef(key=str(paper["photo"].pk * 8 + 2))
    assert full.social_picture is not None
    assert (full.seo_title, full.seo_description) == ("Ferry gone", "The ferry is gone.")
    assert (full.canonical, full.is_pinned) == ("https://first.example/ferry/", True)
    assert {slug: (story.state, story.password) for slug, story in stories.items()} == {
        "the-last-ferry-more": (State.PUBLISHED, ""),
        "another-story": (State.PUBLISHED, ""),
        "a-draft": (State.DRAFT, ""),
        "for-who-knows-the-word": (State.PASSWORD, "low tide"),
        "for-the-house": (State.PRIVATE, ""),
        "tomorrows-story": (State.SCHEDULED, ""),
    }


def test_what_stands_around_the_stories_comes_back_too(exported: Path, paper: dict[str, Any]) -> None:
    people = {person.origin.key: person for person in records_of(exported, Person)}
    assert {key: (person.name, person.is_guest) for key, person in people.items()} == {
        "ann-archer": ("Ann Archer", False),
        "author-2": ("Bo Öberg", True),
    }
    assert "Ann reports." in people["ann-archer"].biography
    terms = {term.slug: term for term in records_of(exported, Term)}
    assert (terms["rowing"].parent, terms["sport"].description) == ("sport", "Games.")
    assert {"news", "sport", "rowing", "ferry", "sallow-island"} == terms.keys()
    comments = records_of(exported, Comment)
    assert [(one.author, one.is_approved, bool(one.parent)) for one in comments] == [
        ("Cy", True, False),
        ("", False, True),
    ]
    pages = {page.slug: page for page in records_of(exported, Page)}
    assert pages["its-rooms"].parent == pages["the-house"].origin.key
    assert pages["the-house"].standfirst == "Who we are."
    (menu,) = [menu for menu in records_of(exported, Menu) if menu.slug == "main"]
    assert [(item.label, item.target_kind or item.url) for item in menu.items] == [
        ("Sport", "section"), ("Ferries", "topic"), ("House", "page"),
    ]  # fmt: skip
    assert [child.label for child in menu.items[0].children] == ["The ferry"]


def test_every_original_lies_where_its_entry_says(exported: Path, paper: dict[str, Any]) -> None:
    media = records_of(exported, Medium)
    assert len(media) == 2
    for medium in media:
        assert (exported / "uploads" / medium.path).is_file()
    photo = next(medium for medium in media if medium.path.endswith(".jpg"))
    assert (photo.alt, photo.caption) == ("A quay", "The quay.")
    assert re.match(r"\d{4}/\d\d/quay", photo.path)


def test_no_word_is_lost(exported: Path) -> None:
    wanted: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for content in Content().stories():
        wanted += words_of_blocks([row for row in whole_body(content) if row[0] not in ("picture", "gallery", "list")])
    for story in records_of(exported, Story):
        kept += words_of_blocks(convert(story.body, story.body_format).blocks)
    assert wanted.total() > 80
    assert kept_share(wanted, kept) >= 0.999
    elsewhere = words_of_html("<p>at six with nine dusk now boats second thing spring seven correction</p>")
    assert elsewhere - kept == Counter()


def test_the_file_is_what_wordpresss_importer_needs(exported: Path) -> None:
    channel = etree.parse(exported / "wordpress-1.xml").getroot().find("channel")
    assert channel is not None
    assert re.fullmatch(r"1\.[012]", channel.findtext(f"{WP}wxr_version") or "")
    assert channel.findtext(f"{WP}base_site_url")
    items = channel.findall("item")
    numbers = [item.findtext(f"{WP}post_id") for item in items]
    assert len(set(numbers)) == len(numbers)
    assert all(number and number.isdecimal() for number in numbers)
    declared = {term.findtext(f"{WP}category_nicename") for term in channel.findall(f"{WP}category")}
    menus = {term.findtext(f"{WP}term_slug") for term in channel.findall(f"{WP}term")}
    seen: set[str | None] = set()
    for term in channel.findall(f"{WP}category"):
        assert term.findtext(f"{WP}category_parent") in {"", *seen}
        seen.add(term.findtext(f"{WP}category_nicename"))
    for item in items:
        kind = item.findtext(f"{WP}post_type")
        assert kind in ("post", "page", "attachment", "nav_menu_item", "guest-author")
        assert item.findtext(f"{WP}post_parent") in {"0", *numbers}
        for name in ("post_date", "post_date_gmt", "post_modified", "post_modified_gmt"):
            assert DATE.fullmatch(item.findtext(f"{WP}{name}") or "")
        assert item.findtext(f"{WP}status") in ("publish", "draft", "future", "private", "inherit")
        assert all(term.get("nicename") and term.get("domain") for term in item.findall("category"))
        used = {term.get("nicename") for term in item.findall("category") if term.get("domain") == "category"}
        assert used <= declared
        if kind == "attachment":
            assert (item.findtext(f"{WP}attachment_url") or "").startswith("http://testserver/")
        if kind == "nav_menu_item":
            keys = {meta.findtext(f"{WP}meta_key") for meta in item.findall(f"{WP}postmeta")}
            assert {f"_menu_item_{name}" for name in MENU_FIELDS} == keys
            assert {term.get("nicename") for term in item.findall("category")} <= menus
    assert {item.findtext(f"{WP}is_sticky") for item in items} == {"0", "1"}


MENU_FIELDS = ("type", "menu_item_parent", "object_id", "object", "target", "classes", "xfn", "url")
"""WordPress's importer makes a variable of each and reads them all (class-wp-import.php, process_menu_item)."""


def test_photos_can_be_fetched_from_elsewhere(paper: dict[str, Any], tmp_path: Path) -> None:
    export_wordpress(tmp_path / "out", lambda *_: None, uploads_url="https://new.example/wp-content/uploads/")
    text = (tmp_path / "out" / "wordpress-1.xml").read_text()
    path = re.search(r"https://new\.example/wp-content/uploads/(\d{4}/\d\d/quay[^\"\]<]*\.jpg)", text)
    assert path is not None
    assert (tmp_path / "out" / "uploads" / path[1]).is_file()


def test_an_export_that_breaks_off_leaves_nothing(front: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise OSError(28, "No space left on device", "uploads/quay.jpg")

    monkeypatch.setattr(wordpress, "copy_media", fail)
    with pytest.raises(PaperError, match="No space left"):
        export_wordpress(tmp_path / "out", lambda *_: None)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_refused(front: Any, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(PaperError, match="is not empty"):
        export_wordpress(tmp_path, lambda *_: None)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_folder_for_uploads_is_there_even_where_nothing_is_in_it(front: Any, tmp_path: Path) -> None:
    Photo.objects.all().delete()
    export_wordpress(tmp_path / "out", lambda *_: None)
    out = tmp_path / "out"
    report = import_wordpress(out / "wordpress-1.xml", uploads=out / "uploads", dry_run=True)
    assert report.counts["section"]
