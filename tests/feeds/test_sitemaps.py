"""Sitemaps name every page a reader may open, once, with a date that is true, and keep to their limits."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from broadsheet.feeds.sitemaps import documents, shelves, stories
from broadsheet.fronts.models import Package
from broadsheet.lib.page_indexes import SHELF
from broadsheet.media.models import Photo
from broadsheet.newsroom.models import Author, StandingPage, Story, Topic
from tests.feeds.conformance import found, valid

pytestmark = [pytest.mark.django_db, pytest.mark.on_postgresql]
HOME = "http://testserver"


@pytest.fixture
def read(client):
    """The document at an address, held to its schema."""

    def get(address):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
        return valid(answer.content)

    return get


@pytest.fixture
def story_file(read):
    """The file that names a story."""
    return lambda story: read(f"/sitemap-stories-{story.pk // SHELF}.xml")


def on_shelf(number):
    """The key of a story on another shelf, as if many had been published between."""
    return number * SHELF + 7


def test_the_index_leads_to_every_page_that_readers_may_open(read, front, news, make_story, make_author, make_section):
    sub = make_section("Rowing", under=news)
    ann = make_author("Ann Archer")
    story = make_story("One", section=sub, topics=["Ferry"], authors=[ann], minutes_ago=60 * 24 * 9)
    Topic.objects.create(name="Nothing yet")
    package = front.add_child(instance=Package(title="Special"))
    named = [
        address
        for file in found(read("/sitemap.xml"), "//s:loc")
        for address in found(read(file.removeprefix(HOME)), "//s:loc")
    ]
    pages = [page.specific for page in Page.objects.live().filter(depth__gt=1)]
    lists = [Topic.objects.get(name="Ferry"), ann]
    expected = [*(one.address for one in [*pages, *lists]), "/topics/", "/authors/", "/archive/"]
    assert {story.address, package.address, sub.address} <= set(expected)
    assert sorted(named) == sorted(HOME + address for address in expected)


def test_what_readers_may_not_open_or_find_is_not_named(read, story_file, front, make_story, make_section):
    shown = make_story("Shown")
    members = make_section("Members")
    for fields in (
        {"title": "Draft", "live": False},
        {"title": "Hidden", "hide_from_lists": True},
        {"title": "Restricted", "section": members},
        {"title": "Elsewhere", "canonical_url": "https://other.example/story/"},
    ):
        make_story(**fields)
    make_story("Gone").unpublish()
    PageViewRestriction.objects.create(page=members, restriction_type="login")
    StandingPage.objects.get(slug="privacy").unpublish()
    assert found(story_file(shown), "//s:loc") == [HOME + shown.address]
    pages = found(read("/sitemap-pages-0.xml"), "//s:loc")
    assert f"{HOME}/privacy/" not in pages
    assert HOME + members.address not in pages


def test_a_story_that_names_its_own_address_as_the_canonical_one_is_named(story_file, make_story):
    story = make_story("One")
    Story.objects.filter(pk=story.pk).update(canonical_url=f"{HOME}/news/one/")
    assert found(story_file(story), "//s:loc") == [HOME + story.address]


def test_a_storys_date_is_when_readers_last_got_something_else(story_file, make_story):
    story = make_story("One", minutes_ago=60 * 24 * 400)
    published = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    Page.objects.filter(pk=story.pk).update(last_published_at=published)
    assert found(story_file(story), "//s:lastmod") == ["2026-03-01T08:30:00+00:00"]
    story.refresh_from_db()
    story.title = "One draft more"
    story.save_revision()
    assert found(story_file(story), "//s:lastmod") == ["2026-03-01T08:30:00+00:00"]
    story.save_revision().publish()
    (changed,) = found(story_file(story), "//s:lastmod")
    assert timezone.now() - datetime.fromisoformat(changed) < timedelta(minutes=1)


def test_no_priorities_and_no_frequencies_are_made_up(story_file, read, make_story):
    story = make_story("One")
    for document in (story_file(story), read("/sitemap-pages-0.xml")):
        assert not found(document, "//s:priority")
        assert not found(document, "//s:changefreq")


def test_the_index_dates_each_file_by_the_newest_change_it_names(read, make_story):
    old, new = make_story("Old", minutes_ago=60 * 24 * 30), make_story("New", minutes_ago=60 * 24 * 20)
    hidden = make_story("Hidden", hide_from_lists=True)
    elsewhere = make_story("Elsewhere", canonical_url="https://other.example/")
    moved = make_story("Next shelf", minutes_ago=60 * 24 * 10, pk=on_shelf(3))
    for story, day in ((old, 9), (new, 4), (hidden, 20), (elsewhere, 21), (moved, 6)):
        Page.objects.filter(pk=story.pk).update(last_published_at=datetime(2026, 5, day, tzinfo=UTC))
    files = shelves.story_files()
    assert files == [
        (old.pk // SHELF, datetime(2026, 5, 9, tzinfo=UTC)),
        (3, datetime(2026, 5, 6, tzinfo=UTC)),
    ]
    document = read("/sitemap.xml")
    own = f"//s:sitemap[s:loc='{HOME}/sitemap-stories-3.xml']/s:lastmod"
    assert found(document, own) == ["2026-05-06T00:00:00+00:00"]


def test_pages_that_list_stories_carry_no_date_and_standing_pages_a_true_one(read, front, news):
    about = StandingPage.objects.get(slug="about")
    about.save_revision().publish()
    about.refresh_from_db()
    document = read("/sitemap-pages-0.xml")
    (changed,) = found(document, f"//s:url[s:loc='{HOME}/about/']/s:lastmod")
    assert datetime.fromisoformat(changed) == about.last_published_at.replace(microsecond=0)
    for address in ("/", news.address, "/topics/"):
        assert not found(document, f"//s:url[s:loc='{HOME}{address}']/s:lastmod")


def test_pictures_whose_rights_last_are_named_at_addresses_that_answer(client, story_file, make_story, photo):
    gallery = [a_photo("one"), a_photo("two")]
    ended = a_photo("ended", expires_at=timezone.now() - timedelta(days=1))
    body = [
        ("picture", {"photo": ended, "size": "text", "caption": "", "alt": ""}),
        ("picture", {"photo": photo, "size": "text", "caption": "", "alt": ""}),
        ("gallery", {"title": "", "pictures": [{"photo": one, "caption": "", "alt": ""} for one in gallery]}),
    ]
    story = make_story("One", lead_picture=photo, body=body)
    pictures = found(story_file(story), "//i:loc")
    keys = [photo.pk, *(one.pk for one in gallery)]
    assert [int(address.rpartition("/")[2].partition("-")[0]) for address in pictures] == keys
    for address in pictures:
        answer = client.get(address.removeprefix(HOME))
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")


def a_photo(title, **fields):
    from io import BytesIO

    from PIL import Image

    buffer = BytesIO()
    Image.new("RGB", (640, 480), "#123456").save(buffer, "JPEG")
    return Photo.objects.create(title=title, file=ImageFile(BytesIO(buffer.getvalue()), f"{title}.jpg"), **fields)


def test_a_photo_that_is_gone_leaves_its_story_named(story_file, make_story, photo):
    story = make_story("One", body=[("picture", {"photo": photo, "size": "text", "caption": "", "alt": ""})])
    photo.delete()
    document = story_file(story)
    assert found(document, "//s:loc") == [HOME + story.address]
    assert not found(document, "//i:loc")


def test_a_story_names_no_more_pictures_than_keep_the_file_small(story_file, make_story, photo, monkeypatch):
    monkeypatch.setattr(stories, "MOST_PICTURES", 2)
    body = [("picture", {"photo": a_photo(f"p{n}"), "size": "text", "caption": "", "alt": ""}) for n in range(3)]
    assert len(found(story_file(make_story("One", lead_picture=photo, body=body)), "//i:loc")) == 2


def test_the_largest_file_there_can_be_keeps_to_the_limits():
    longest = "/" + "x" * (documents.LONGEST_ADDRESS - len(HOME) - 1)
    picture = f"/media/images/{'9' * 18}-abcdef12-whole-1600.jpg"
    entries = [documents.Entry(longest, timezone.now(), [picture] * stories.MOST_PICTURES)] * 20
    assert len(documents.urlset(entries)) * SHELF / 20 < 50_000_000
    assert SHELF <= 50_000
    plain = [documents.Entry(longest, timezone.now())] * 20
    assert len(documents.urlset(plain)) * shelves.OTHERS_SHELF / 20 < 50_000_000
    assert shelves.OTHERS_SHELF + 3 <= 50_000


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Möwen über dem Kai", "möwen-über-dem-kai"), ("العبّارة متأخرة", "العبارة-متأخرة"), ("🗞️ & <b>]]>", "extra")],
)
def test_any_address_is_named_in_ascii(story_file, make_story, client, title, slug):
    story = make_story(title, slug=slug)
    (address,) = found(story_file(story), "//s:loc")
    assert address.isascii()
    assert client.get(address.removeprefix(HOME)).status_code == 200


def test_an_address_longer_than_a_sitemap_may_name_is_left_out(story_file, make_story, client):
    story = make_story("One")
    endless = make_story("Two", slug="船" * 250)
    assert found(story_file(story), "//s:loc") == [HOME + story.address]
    assert client.get(endless.address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/sitemap-stories-99.xml",
        "/sitemap-pages-99.xml",
        "/sitemap-topics-0.xml",
        "/sitemap-authors-0.xml",
        "/sitemap-news.xml",
        "/sitemap-stories-00.xml",
        "/sitemap-stories-1e3.xml",
        "/sitemap-stories-9999999999.xml",
        "/lite/sitemap.xml",
        "/lite/sitemap-news.xml",
        "/sitemap.xml/",
    ],
)
def test_what_there_is_nothing_to_name_in_is_not_there(client, front, address):
    assert client.get(address, follow=True).status_code == 404


def test_a_paper_without_stories_has_a_valid_index(read, front):
    assert found(read("/sitemap.xml"), "//s:loc") == [f"{HOME}/sitemap-pages-0.xml"]


ADDRESSES = {
    "/sitemap.xml": 14,
    "/sitemap-news.xml": 4,
    "/sitemap-pages-0.xml": 6,
    "/sitemap-authors-0.xml": 2,
    "/sitemap-topics-0.xml": 2,
    "/sitemap-stories-{shelf}.xml": 3,
}


def test_no_sitemap_asks_more_of_a_longer_archive(
    client, make_story, make_author, photo, django_assert_max_num_queries
):
    ann = make_author("Ann Archer")

    def publish(count):
        body = [("picture", {"photo": photo, "size": "text", "caption": "", "alt": ""})]
        return [make_story(f"Story {n}", authors=[ann], topics=[f"Topic {n}"], body=body) for n in range(count)]

    shelf = publish(2)[0].pk // SHELF
    asked = {}
    for count in (0, 12):
        publish(count)
        for address, limit in ADDRESSES.items():
            with django_assert_max_num_queries(limit, info=address) as queries:
                assert client.get(address.format(shelf=shelf)).status_code == 200
            asked.setdefault(address, set()).add(len(queries))
    assert all(len(counts) == 1 for counts in asked.values()), asked


def test_every_address_has_a_budget():
    from broadsheet.feeds.sitemaps.urls import urlpatterns

    paths = [address.format(shelf=1).removeprefix("/") for address in ADDRESSES]
    assert all(any(pattern.resolve(path) for path in paths) for pattern in urlpatterns)


def test_a_file_asks_for_its_own_stories_and_for_no_others(client, make_story):
    near = make_story("Near")
    make_story("Far", pk=on_shelf(5))
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/sitemap-stories-{near.pk // SHELF}.xml")
    asked = " ".join(query["sql"] for query in queries)
    assert "COUNT(" not in asked
    assert "OFFSET" not in asked


def test_the_index_finds_the_newest_of_each_file_by_an_index(make_story):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by its tables' sizes")
    make_story("One")
    with CaptureQueriesContext(connection) as queries:
        shelves.story_files()
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + queries.captured_queries[0]["sql"])
        plan = "; ".join(row[3] for row in cursor.fetchall())
    assert "broadsheet_page_shelf (<expr>=?" in plan
    for table in ("SCAN p", "SCAN e", "SCAN s"):
        assert table not in plan.split("; ")


def test_pictures_are_found_wherever_a_body_has_them():
    body = json.dumps(
        [
            {"type": "text", "value": "<p>“photo”: 5</p>", "id": "a"},
            {"type": "picture", "value": {"photo": 3, "caption": "photo"}, "id": "b"},
            {"type": "gallery", "value": {"pictures": [{"type": "item", "value": {"photo": 4}}, {"photo": 3}]}},
            {"type": "picture", "value": {"photo": None}},
        ]
    )
    assert list(stories.photos_in(body)) == [3, 4, 3]
    assert list(stories.photos_in("[]")) == []


def test_authors_and_topics_are_split_by_their_keys(client, make_author, read):
    make_author("Ann Archer")
    Author.objects.create(pk=shelves.OTHERS_SHELF + 5, name="Late Comer", slug="late-comer")
    assert shelves.author_files() == [0, 1]
    assert found(read("/sitemap-authors-1.xml"), "//s:loc") == [f"{HOME}/author/late-comer/"]
