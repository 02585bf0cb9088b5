"""Every address of the old site leads, in one step, to where that is now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.test import Client
from lxml import etree
from PIL import Image
from wagtail.contrib.redirects.models import Redirect

from broadsheet.ingest.models import ImportRun, RunState
from broadsheet.ingest.old_addresses.lookup import find
from broadsheet.ingest.old_addresses.shapes import LONGEST, asked, stored_as
from broadsheet.ingest.runs import import_wordpress
from broadsheet.media.models import Photo
from broadsheet.newsroom.merging import merge_topics
from broadsheet.newsroom.models import Author, Story, Topic
from tests.ingest.asking import ask
from tests.ingest.exports import BLOCK_TEST, HEAD, THEME_TEST, author, category, export, item, needs_inputs

ARABIC = "/2019/" + quote("أخبار-المدينة-القديمة-" * 12) + "/"


@pytest.mark.parametrize(
    ("address", "stored"),
    [
        ("/2020/05/tide/", "/2020/05/tide"),
        ("/2020/05/tide", "/2020/05/tide"),
        ("/index.php/2020/05/tide/", "/2020/05/tide"),
        ("/%c3%a9t%C3%A9/", "/été"),
        ("/caf%E9/", "/caf%25E9"),
        ("/tide.html", "/tide.html"),
        ("/?p=7", "/?p=7"),
        ("/blog/?page_id=7", "/blog?p=7"),
        ("/?attachment_id=7", "/?p=7"),
        ("/?post_type=event&p=7", "/?p=7"),
        ("/tide/?utm_source=x&utm_medium=y", "/tide"),
        ("/article.aspx?b=2&a=1", "/article.aspx?a=1&b=2"),
        ("", "/"),
        ("/index.php", "/"),
    ],
)
def test_an_address_is_kept_in_its_plainest_form(address: str, stored: str) -> None:
    assert stored_as(address) == stored


@pytest.mark.parametrize(
    ("asked_for", "stored"),
    [
        ("/2020/05/tide/", "/2020/05/tide/"),
        ("/2020/05/tide", "/2020/05/tide/"),
        ("//2020//05/tide/", "/2020/05/tide/"),
        ("/2020/05/Tide/", "/2020/05/tide/"),
        ("/index.php/2020/05/tide/", "/2020/05/tide/"),
        ("/2020/05/tide.html", "/2020/05/tide/"),
        ("/2020/05/tide/", "/2020/05/tide.html"),
        ("/2020/05/tide/2/", "/2020/05/tide/"),
        ("/2020/05/tide/amp/", "/2020/05/tide/"),
        ("/amp/2020/05/tide/", "/2020/05/tide/"),
        ("/2020/05/tide/?amp=1&fbclid=x", "/2020/05/tide/"),
        ("/2020/05/tide/feed/atom/", "/2020/05/tide/"),
        ("/2020/05/tide/embed/", "/2020/05/tide/"),
        ("/2020/05/tide/trackback/", "/2020/05/tide/"),
        ("/2020/05/tide/comment-page-3/", "/2020/05/tide/"),
        ("/2020/05/tide/attachment/boats/", "/2020/05/tide/"),
        ("/category/a/b/page/7/", "/category/a/b/"),
        ("/category/a/b/page/7/amp/", "/category/a/b/"),
        ("/archives/123", "/?p=123"),
        ("/blog/archives/123", "/blog/?p=123"),
        ("/?p=123&paged=2&utm_source=x", "/?p=123"),
        ("/?page_id=123", "/?p=123"),
        ("/?post_type=event&p=123&preview=true", "/?p=123"),
        ("/index.php?p=123", "/?p=123"),
        ("/?attachment_id=123", "/?p=123"),
        ("/?cat=4&paged=2", "/?cat=4"),
        ("/?author=2", "/?author=2"),
        ("/?tag=sea", "/tag/sea/"),
        ("/?author_name=mara", "/author/mara/"),
        ("/?category_name=a/b", "/category/a/b/"),
        ("/?category_name=a/b", "/category/b/"),
        ("/?pagename=about/team", "/about/team/"),
        ("/article.aspx?b=2&a=1&gclid=x", "/article.aspx?a=1&b=2"),
        ("/wp-content/uploads/2020/05/boats-300x200.jpg", "/wp-content/uploads/2020/05/boats.jpg"),
        ("/content/images/size/w600/2020/05/boats.jpg", "/content/images/2020/05/boats.jpg"),
        ("/content/images/size/w600h400/format/webp/2020/05/boats.jpg", "/content/images/2020/05/boats.jpg"),
    ],
)
def test_the_variants_of_an_address_ask_for_what_is_stored(asked_for: str, stored: str) -> None:
    path, _, query = asked_for.partition("?")
    assert stored_as(stored) in [candidate.old for candidate in asked(path, query).candidates]


def test_what_stands_there_literally_is_asked_for_first() -> None:
    olds = [candidate.old for candidate in asked("/news/2020/").candidates]
    assert olds.index("/news/2020") < olds.index("/news")


def test_an_address_longer_than_the_column_is_kept_by_its_digest() -> None:
    stored = stored_as(ARABIC)
    assert len(stored) <= LONGEST
    assert stored != stored_as(ARABIC.rstrip("/") + "x/")
    assert stored in [candidate.old for candidate in asked(unquote(ARABIC) + "amp/").candidates]


@pytest.mark.parametrize(
    ("asked_for", "base", "place", "period"),
    [
        ("/page/2/", "", "/archive/", ()),
        ("/blog/page/2/", "/blog", "/archive/", ()),
        ("/feed/rss2/", "", "/feed/", ()),
        ("/comments/feed/", "", "/feed/", ()),
        ("/rss/", "", "/feed/", ()),
        ("/?feed=rss2", "", "/feed/", ()),
        ("/amp/", "", "/", ()),
        ("/?s=tide+and+wind", "", "/search/?q=tide+and+wind", ()),
        ("/2014/", "", "", (2014,)),
        ("/2014/09/", "", "", (2014, 9)),
        ("/2014/09/05/page/3/", "", "", (2014, 9, 5)),
        ("/blog/2014/09/", "/blog", "", (2014, 9)),
        ("/archives/date/2014/09", "", "", (2014, 9)),
        ("/?m=201409", "", "", (2014, 9)),
        ("/?year=2014&monthnum=9&day=5", "", "", (2014, 9, 5)),
        ("/1234567/", "/1234567", "/", ()),
        ("/123/", "", "", ()),
    ],
)
def test_what_concerns_the_old_site_as_a_whole(asked_for: str, base: str, place: str, period: tuple[int, ...]) -> None:
    path, _, query = asked_for.partition("?")
    meant = asked(path, query)
    assert (meant.base, meant.place, meant.period) == (base, place, period)


@pytest.mark.parametrize("strange", ["/" + "a/" * 400, "/%", "/é" * 300, "/?" + "&" * 500, "/2014/99/99/", "/\udce9/"])
def test_no_address_is_too_strange_to_be_read(strange: str) -> None:
    path, _, query = strange.partition("?")
    assert len(asked(path, query).candidates) < 60


# With a paper


@pytest.fixture
def moved(front: Any, tmp_path: Path) -> Path:
    """A small site that has moved in from old.example."""
    parts = (
        author("mara", "Mara Ellison"),
        category(4, "coast", "Coast"),
        item(7, "Tide", categories="Coast", tags="Sea", post_date_gmt="2014-09-05 11:00:00"),
        item(8, "Draft", status="draft", post_name="a-draft"),
        item(9, "夜", post_name="night", link=f"https://old.example{ARABIC}"),
    )
    path = export(tmp_path, *parts)
    import_wordpress(path)
    return path


def test_every_shape_of_address_leads_to_the_right_place_in_one_step(moved: Path, client: Client) -> None:
    tide, night = Story.objects.get(title="Tide").address, Story.objects.get(title="夜").address
    leads = {
        "/2020/05/story-7": tide,
        "/2020/05/story-7/?utm_source=feed": tide,
        "/2020/05/story-7/amp/?amp": tide,
        "/2020/05/story-7/feed/": tide,
        "/INDEX.PHP/2020/05/story-7.html": tide,
        "/some/other/structure/story-7/": tide,
        "/?p=7": tide,
        "/?p=7&utm_source=x": tide,
        "/?page_id=7": tide,
        "/archives/7": tide,
        "/index.php?p=7": tide,
        ARABIC: night,
        ARABIC.lower(): night,
        "/category/coast/": "/coast/",
        "/category/coast/page/2/": "/coast/",
        "/category/coast/feed/": "/coast/feed/",
        "/?cat=4": "/coast/",
        "/?cat=4&feed=rss2": "/coast/feed/",
        "/?category_name=coast": "/coast/",
        "/tag/sea/": "/topic/sea/",
        "/tag/sea/feed/rss/": "/topic/sea/feed/",
        "/?tag=sea": "/topic/sea/",
        "/author/mara/": "/author/mara-ellison/",
        "/author/mara/feed/": "/author/mara-ellison/feed/",
        "/?author_name=mara": "/author/mara-ellison/",
        "/2014/09/05/": "/archive/2014/9/5/",
        "/2014/09/": "/archive/2014/9/",
        "/2014/": "/archive/2014/",
        "/?m=201409": "/archive/2014/9/",
        "/feed/rss2/": "/feed/",
        "/?feed=atom": "/feed/",
        "/comments/feed/": "/feed/",
        "/page/2/": "/archive/",
        "/?paged=2": "/archive/",
        "/index.php": "/",
    }
    wrong = {}
    for old, new in leads.items():
        answer = client.get(old)
        if (answer.status_code, answer.headers.get("Location")) != (301, new) or client.get(new).status_code != 200:
            wrong[old] = (answer.status_code, answer.headers.get("Location"))
    assert not wrong


@pytest.mark.parametrize(
    "nowhere",
    ["/2020/05/story-8/", "/?p=8", "/2014/10/", "/2013/", "/2014/99/", "/nothing/", "/nothing/feed/", "/123/"],
)
def test_what_leads_nowhere_is_not_redirected(nowhere: str, moved: Path, client: Client) -> None:
    assert client.get(nowhere).status_code == (200 if "?" in nowhere else 404)


def test_a_redirect_to_a_page_taken_down_leads_nowhere_until_it_is_back(moved: Path, client: Client) -> None:
    story = Story.objects.get(title="Tide")
    story.unpublish()
    assert client.get("/2020/05/story-7/").status_code == 404
    story.save_revision().publish()
    assert client.get("/2020/05/story-7/").status_code == 301


def test_a_topic_merged_since_is_reached_in_one_step_and_a_deleted_one_not_at_all(moved: Path) -> None:
    into = Topic.objects.create(name="Water", slug="water")
    merge_topics(into, [Topic.objects.get(slug="sea")])
    assert getattr(find("/tag/sea/"), "address", "") == "/topic/water/"
    into.delete()
    assert find("/tag/sea/") is None


def test_redirects_in_a_circle_end(front: Any) -> None:
    Redirect.objects.create(old_path="/topic/a", redirect_link="/topic/b/")
    Redirect.objects.create(old_path="/topic/b", redirect_link="/topic/a/")
    assert find("/topic/a/") is None


def test_an_address_of_the_desk_wins_and_may_be_temporary(moved: Path, client: Client) -> None:
    Redirect.objects.create(old_path="/promo", redirect_link="https://shop.example/", is_permanent=False)
    answer = client.get("/promo/?utm_source=x")
    assert (answer.status_code, answer["Location"]) == (302, "https://shop.example/")


def test_a_site_that_lay_below_its_host_keeps_its_own_feed_and_days(front: Any, tmp_path: Path) -> None:
    head_address = "https://old.example/blog"
    head = HEAD.replace("https://old.example", head_address)
    import_wordpress(export(tmp_path, item(7, link=f"{head_address}/2020/05/story-7/", categories="Coast"), head=head))
    tide = Story.objects.get().address
    assert [getattr(find(*address.split("?")), "address", "") for address in ("/blog/?p=7", "/blog/archives/7")] == [
        tide,
        tide,
    ]
    assert getattr(find("/blog/feed/"), "address", "") == "/feed/"
    assert getattr(find("/blog/2020/05/"), "address", "") == "/archive/2020/5/"
    assert getattr(find("/blog/"), "address", "") == "/"
    assert find("/2020/05/") is None
    assert find("/other/feed/") is None


def test_a_paper_without_imports_answers_as_before(make_story: Callable[..., Story], client: Client) -> None:
    make_story("Tide", published_at=datetime(2014, 9, 5, tzinfo=UTC))
    for address in ("/2014/09/", "/page/2/", "/elsewhere/tide/"):
        assert client.get(address).status_code == 404
    run = ImportRun.objects.create(kind="wordpress", site="old.example", file_name="a", started_at=datetime.now(UTC))
    assert client.get("/2014/09/").status_code == 301
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.UNDONE)
    assert client.get("/2014/09/").status_code == 404


def test_uploads_lead_to_the_picture_and_to_no_original(front: Any, tmp_path: Path, client: Client) -> None:
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    Image.new("RGB", (1200, 800), "navy").save(uploads / "boats.jpg", "JPEG")
    url = "https://old.example/wp-content/uploads/boats.jpg"
    lone = item(
        9, "Boats", "", attachment_url=url, post_type="attachment", status="inherit", meta="_wp_attached_file=boats.jpg"
    )
    import_wordpress(export(tmp_path, item(1), lone), uploads=uploads)
    photo = Photo.objects.get()
    whole = client.get("/wp-content/uploads/boats.jpg")
    small = client.get("/wp-content/uploads/boats-300x200.jpg")
    page = client.get("/?attachment_id=9")
    assert (whole.status_code, small.status_code, page.status_code) == (301, 301, 301)
    assert whole["Location"].endswith("-whole-960.jpg")
    assert small["Location"].endswith("-whole-320.jpg")
    assert page["Location"] == whole["Location"]
    photo.focal_point_x = photo.focal_point_y = photo.focal_point_width = photo.focal_point_height = 100
    photo.save()
    assert client.get("/wp-content/uploads/boats.jpg")["Location"] != whole["Location"]
    photo.expires_at = datetime(2020, 1, 1, tzinfo=UTC)
    photo.save()
    assert find("/wp-content/uploads/boats.jpg") is None
    photo.file.delete(save=False)


def test_two_redirects_a_story_are_enough(moved: Path) -> None:
    story = Story.objects.get(title="Tide")
    assert set(Redirect.objects.filter(redirect_page=story).values_list("old_path", flat=True)) == {
        "/2020/05/story-7",
        "/?p=7",
    }
    assert not Redirect.objects.filter(redirect_page__live=False).exists()


def test_names_alone_lead_nowhere_when_two_stories_share_them(moved: Path, make_story: Callable[..., Story]) -> None:
    assert find("/x/story-7/") is not None
    make_story("Other", slug="story-7")
    assert find("/x/story-7/") is None


def test_a_story_of_our_own_is_not_guessed_by_its_name(moved: Path, make_story: Callable[..., Story]) -> None:
    make_story("Ours", slug="ours-alone")
    assert find("/x/ours-alone/") is None


TAKEN = {"/search/": "the paper's own search answers there, and the report says so"}


@needs_inputs
@pytest.mark.parametrize("source", [THEME_TEST, BLOCK_TEST])
def test_every_public_link_of_wordpresss_own_files_shows_its_own_story(
    source: Path, front: Any, client: Client
) -> None:
    report = import_wordpress(source)
    places = {row["key"]: row["new"] for row in report.ledger.rows("SELECT key, new FROM item")}
    astray = {}
    for number, link, kind, status in _links(source):
        if kind == "nav_menu_item" or status in ("draft", "pending", "future", "trash"):
            continue
        address = link.removeprefix("https://wpthemetestdata.wordpress.com") or "/"
        shown, answer = address, ask(client, address)
        if answer.status_code == 301:
            shown = unquote(answer["Location"])
            answer = client.get(shown)
        is_there = answer.status_code in (200, 403)  # 403 asks for the password the story has
        own = unquote(shown) == unquote(places[number]) if kind in ("post", "page") else True
        if address not in ("/", *TAKEN) and not (is_there and own):
            astray[address] = (kind, status, shown, answer.status_code)
    assert not astray
    taken = {row["old"] for row in report.ledger.rows("SELECT old FROM address WHERE answer = 'other page'")}
    assert taken - {"/"} <= set(TAKEN)
    assert {line.message.rpartition(" ")[2] for line in report.warnings if "the paper itself" in line.message} <= taken


def _links(source: Path) -> list[tuple[str, str, str, str]]:
    found = []
    for one in etree.parse(str(source)).iter("item"):
        values = {str(child.tag).rpartition("}")[2]: child.text or "" for child in one}
        found.append((values["post_id"], values["link"], values["post_type"], values["status"]))
    return found


def test_authors_addresses_survive_a_new_name(moved: Path) -> None:
    Author.objects.filter(slug="mara-ellison").update(name="Mara E.")
    assert getattr(find("/author/mara/"), "address", "") == "/author/mara-ellison/"


def test_an_address_the_paper_itself_answers_is_nobodys_redirect_and_is_told(front: Any, tmp_path: Path) -> None:
    Author.objects.create(name="Somebody else", slug="mara")
    link = "https://old.example/search/"
    parts = (author("mara", "Mara"), item(1, "How to search", link=link), item(2, "Draft", link=link, status="draft"))
    report = import_wordpress(export(tmp_path, *parts))
    answers = {(row["kind"], row["old"]): row["answer"] for row in report.ledger.rows("SELECT * FROM address")}
    assert answers["story", "/search/"] == answers["author", "/author/mara/"] == "other page"
    assert not Redirect.objects.filter(old_path__in=["/search", "/author/mara"]).exists()
    told = [(line.title, line.message) for line in report.warnings if "old address" in line.message]
    assert told == [("How to search", "the paper itself answers at its old address: /search/")]
