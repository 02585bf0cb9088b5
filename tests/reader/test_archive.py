"""The archive by date, and older pages of lists, stay where they are."""

from datetime import UTC, datetime

from broadsheet.newsroom import lists


def test_years_months_and_days_lead_to_the_story(client, make_story):
    story = make_story("An old tide", published_at=datetime(2019, 2, 28, 12, tzinfo=UTC))
    for address, words in [
        ("/archive/", "/archive/2019/"),
        ("/archive/2019/", "/archive/2019/2/"),
        ("/archive/2019/2/", "/archive/2019/2/28/"),
        ("/archive/2019/2/28/", story.address),
    ]:
        assert words in client.get(address).content.decode()


def test_days_are_those_of_the_papers_time_zone(client, make_story):
    make_story("Just after midnight in summer", published_at=datetime(2020, 7, 1, 23, 30, tzinfo=UTC))
    assert client.get("/archive/2020/7/2/").status_code == 200
    assert client.get("/archive/2020/7/1/").status_code == 404


def test_a_day_links_to_its_neighbours(client, make_story):
    for day in (3, 9, 20):
        make_story(f"Day {day}", published_at=datetime(2021, 3, day, 9, tzinfo=UTC))
    html = client.get("/archive/2021/3/9/").content.decode()
    assert "/archive/2021/3/3/" in html
    assert "/archive/2021/3/20/" in html


def test_impossible_and_empty_dates_are_not_found(client, front):
    for address in ("/archive/2021/13/", "/archive/2021/2/30/", "/archive/0/", "/archive/1850/", "/archive/99999/1/"):
        assert client.get(address).status_code == 404, address


def test_older_pages_chain_to_the_head(client, make_many, sport, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 3)
    make_many(14)
    lists.rebuild()
    seen, address = set(), "/sport/"
    for _ in range(10):
        html = client.get(address).content.decode()
        main = html[html.index("<main") : html.index("</main>")]
        seen |= {n for n in range(14) if f"/sport/match-{n}/" in main}
        if 'rel="next"' not in main:
            break
        address = (
            main.split('rel="next"')[1].split('href="')[1].split('"')[0]
            if 'rel="next" href' not in main
            else main.split('rel="next" href="')[1].split('"')[0]
        )
    assert seen == set(range(14))


def test_a_page_of_a_list_that_does_not_exist_is_not_found(client, make_many):
    make_many(3)
    for address in ("/sport/page/1/", "/sport/page/0/", "/topic/ferry/page/7/", "/about/page/1/", "/page/1/"):
        assert client.get(address).status_code == 404, address


def test_feeds_hold_the_newest_of_their_lists(client, make_many):
    make_many(3)
    for address in ("/feed/", "/sport/feed/", "/topic/ferry/feed/", "/author/ann-archer/feed/"):
        response = client.get(address)
        assert response.status_code == 200
        assert response.headers["Content-Type"].startswith("application/xml")
        assert b"http://testserver/sport/match-0/" in response.content
    assert client.get("/nowhere/feed/").status_code == 404
