"""Ghost exports as records: what becomes of posts, people, tags, menus and of what readers never saw."""

import gzip
import json
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from broadsheet.ingest.bodies import convert
from broadsheet.ingest.bodies.words import kept_share, words_of_blocks, words_of_html
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers import packed
from broadsheet.ingest.parsers.ghost import GhostArchive
from broadsheet.ingest.records import MediaRef, Menu, Page, Person, Skipped, State, Story, Taxonomy, Term, Warned
from tests.ingest.ghost_exports import (
    REAL_EXPORT,
    data,
    ghost_export,
    needs_ghost_export,
    post,
    tag,
    tagged,
    user,
)


def records(path: Path, **options: Any) -> list[Any]:
    return list(GhostArchive([path], **options).records())


def of(kind: type, found: list[Any]) -> list[Any]:
    return [record for record in found if isinstance(record, kind)]


def remarks(found: list[Any]) -> list[Warned]:
    """What the report is told, but for the remark that nobody said where the site was."""
    return [record for record in of(Warned, found) if "--site" not in record.message]


def story(tmp_path: Path, row: dict[str, Any] | None = None, **options: Any) -> Story:
    path = ghost_export(tmp_path, data(row or post()))
    return next(record for record in records(path, **options) if isinstance(record, Story))


# Posts


def test_a_post_is_a_story_with_all_that_ghost_knew_of_it(tmp_path: Path) -> None:
    row = post(
        title="Tide &amp; time", custom_excerpt="In short.", featured=1,
        feature_image="__GHOST_URL__/content/images/a.jpg",
        canonical_url="https://x.example/a/", locale="de",
    )  # fmt: skip
    meta = {
        "post_id": "post1", "meta_title": "Seen by search", "meta_description": "About it",
        "og_image": "/content/images/o.jpg",
        "feature_image_alt": "A boat", "feature_image_caption": "By <em>Jo</em>",
    }  # fmt: skip
    path = ghost_export(tmp_path, data(row, posts_meta=[meta]))
    found = of(Story, records(path, address="https://old.example"))[0]
    assert (found.title, found.slug, found.state) == ("Tide & time", "story-1", State.PUBLISHED)
    assert found.published == datetime(2020, 5, 1, 11, tzinfo=UTC)
    assert found.updated == datetime(2020, 5, 1, 12, tzinfo=UTC)
    assert (found.standfirst, found.language, found.is_pinned) == ("In short.", "de", True)
    assert found.picture == MediaRef("https://old.example/content/images/a.jpg")
    assert (found.picture_caption, found.picture_alt) == ("By Jo", "A boat")
    assert found.social_picture == MediaRef("/content/images/o.jpg")
    assert (found.seo_title, found.seo_description) == ("Seen by search", "About it")
    assert found.canonical == "https://x.example/a/"
    assert found.addresses == ("/story-1/", "/p/uuid-1/")
    assert found.notes == ()


@pytest.mark.parametrize(
    ("values", "state", "note"),
    [
        ({}, State.PUBLISHED, ""),
        ({"visibility": None}, State.PUBLISHED, ""),
        ({"visibility": "members"}, State.MEMBERS, ""),
        ({"visibility": "paid"}, State.PAID, ""),
        ({"visibility": "tiers"}, State.PAID, ""),
        ({"visibility": "label:vip"}, State.PAID, ""),
        ({"status": "draft"}, State.DRAFT, ""),
        ({"status": "draft", "visibility": "paid"}, State.DRAFT, ""),
        ({"status": "scheduled"}, State.SCHEDULED, ""),
        ({"status": "scheduled", "visibility": "members"}, State.DRAFT, "scheduled for members only"),
        ({"status": "sent"}, State.DRAFT, "only went out by e-mail"),
        ({"email_only": 1}, State.DRAFT, "only went out by e-mail"),
        ({"status": "weird"}, State.DRAFT, "“weird” is unknown"),
        ({"status": None}, State.DRAFT, ""),
    ],
)
def test_nothing_is_more_public_than_it_was(tmp_path: Path, values: dict[str, Any], state: State, note: str) -> None:
    found = story(tmp_path, post(**values))
    assert found.state is state
    assert note in " ".join(found.notes)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"visibility": "paid"}, State.PUBLISHED),
        ({"visibility": "members", "status": "scheduled"}, State.SCHEDULED),
        ({"visibility": "members", "status": "draft"}, State.DRAFT),
        ({"visibility": "members", "status": "sent"}, State.DRAFT),
    ],
)
def test_what_was_for_members_is_public_where_the_newsroom_says_so(
    tmp_path: Path, values: dict[str, Any], state: State
) -> None:
    assert story(tmp_path, post(**values), opens_members=True).state is state


