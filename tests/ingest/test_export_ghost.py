"""`broadsheet export ghost`: files that Ghost's importer takes, and that our own reads back whole."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml
from wagtail.contrib.redirects.models import Redirect

from broadsheet.ingest.bodies import convert
from broadsheet.ingest.bodies.words import kept_share, words_of_blocks
from broadsheet.ingest.exporters.content import Content
from broadsheet.ingest.exporters.ghost import export_ghost
from broadsheet.ingest.exporters.ghost_addresses import plain_slug
from broadsheet.ingest.exporters.ghost_lexical import LexicalBodies
from broadsheet.ingest.exporters.whole_body import whole_body
from broadsheet.ingest.parsers.ghost import GhostArchive
from broadsheet.ingest.parsers.ghost_cards import Notes
from broadsheet.ingest.parsers.lexical import html_of_lexical
from broadsheet.ingest.records import BodyFormat, MediaRef, Menu, Page, Person, State, Story, Taxonomy, Term, Warned
from broadsheet.media.models import File
from broadsheet.newsroom.models import Author, Section, Topic
from broadsheet.newsroom.models import Story as PaperStory
from broadsheet.paper import PaperError
from tests.ingest.leaving import EVERY_BLOCK, QUAY, TIDES, an_outside, whole_paper

SITE = "https://ghost.example"
MakeStory = Callable[..., PaperStory]


# Bodies


def html_of(rows: list[Any]) -> str:
    """What our own reader of Ghost's bodies makes of ours; nothing in them may be strange to it."""
    notes = Notes()
    made = html_of_lexical(json.loads(LexicalBodies(an_outside()).body(rows)), notes)
    assert not notes.lines
    return made


PHOTO = MediaRef(QUAY.url)
COMES_BACK: list[tuple[str, Any]] = [
    ("text", "<p>Six &amp; <b>bold</b>, <i>slanted</i>, H<sub>2</sub>O, x<sup>2</sup>.</p>"
             '<p>To <a href="https://gazette.example/news/ferry/">the story</a>,'
             f' <a href="{TIDES.url}">the table</a>,'
             ' <a href="https://other.example/?a=1&amp;b=2">away</a>, nowhere.</p>'
             "<p>One<br/>two</p><ul><li>A<ol><li>A1</li></ol></li><li>B</li></ul><p><code>x &lt; 1</code></p>"),
    ("heading", {"text": "Low & high water", "level": "2"}),
    ("heading", {"text": "Smaller", "level": "3"}),
    ("picture", {"photo": PHOTO, "caption": "The quay.", "alt": "A quay", "size": "wide"}),
    ("picture", {"photo": PHOTO, "caption": "At dusk <now>", "alt": 'A "quay"', "size": "text"}),
    ("gallery", {"title": "Boats 1. a 2. b", "pictures": [{"photo": PHOTO, "caption": "", "alt": "A quay"}] * 2}),
    ("quote", {"text": "<p>We saw it go.</p>", "source": "Ada Quay"}),
    ("quote", {"text": "<p>We saw<br/>it go</p>", "source": "Ada Quay"}),
    ("list", {"style": "numbered", "items": ["First", "Second <b>thing</b>"]}),
    ("table", [["Day", "Boats"], ["Monday", ""]]),
    ("embed", {"url": "https://vimeo.com/76979871", "title": "The crossing", "caption": "The crossing – In May"}),
    ("file", {"document": MediaRef(TIDES.url), "title": "Tide table"}),
    ("text", '<p><b><a href="https://gazette.example/news/ferry/">The ferry &amp; the tide</a></b></p>'),
    ("info_box", {"title": "", "text": "<p><b>How we counted</b><br/>By hand.<br/><br/>Twice.</p>"}),
    ("code", {"language": "python", "code": "if a < 1:\n    b[0]"}),
    ("markup", {"html": "<dl><dt>Kept</dt><dd>as it is</dd></dl>"}),
    ("markup", {"html": "<hr>"}),
    ("text", "<p>[gallery ids=1] is no shortcode here, and 終わり is the end.</p>"),
]  # fmt: skip
"""EVERY_BLOCK after its way through Ghost's editor and back."""


