"""What each page asks of the database stays within its budget, whatever the number of stories.

What every page shares is asked for once an edition: the budgets are those of a page that finds it there, and a
last test bounds the first page of an edition, which does not.
"""

from datetime import date, timedelta

import pytest

from broadsheet.fronts.models import Package
from broadsheet.newsroom.edition_memory import forget

YESTERDAY = date.today() - timedelta(days=1)
FEED = 18
"""Whole stories: what their bodies refer to is asked for once for all of them."""
BUDGETS = {
    "/": 25,
    "/sport/": 15,
    "/sport/page/1/": 15,
    "/sport/the-last-ferry-sails/": 15,
    "/topic/ferry/": 15,
    "/topic/ferry/page/1/": 15,
    "/topics/": 15,
    "/author/ann-archer/": 15,
    "/author/ann-archer/page/1/": 15,
    "/authors/": 12,
    "/archive/": 15,
    f"/archive/{YESTERDAY:%Y}/": 15,
    f"/archive/{YESTERDAY:%Y/%m}/": 15,
    f"/archive/{YESTERDAY:%Y/%m/%d}/": 15,
    "/corrections/": 14,
    f"/corrections/{YESTERDAY:%Y}/{YESTERDAY.month}/": 14,
    "/sport/the-last-ferry-sails/history/": 14,
    "/sport/the-last-ferry-sails/history/1/": 14,
    "/sport/the-last-ferry-sails/history/1/record.json": 10,
    "/menu/": 10,
    "/search/?q=ferry": 20,
    "/search/suggest/?q=fer": 6,
    "/about/": 12,
    "/contact/": 12,
    "/paper.css": 3,
    "/feed/": FEED,
    "/feed/atom/": FEED,
    "/feed/json/": FEED,
    "/feed/page/1/": FEED,
    "/sport/feed/": FEED,
    "/sport/feed/page/1/": FEED,
    "/topic/ferry/feed/": FEED,
    "/topic/ferry/feed/json/page/1/": FEED,
    "/author/ann-archer/feed/": FEED,
    "/author/ann-archer/feed/atom/page/1/": FEED,
    "/corrections/feed/": 8,
    f"/corrections/feed/page/{YESTERDAY:%Y%m}/": 8,
    "/search/feed/?q=ferry": FEED + 8,
    "/feeds.opml": 8,
    "/feeds/": 15,
    "/oembed?url=http%3A%2F%2Ftestserver%2Fsport%2Fthe-last-ferry-sails%2F": 12,
    "/cards/front-1-0123456789.png": 3,
    "/nothing/": 12,
}


@pytest.fixture
def count_queries(client, django_assert_max_num_queries):
    def count(address: str, limit: int) -> int:
        client.get(address)
        with django_assert_max_num_queries(limit, info=address) as asked:
            client.get(address)
        return len(asked)

    return count


def test_every_page_keeps_to_its_budget(count_queries, full_story, make_many):
    make_many(45)
    for address, limit in BUDGETS.items():
        count_queries(address, limit)
        has_one_edition = "feed/" in address or address.endswith((".css", ".opml", ".png"))
        if not has_one_edition and "suggest" not in address and "oembed" not in address:
            count_queries("/lite" + address, limit)


def test_more_stories_cost_no_more_queries(count_queries, full_story, make_many):
    addresses = ["/", "/sport/", full_story.address, "/topic/ferry/", "/author/ann-archer/", "/feed/", "/feeds.opml"]
    make_many(8)
    few = [count_queries(address, 25) for address in addresses]
    make_many(30)
    many = [count_queries(address, 25) for address in addresses]
    assert many == few


FIRST_OF_A_PROCESS = {"/": 22, "/sport/": 20, "/sport/the-last-ferry-sails/": 30}
"""Nothing is remembered yet, once in each process: beyond the limits of a page. A story then asks for its own and
for the furniture besides: rail, package, menus, picks, latest, name and look. The second story keeps to the budget."""


def test_the_first_page_of_a_process_asks_little_more(
    client, full_story, make_many, front, django_assert_max_num_queries
):
    stories = make_many(12)
    package = front.add_child(instance=Package(title="The ferry question", topic=stories[0].topics_list[0]))
    package.save_revision().publish()
    for address, limit in FIRST_OF_A_PROCESS.items():
        client.get(address)
        forget()
        with django_assert_max_num_queries(limit, info=address):
            client.get(address)


def test_a_page_asks_for_what_all_share_only_once_an_edition(
    client, full_story, make_many, django_assert_max_num_queries
):
    make_many(5)
    client.get(full_story.address)
    with django_assert_max_num_queries(12):
        client.get(full_story.address)


def test_a_published_story_is_on_every_page_at_once(client, full_story, make_story):
    assert "Fresh from the press" not in client.get(full_story.address).content.decode()
    make_story("Fresh from the press", minutes_ago=0)
    assert "Fresh from the press" in client.get(full_story.address).content.decode()