@pytest.mark.parametrize("flags", [{"type": "page"}, {"type": None, "page": 1}, {"page": True}])
def test_pages_of_every_version_are_standing_pages(tmp_path: Path, flags: dict[str, Any]) -> None:
    row = post(feature_image="/content/images/a.jpg", **flags)
    if flags.get("type") != "page":
        row.pop("type")
    found = of(Page, records(ghost_export(tmp_path, data(row))))[0]
    assert (found.title, found.addresses) == ("Story 1", ("/story-1/", "/p/uuid-1/"))
    assert found.body.startswith('<figure class="kg-card kg-image-card"><img src="/content/images/a.jpg"')


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2017-09-01T12:00:00.000Z", datetime(2017, 9, 1, 12, tzinfo=UTC)),
        ("2017-09-01 12:00:00", datetime(2017, 9, 1, 12, tzinfo=UTC)),
        (1504267200000, datetime(2017, 9, 1, 12, tzinfo=UTC)),
        ("0000-00-00 00:00:00", None),
        ("yesterday", None),
        (10**30, None),
        (True, None),
        ([], None),
        (None, None),
    ],
)
def test_dates_of_every_version_are_read_and_nonsense_is_none(tmp_path: Path, written: Any, moment: Any) -> None:
    found = story(tmp_path, post(published_at=written))
    assert found.published == moment
    assert ("has no usable date" in found.notes) is (moment is None)


def test_a_canonical_address_of_the_site_itself_is_dropped_where_the_site_is_not_known(tmp_path: Path) -> None:
    row = post(canonical_url="__GHOST_URL__/story-1/")
    assert story(tmp_path, row).canonical == ""
    assert story(tmp_path, row, address="old.example/blog/").canonical == "https://old.example/blog/story-1/"


def test_hidden_code_is_listed_and_nowhere_else(tmp_path: Path) -> None:
    row = post(codeinjection_head="<script>steal()</script>", codeinjection_foot="<style>p{}</style>")
    tables = data(
        row,
        tags=[tag("t1", "News", codeinjection_foot="<script>spy()</script>")],
        settings=[{"key": "codeinjection_head", "value": "<script>watch()</script>"}],
    )
    found = records(ghost_export(tmp_path, tables))
    listed = [*of(Story, found)[0].notes, *(warned.message for warned in of(Warned, found))]
    assert len([line for line in listed if "which is not run here" in line]) == 4
    assert "spy" not in repr(of(Term, found))
    assert "steal" not in of(Story, found)[0].body


# People and tags


def test_staff_are_authors_and_what_is_private_stays_behind(tmp_path: Path) -> None:
    person = user(
        bio="Writes <b> & reads", website="https://mara.example", profile_image="__GHOST_URL__/content/images/m.jpg",
        facebook="mara", twitter="@mara", mastodon="@mara@social.example", youtube="@mara", linkedin="in/mara",
        bluesky="mara.example", threads="@mara", tiktok="@mara", instagram="mara", location="Here",
    )  # fmt: skip
    found = of(Person, records(ghost_export(tmp_path, data(post(), users=[person])), address="https://old.example"))[0]
    assert (found.name, found.slug, found.role, found.email) == ("Mara Ellison", "mara", "", "")
    assert found.biography == "<p>Writes &lt;b&gt; &amp; reads</p>"
    assert found.picture == MediaRef("https://old.example/content/images/m.jpg")
    assert found.addresses == ("/author/mara/",)
    assert found.profiles == {
        "facebook": "https://www.facebook.com/mara",
        "x": "https://x.com/mara",
        "threads": "https://www.threads.net/@mara",
        "bluesky": "https://bsky.app/profile/mara.example",
        "tiktok": "https://www.tiktok.com/@mara",
        "instagram": "https://www.instagram.com/mara",
        "youtube": "https://www.youtube.com/@mara",
        "linkedin": "https://www.linkedin.com/in/mara",
        "mastodon": "https://social.example/@mara",
    }
    assert "private.example" not in repr(found)


def test_several_authors_keep_their_order_and_older_posts_their_only_one(tmp_path: Path) -> None:
    users = [user("u1"), user("u2", "Jo Vane", "jo"), user("u3", "Al", "al")]
    links = [{"post_id": "post1", "author_id": key, "sort_order": n} for n, key in enumerate(["u2", "u9", "u1"])]
    rows = (post(1), post(2, author_id="u3"), post(3, author_id="u9"))
    stories = of(Story, records(ghost_export(tmp_path, data(*rows, users=users, posts_authors=links))))
    assert [found.authors for found in stories] == [("u2", "u1"), ("u3",), ()]
    assert stories[2].notes == ("names no author that the export holds",)