def test_every_block_comes_back_from_ghosts_editor() -> None:
    found = convert(html_of(EVERY_BLOCK), BodyFormat.HTML).blocks
    plain = [(kind, value["data"] if kind == "table" else value) for kind, value in found]
    assert [kind for kind, _ in plain] == [kind for kind, _ in COMES_BACK]
    for back, wanted in zip(plain, COMES_BACK, strict=True):
        assert back == wanted


def test_what_has_been_deleted_leaves_no_hole_and_no_empty_document() -> None:
    rows = [("picture", {"photo": 1}), ("file", {"document": 1}), ("related_story", {"story": 1}), ("text", "")]
    root = json.loads(LexicalBodies(an_outside()).body(rows))["root"]
    assert [(node["type"], node["children"]) for node in root["children"]] == [("paragraph", [])]


def test_a_long_gallery_becomes_several_of_nine() -> None:
    pictures = [{"type": "item", "id": str(n), "value": {"photo": 7, "caption": f"No. {n}"}} for n in range(20)]
    document = json.loads(LexicalBodies(an_outside()).body([("gallery", {"title": "Boats", "pictures": pictures})]))
    cards = document["root"]["children"]
    assert [len(card["images"]) for card in cards] == [9, 9, 2]
    assert [image["row"] for image in cards[0]["images"]] == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert [card["caption"].startswith("Boats") for card in cards] == [True, False, False]


# A whole paper


@pytest.fixture
def paper(make_story: MakeStory, make_section: Callable[..., Section]) -> dict[str, Any]:
    return whole_paper(make_story, make_section)


@pytest.fixture
def exported(paper: dict[str, Any], tmp_path: Path) -> Path:
    told = export_ghost(tmp_path / "out", lambda *_: None)
    assert (told.files, told.lost) == (["ghost-1.json", "content-1.zip", "routes.yaml", "redirects.yaml"], [])
    assert (told.closed, told.comments_left) == (2, 2)
    return tmp_path / "out"


def records_of(folder: Path, kind: type) -> list[Any]:
    archive = GhostArchive(sorted(folder.glob("ghost-*.json")), address=SITE, sections=["news", "sport", "rowing"])
    return [record for record in archive.records() if isinstance(record, kind)]