TAGS = [tag("t1", "News"), tag("t2", "Sea", description="All of it"), tag("t3", "#breaking", "hash-breaking")]


def test_public_tags_are_topics_and_internal_ones_stay_internal(tmp_path: Path) -> None:
    tables = data(post(), tags=TAGS, posts_tags=tagged(1, "t3", "t1", "t2", "t9"))
    found = records(ghost_export(tmp_path, tables))
    assert [(term.taxonomy, term.name, term.addresses) for term in of(Term, found)] == [
        (Taxonomy.TOPIC, "News", ("/tag/news/",)),
        (Taxonomy.TOPIC, "Sea", ("/tag/sea/",)),
    ]
    assert of(Story, found)[0].topics == ("t1", "t2")
    assert of(Story, found)[0].sections == ()
    assert [(one.title, "on 1 posts" in one.message) for one in remarks(found)] == [("#breaking", True)]


def test_named_tags_become_sections(tmp_path: Path) -> None:
    tables = data(post(), tags=TAGS, posts_tags=tagged(1, "t1", "t2"))
    found = records(ghost_export(tmp_path, tables), sections=["sea"])
    assert [term.name for term in of(Term, found) if term.taxonomy is Taxonomy.SECTION] == ["Sea"]
    assert of(Story, found)[0].home == "t2"
    assert of(Story, found)[0].topics == ("t1",)


def test_every_posts_first_public_tag_may_become_a_section(tmp_path: Path) -> None:
    links = [*tagged(1, "t3", "t2", "t1"), *tagged(2, "t2")]
    tables = data(post(1), post(2), tags=TAGS, posts_tags=links)
    found = records(ghost_export(tmp_path, tables), sections=["primary"])
    assert {term.name: term.taxonomy.value for term in of(Term, found)} == {"News": "topic", "Sea": "section"}
    assert [story.home for story in of(Story, found)] == ["t2", "t2"]


def test_a_section_of_a_tag_nobody_used_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="no public tag “weather”"):
        records(ghost_export(tmp_path, data(post(), tags=TAGS)), sections=["weather"])


# Menus and addresses


def test_both_menus_are_read_and_ghosts_own_window_is_left_out(tmp_path: Path) -> None:
    navigation = [
        {"label": "Home", "url": "__GHOST_URL__/"},
        {"label": "Sea", "url": "/tag/sea/"},
        {"label": "Join", "url": "#/portal/signup"},
    ]
    settings = [
        {"key": "title", "value": "The Old Gazette"},
        {"key": "navigation", "value": json.dumps(navigation)},
        {"key": "secondary_navigation", "value": '[{"label": "About", "url": "https://x.example/about/"}]'},
        {"key": "something", "value": None},
    ]
    found = records(ghost_export(tmp_path, data(post(), tags=TAGS, settings=settings)))
    main, footer = of(Menu, found)
    assert [(line.label, line.url, line.target_kind, line.target) for line in main.items] == [
        ("Home", "/", "", ""),
        ("Sea", "", "topic", "t2"),
    ]
    assert (footer.slug, footer.items[0].url) == ("footer", "https://x.example/about/")
    assert [one.title for one in of(Skipped, found)] == ["Join"]


ROUTES = "collections:\n  /blog/:\n    permalink: /blog/{primary_tag}/{year}/{month}/{slug}/\n"
REDIRECTS = {
    "json": ("redirects.json", '[{"from": "/old-name/", "to": "/story-1/"}, {"from": "^/x/(.*)", "to": "/$1"}]'),
    "yaml": ("redirects.yaml", "301:\n  /old-name/: /story-1/\n302:\n  ^/x/(.*): /$1\n"),
}


@pytest.mark.parametrize("form", REDIRECTS)
def test_routes_and_redirects_beside_the_export_give_more_old_addresses(tmp_path: Path, form: str) -> None:
    settings = [
        {"key": "permalinks", "value": "/:year/:month/:day/:slug/"},
        {"key": "timezone", "value": "Pacific/Auckland"},
    ]
    row = post(published_at="2020-04-30 20:00:00")
    path = ghost_export(tmp_path, data(row, tags=TAGS, posts_tags=tagged(1, "t2"), settings=settings))
    name, text = REDIRECTS[form]
    zipped = tmp_path / "all.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write(path, "export/ghost.json")
        archive.writestr("export/settings/routes.yaml", ROUTES)
        archive.writestr(f"export/{name}", text)
        archive.writestr("export/content/images/a.jpg", b"x")
        archive.writestr("export/package.json", '{"name": "theme"}')
    found = records(zipped, address="https://old.example/sub")
    assert of(Story, found)[0].addresses == (
        "/sub/story-1/",
        "/sub/2020/05/01/story-1/",
        "/sub/blog/sea/2020/05/story-1/",
        "/sub/p/uuid-1/",
    )
    found = records(zipped)
    assert "/old-name/" in of(Story, found)[0].addresses
    assert [one.message for one in of(Warned, found) if one.title == "redirects"] == [
        "a redirect of the old site was not kept: ^/x/(.*) → /$1"
    ]
    archive_read = GhostArchive([zipped])
    list(archive_read.records())
    assert archive_read.media_root == zipped


# Files


@pytest.mark.parametrize("wrapped", [True, False])
def test_an_export_may_be_gzipped_and_may_lack_its_outer_layer(tmp_path: Path, wrapped: bool) -> None:
    inner = {"meta": {"exported_on": 1, "version": "1.26.1"}, "data": data(post())}
    path = tmp_path / "ghost.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"db": [inner]} if wrapped else inner).encode()))
    assert len(of(Story, records(path))) == 1


def test_tables_may_come_in_any_order_and_over_several_files(tmp_path: Path) -> None:
    tables = data(post(1), post(2), tags=TAGS, posts_tags=tagged(1, "t1"))
    first = ghost_export(tmp_path, {"posts": [post(1)]}, name="a.json")
    second = ghost_export(tmp_path, dict(reversed(tables.items())), name="b.json")
    found = list(GhostArchive([first, second]).records())
    assert [(one.origin.file, one.origin.key, one.topics) for one in of(Story, found)] == [
        ("a.json", "post1", ("t1",)),
        ("b.json", "post2", ()),
    ]
    assert [(one.kind, one.reason) for one in of(Skipped, found)] == [
        ("story", "is in the export twice; the first is kept")
    ]


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    archive = GhostArchive([ghost_export(tmp_path, data(post(), tags=TAGS, posts_tags=tagged(1, "t1")))])
    assert list(archive.records()) == list(archive.records())


def test_the_site_is_known_by_its_address_else_by_its_title(tmp_path: Path) -> None:
    path = ghost_export(tmp_path, data(post(), settings=[{"key": "title", "value": "Old Gazette"}]))
    archive = GhostArchive([path])
    assert [one.title for one in of(Warned, list(archive.records())) if "--site" in one.message] == ["Old Gazette"]
    assert of(Warned, records(path, address="old.example")) == []
    assert (archive.site, archive.name) == ("ghost:old-gazette", "Old Gazette")
    assert GhostArchive([path], address="https://www.Old.example/").site == "old.example"