def tables_of(folder: Path, number: int = 1) -> dict[str, list[dict[str, Any]]]:
    export = json.loads((folder / f"ghost-{number}.json").read_text(encoding="utf-8"))
    (only,) = export["db"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", only["meta"]["version"])
    return dict(only["data"])


def notes_of(folder: Path) -> list[tuple[str, str, str]]:
    with (folder / "notes.csv").open(encoding="utf-8", newline="") as stream:
        return [(row["about"], row["of"], row["remark"]) for row in csv.DictReader(stream)]


def test_our_own_importer_reads_everything_back(exported: Path, paper: dict[str, Any]) -> None:
    stories = {story.slug: story for story in records_of(exported, Story)}
    assert len(stories) == PaperStory.objects.count() == 6
    full = stories["the-last-ferry-more"]
    people = {person.origin.key: person.name for person in records_of(exported, Person)}
    terms = {term.origin.key: term.slug for term in records_of(exported, Term)}
    assert (full.title, full.standfirst) == ("The <last> ferry & more", "It left at six.")
    assert (full.published, full.state) == (paper["full"].published_at, State.PUBLISHED)
    assert [people[key] for key in full.authors] == ["Bo Öberg", "Ann Archer"]
    assert [terms[key] for key in full.sections] == ["rowing", "sport"]
    assert [terms[key] for key in full.topics] == ["ferry", "sallow-island"]
    assert (full.seo_title, full.seo_description) == ("Ferry gone", "The ferry is gone.")
    assert (full.canonical, full.is_pinned) == ("https://first.example/ferry/", True)
    assert (full.picture_caption, full.picture_alt) == ("The quay. Ada", "A quay")
    assert full.social_picture == full.picture
    assert {slug: story.state for slug, story in stories.items()} == {
        "the-last-ferry-more": State.PUBLISHED,
        "another-story": State.PUBLISHED,
        "a-draft": State.DRAFT,
        "for-who-knows-the-word": State.DRAFT,
        "for-the-house": State.DRAFT,
        "tomorrows-story": State.SCHEDULED,
    }


def test_what_stands_around_the_stories_comes_back_too(exported: Path) -> None:
    people = {person.name: person for person in records_of(exported, Person)}
    assert people["Ann Archer"].biography == "<p>Ann reports.</p>"
    assert people.keys() == {"Ann Archer", "Bo Öberg", "The Test Gazette"}
    terms = {term.slug: term for term in records_of(exported, Term)}
    assert (terms["sport"].description, terms["sport"].taxonomy) == ("Games.", Taxonomy.SECTION)
    pages = {page.slug: page for page in records_of(exported, Page)}
    assert pages["the-house"].standfirst == "Who we are."
    assert "Four of them." in pages["its-rooms"].body
    (menu,) = [menu for menu in records_of(exported, Menu) if menu.slug == "navigation"]
    assert [(item.label, item.target_kind or item.url) for item in menu.items] == [
        ("Sport", "/sport/"), ("Ferries", "/topic/ferry/"), ("House", "/the-house/"),
    ]  # fmt: skip
    assert ("menu", "/sport/rowing/the-last-ferry-more/", "“The ferry” stood under “Sport”: Ghost has one level") in (
        notes_of(exported)
    )
    comments = json.loads((exported / "comments.json").read_text(encoding="utf-8"))
    assert [(row["author"], row["status"], row["in_reply_to_id"]) for row in comments] == [
        ("Cy", "published", None),
        ("", "hidden", comments[0]["id"]),
    ]


def test_no_word_is_lost(exported: Path) -> None:
    wanted: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for content in Content().stories():
        wanted += words_of_blocks([row for row in whole_body(content) if row[0] not in ("picture", "gallery", "list")])
    for story in records_of(exported, Story):
        kept += words_of_blocks(convert(story.body, story.body_format).blocks)
    assert wanted.total() > 80
    assert kept_share(wanted, kept) >= 0.999


def test_every_original_lies_where_its_posts_say(exported: Path) -> None:
    with ZipFile(exported / "content-1.zip") as content:
        names = {f"__GHOST_URL__/{name}" for name in content.namelist()}
        assert content.testzip() is None
    text = json.dumps(tables_of(exported))
    named = set(re.findall(r"__GHOST_URL__/content/[^\"\\]+", text))
    assert named == names
    assert len(names) == 2
    assert all(re.fullmatch(r"__GHOST_URL__/content/(images|files)/\d{4}/\d\d/[\w.-]+", name) for name in names)


LENGTHS = {
    "posts": {"id": 24, "uuid": 36, "title": 255, "slug": 191, "feature_image": 2000, "status": 50, "locale": 6,
              "custom_excerpt": 300, "canonical_url": 2000},
    "posts_meta": {"og_image": 2000, "og_title": 300, "twitter_title": 300, "meta_title": 300,
                   "meta_description": 500, "feature_image_alt": 191, "feature_image_caption": 65535},
    "tags": {"id": 24, "name": 191, "slug": 191, "description": 500, "accent_color": 50},
    "users": {"id": 24, "name": 191, "slug": 191, "email": 191, "bio": 250, "website": 2000, "twitter": 191},
}  # fmt: skip
"""TryGhost/Ghost, core/server/data/schema/schema.js, and the validations in it where they are the stricter."""


def check_against_ghosts_rules(tables: dict[str, list[dict[str, Any]]]) -> None:
    for table, lengths in LENGTHS.items():
        for row in tables[table]:
            assert {name: len(row[name]) for name in lengths if len(row.get(name) or "") > lengths[name]} == {}
    for table in ("posts", "posts_meta", "tags", "users", "roles", "roles_users", "posts_tags", "posts_authors"):
        ids = [row["id"] for row in tables[table]]
        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch(r"[0-9a-f]{24}", one) for one in ids)
    for table in ("posts", "tags", "users"):
        slugs = [row["slug"] for row in tables[table]]
        assert len(set(slugs)) == len(slugs)
        assert all(re.fullmatch(r"[a-z0-9_]+(-[a-z0-9_]+)*", slug) for slug in slugs)
    mail = [row["email"] for row in tables["users"]]
    assert len(set(mail)) == len(mail)
    assert all(re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", one) for one in mail)
    users, tags = {row["id"] for row in tables["users"]}, {row["id"] for row in tables["tags"]}
    assert (
        {row["author_id"] for row in tables["posts_authors"]}
        <= users
        == {row["user_id"] for row in tables["roles_users"]}
    )
    assert {row["tag_id"] for row in tables["posts_tags"]} <= tags
    assert {row["role_id"] for row in tables["roles_users"]} <= {row["id"] for row in tables["roles"]}
    assert {row["post_id"] for row in tables["posts_authors"]} == {row["id"] for row in tables["posts"]}
    for post in tables["posts"]:
        assert post["title"]
        assert post["type"] in ("post", "page")
        assert post["status"] in ("published", "draft", "scheduled")
        assert post["published_at"] or post["status"] == "draft"
        assert json.loads(post["lexical"])["root"]["type"] == "root"


def test_ghosts_rules_are_kept(exported: Path) -> None:
    check_against_ghosts_rules(tables_of(exported))


def test_what_is_too_long_for_ghost_is_cut_and_named(
    make_story: MakeStory, make_section: Callable[..., Section], tmp_path: Path
) -> None:
    ann = Author.objects.create(name="Ann", biography=f"<p>{'She reports. ' * 40}</p>", role="Editor")
    section = make_section("Long", standfirst="Wide. " * 200)
    long = make_story(
        "Head " * 50, slug="s" * 200, section=section, authors=[ann], standfirst="It left at six. " * 30, kicker="Sea",
        seo_title="T" * 255, search_description="d " * 400, topics=["word " * 18],
    )  # fmt: skip
    export_ghost(tmp_path / "out", lambda *_: None)
    tables = tables_of(tmp_path / "out")
    check_against_ghosts_rules(tables)
    found = {(about, remark.partition(" has ")[0]) for about, _, remark in notes_of(tmp_path / "out")}
    assert {("shortened", "the standfirst"), ("shortened", "the description for search")} <= found
    assert {("shortened", "the biography"), ("shortened", "the description")} <= found
    (post,) = [row for row in tables["posts"] if row["type"] == "post"]
    assert post["custom_excerpt"].endswith(" at…")
    assert long.standfirst.strip() in post["lexical"]
    (user,) = [row for row in tables["users"] if row["name"] == "Ann"]
    assert user["bio"].startswith("Editor. She reports.")


def test_paid_content_says_so_and_kinds_are_tags_that_no_reader_sees(make_story: MakeStory, tmp_path: Path) -> None:
    make_story("Bought", kind="sponsored", kicker="Paid for by Quay Ltd", hide_from_lists=True)
    export_ghost(tmp_path / "out", lambda *_: None)
    tables = tables_of(tmp_path / "out")
    (post,) = [row for row in tables["posts"] if row["type"] == "post"]
    first = json.loads(post["lexical"])["root"]["children"][0]
    assert (first["type"], first["calloutText"]) == ("callout", "<strong>Sponsored</strong><br>Paid for by Quay Ltd")
    names = {row["id"]: (row["name"], row["visibility"]) for row in tables["tags"]}
    tagged = [names[row["tag_id"]] for row in tables["posts_tags"]]
    assert tagged == [("News", "public"), ("#hidden", "internal"), ("#sponsored", "internal")]


# Addresses


def test_a_slug_is_written_as_ghost_would_make_it() -> None:
    assert plain_slug("the-last-ferry", "x") == "the-last-ferry"
    assert plain_slug("bo-öberg", "x") == "bo-oberg"
    assert plain_slug("終わり-2", "story-7") == "story-7"
    assert len(plain_slug("s" * 300, "x")) == 185


def test_sections_keep_their_paths_and_redirects_lead_from_whatever_moved(
    make_story: MakeStory, make_section: Callable[..., Section], tmp_path: Path
) -> None:
    sport = make_section("Sport")
    rowing = make_section("Rowing", under=sport)
    first = make_story("Same", section=sport)
    second = make_story("Same", section=rowing, body=[("text", f'<p><a linktype="page" id="{first.pk}">it</a></p>')])
    arabic = make_story("مد", slug="مد", section=sport)
    Topic.objects.create(name="Rowing", slug="rowing")
    Redirect.add_redirect("/old.html", redirect_to=second)
    Redirect.add_redirect("/gone", redirect_to="https://other.example/", is_permanent=False)
    Redirect.add_redirect("/?p=12", redirect_to=second)
    export_ghost(tmp_path / "out", lambda *_: None)
    routes = yaml.safe_load((tmp_path / "out" / "routes.yaml").read_text(encoding="utf-8"))
    assert routes["taxonomies"] == {"tag": "/topic/{slug}/", "author": "/author/{slug}/"}
    paths = list(routes["collections"])
    assert paths.index("/sport/rowing/") < paths.index("/sport/")
    assert routes["collections"]["/sport/"]["permalink"] == "/sport/{slug}/"
    assert routes["collections"]["/sport/"]["filter"] == "primary_tag:[rowing,sport]"
    assert routes["collections"]["/sport/rowing/"]["filter"] == "primary_tag:rowing"
    slugs = {row["id"][1:]: row["slug"] for row in tables_of(tmp_path / "out")["posts"]}
    assert slugs[f"{second.pk:023x}"] == "same-rowing"
    redirects = yaml.safe_load((tmp_path / "out" / "redirects.yaml").read_text(encoding="utf-8"))
    own = {old: new for old, new in redirects[301].items() if "how-we-work" not in old}
    assert own == {
        "^/sport/rowing/same/?$": "/sport/rowing/same-rowing/",
        "^/sport/%D9%85%D8%AF/?$": f"/sport/story-{arabic.pk}/",
        r"^/old\.html/?$": "/sport/rowing/same-rowing/",
    }
    assert redirects[302] == {"^/gone/?$": "https://other.example/"}
    assert [of for about, of, _ in notes_of(tmp_path / "out") if about == "redirect"] == ["/?p=12"]
    assert [row["slug"] for row in tables_of(tmp_path / "out")["tags"]].count("rowing") == 1
    assert '"url":"__GHOST_URL__/sport/same/"' in (tmp_path / "out" / "ghost-1.json").read_text().replace("\\", "")


def test_our_own_importer_knows_an_anchored_redirect_for_an_old_address(paper: dict[str, Any], tmp_path: Path) -> None:
    Redirect.add_redirect("/2020/ferry.html", redirect_to="/another-story/")
    export_ghost(tmp_path / "out", lambda *_: None)
    with ZipFile(tmp_path / "all.zip", "w") as both:
        for name in ("ghost-1.json", "redirects.yaml", "routes.yaml"):
            both.write(tmp_path / "out" / name, name)
    archive = GhostArchive([tmp_path / "all.zip"], address=SITE, sections=["news"])
    records = list(archive.records())
    (other,) = [one for one in records if isinstance(one, Story) and one.slug == "another-story"]
    assert {"/news/another-story/", "/2020/ferry.html"} <= set(other.addresses)
    assert not [one for one in records if isinstance(one, Warned) and one.title == "redirects"]


# People and parts


def test_nobody_else_gets_a_log_in_by_a_public_address(make_story: MakeStory, tmp_path: Path) -> None:
    for number, (name, is_guest) in enumerate([("Ann", False), ("Bo", False), ("Cy", True)]):
        Author.objects.create(
            name=name, email="desk@gazette.example", is_guest=is_guest, website=f"http://host{number}"
        )
    make_story("Unsigned")
    export_ghost(tmp_path / "out", lambda *_: None)
    tables = tables_of(tmp_path / "out")
    check_against_ghosts_rules(tables)
    mail = {row["name"]: row["email"] for row in tables["users"]}
    assert mail["Ann"] == "desk@gazette.example"
    assert [mail[name].endswith(".invalid") for name in ("Bo", "Cy")] == [True, True]
    assert all(row["status"] == "locked" for row in tables["users"])
    assert {row.get("website") for row in tables["users"]} == {None}
    roles = {row["id"]: row["name"] for row in tables["roles"]}
    given = {row["user_id"]: roles[row["role_id"]] for row in tables["roles_users"]}
    assert {row["name"]: given[row["id"]] for row in tables["users"]} == {
        "Ann": "Author", "Bo": "Author", "Cy": "Contributor", "The Test Gazette": "Contributor",
    }  # fmt: skip
    (post,) = [row["id"] for row in tables["posts"] if row["type"] == "post"]
    (byline,) = [row["author_id"] for row in tables["posts_authors"] if row["post_id"] == post]
    assert next(row["name"] for row in tables["users"] if row["id"] == byline) == "The Test Gazette"


def test_invented_addresses_and_the_houses_slug_are_nobody_elses(make_story: MakeStory, tmp_path: Path) -> None:
    long = "a" * 70
    for slug in (f"{long}-one", f"{long}-two", f"{long}-three", "the-paper"):
        Author.objects.create(name=slug, slug=slug)
    make_story("Unsigned")
    export_ghost(tmp_path / "out", lambda *_: None)
    tables = tables_of(tmp_path / "out")
    check_against_ghosts_rules(tables)
    for column in ("email", "slug"):
        values = [row[column] for row in tables["users"]]
        assert len(set(values)) == len(values) == 5
    assert all(len(row["email"].partition("@")[0]) <= 64 for row in tables["users"])
    assert {row["name"]: row["slug"] for row in tables["users"]}["the-paper"] == "the-paper"


def test_a_large_paper_comes_in_parts_that_ghost_can_take_one_by_one(paper: dict[str, Any], tmp_path: Path) -> None:
    told = export_ghost(tmp_path / "out", lambda *_: None, most_posts=3)
    parts = [name for name in told.files if name.startswith("ghost-")]
    assert len(parts) > 2
    posts: list[str] = []
    for number in range(1, len(parts) + 1):
        tables = tables_of(tmp_path / "out", number)
        check_against_ghosts_rules(tables)
        assert len(tables["posts"]) <= 3
        assert bool(tables["settings"]) == (number == 1)
        posts += [row["slug"] for row in tables["posts"]]
    assert len(set(posts)) == len(posts)
    assert len(records_of(tmp_path / "out", Story)) == PaperStory.objects.count()


def test_what_ghost_would_take_for_data_lies_beside_the_zip(paper: dict[str, Any], tmp_path: Path) -> None:
    tides = paper["tides"]
    name = tides.file.storage.save("documents/tides.csv", tides.file)
    File.objects.filter(pk=tides.pk).update(file=name)
    export_ghost(tmp_path / "out", lambda *_: None)
    with ZipFile(tmp_path / "out" / "content-1.zip") as content:
        assert not [one for one in content.namelist() if one.endswith(".csv")]
    (copied,) = (tmp_path / "out" / "copy-by-hand").rglob("*.csv")
    assert copied.read_bytes() == b"%PDF-1.4"


def test_a_folder_with_something_in_it_is_refused(front: Any, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(PaperError, match="is not empty"):
        export_ghost(tmp_path, lambda *_: None)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