BROKEN = {
    "empty": (b"", "is empty"),
    "not json": (b"<rss></rss>", "not a Ghost export"),
    "a list": (b"[1, 2]", "not a Ghost export"),
    "no posts": (b'{"meta": {"version": "5.0"}, "data": {"tags": []}}', "no list of posts"),
    "another program's": (b'{"name": "x", "version": 1}', "no list of posts"),
    "no version": (b'{"data": {"posts": []}}', "does not say which version"),
    "version 0": (b'{"meta": {"version": "0.11"}, "data": {"posts": []}}', "written by Ghost 0.11"),
    "version 003": (b'{"meta": {"version": "003"}, "data": {"posts": []}}', "written by Ghost 003"),
    "version 9": (b'{"meta": {"version": {"a": 1}}, "data": {"posts": []}}', "no version"),
    "posts no list": (b'{"meta": {"version": "5"}, "data": {"posts": {"a": 1}}}', "“posts” is no list"),
    "posts of numbers": (b'{"meta": {"version": "5"}, "data": {"posts": [1]}}', "row of the table “posts”"),
    "db no list": (b'{"db": 7}', "no list of posts"),
    "db of numbers": (b'{"db": [7]}', "no list of posts"),
    "cut gzip": (gzip.compress(b'{"db": []}' * 50)[:30], "damaged or cut"),
    "cut zip": (b"PK\x03\x04 and no more", "damaged or cut"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_export_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    content, message = BROKEN[name]
    path = tmp_path / "ghost.json"
    path.write_bytes(content)
    with pytest.raises(ImportRefused, match=message) as refused:
        records(path)
    assert str(refused.value).startswith("ghost.json")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("kind", ["gzip", "zip"])
def test_a_bomb_is_refused_before_it_fills_anything(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "RATIO_COUNTS_FROM", 1_000_000)
    bomb, path = b'{"db":' + b" " * 3_000_000, tmp_path / "bomb"
    if kind == "gzip":
        path.write_bytes(gzip.compress(bomb))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("ghost.json", bomb)
    with pytest.raises(ImportRefused, match="200 times its size"):
        records(path)


def test_a_zip_without_an_export_and_a_file_that_is_not_there_are_refused(tmp_path: Path) -> None:
    zipped = tmp_path / "theme.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("package.json", '{"name": "theme"}')
    with pytest.raises(ImportRefused, match="holds no JSON file"):
        records(zipped)
    with pytest.raises(ImportRefused, match="no such file"):
        records(tmp_path / "missing.json")


STRANGE = [None, 7, True, [], {}, "\x00\ud800x", "javascript:alert(1)", "9" * 400]


@pytest.mark.parametrize("value", STRANGE, ids=repr)
def test_strange_values_in_any_column_do_no_harm(tmp_path: Path, value: Any) -> None:
    """Every column of every table in turn; whatever comes out can be written to a database."""
    names = [*post(), "feature_image", "canonical_url", "lexical", "mobiledoc", "locale", "author_id"]
    rows = [post(n, **{name: value}) for n, name in enumerate(names) if name != "id"]
    people = [
        user(f"u{n}", **{name: value}) for n, name in enumerate([*user(), "bio", "mastodon", "twitter"]) if name != "id"
    ]
    terms = [{**tag(f"t{n}", "T"), name: value} for n, name in enumerate(["name", "slug", "description"])]
    tables = data(
        *rows,
        users=people,
        tags=terms,
        settings=[{"key": "navigation", "value": value}, {"key": value, "value": value}],
        posts_meta=[{"post_id": value, "meta_title": value}, {"post_id": "post1", "og_image": value}],
        posts_tags=[{"post_id": value, "tag_id": value, "sort_order": value}],
    )
    found = records(ghost_export(tmp_path, tables))
    assert len(of(Story, found)) + len(of(Page, found)) == len(rows)
    texts = [getattr(record, "title", "") + getattr(record, "body", "") for record in found]
    assert "\x00" not in "".join(texts)
    "".join(texts).encode()


# The real one


@needs_ghost_export
def test_nothing_of_a_real_export_is_missing() -> None:
    tables = json.loads(REAL_EXPORT.read_text(encoding="utf-8"))["db"][0]["data"]
    found = records(REAL_EXPORT, address="https://peer.example")
    kinds = Counter(row["type"] for row in tables["posts"])
    public = [row for row in tables["tags"] if row["visibility"] == "public"]
    assert (len(of(Story, found)), len(of(Page, found))) == (kinds["post"], kinds["page"])
    assert len(of(Person, found)) == len(tables["users"])
    assert {term.name for term in of(Term, found)} == {row["name"] for row in public}
    internal = [row["name"] for row in tables["tags"] if row["visibility"] == "internal"]
    assert [one.title for one in of(Warned, found)] == internal
    hidden = {row["id"] for row in tables["tags"] if row["visibility"] == "internal"}
    links = Counter(row["post_id"] for row in tables["posts_tags"] if row["tag_id"] not in hidden)
    pages = {page.origin.key for page in of(Page, found)}
    assert {story.origin.key: len(story.topics) for story in of(Story, found) if story.topics} == {
        key: count for key, count in links.items() if key not in pages
    }
    assert all(story.authors for story in of(Story, found))
    assert Counter(story.state.value for story in of(Story, found)) == Counter(
        published=22, draft=1, members=1, paid=1, scheduled=1
    )


@needs_ghost_export
def test_every_word_ghost_rendered_is_in_the_blocks() -> None:
    rendered = {row["id"]: row["html"] or "" for row in json.loads(REAL_EXPORT.read_text())["db"][0]["data"]["posts"]}
    for record in records(REAL_EXPORT):
        if isinstance(record, Story | Page):
            kept = words_of_blocks(convert(record.body, record.body_format).blocks)
            assert kept_share(words_of_html(rendered[record.origin.key]), kept) == 1, record.title


@needs_ghost_export
def test_the_real_export_cut_anywhere_is_refused(tmp_path: Path) -> None:
    whole = REAL_EXPORT.read_bytes()
    path = tmp_path / "cut.json"
    for end in range(1024, len(whole) - 1, len(whole) // 40):
        path.write_bytes(whole[:end])
        with pytest.raises(ImportRefused, match=r"cut|damaged|UTF-8"):
            records(path)
