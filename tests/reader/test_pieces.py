"""What stories share is rendered once an edition, and each page still shows what is its own."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def _rail(html: str) -> str:
    return html.split('class="story-rail"')[1].split("</aside>")[0]


def _navigation(html: str) -> str:
    return html.split('<nav class="sections"')[1].split("</nav>")[0]


def test_the_rail_shows_the_newest_of_the_section_beside_every_story_of_it(client, make_many):
    stories = make_many(7)
    newest, oldest = (client.get(story.address).content.decode() for story in (stories[0], stories[6]))
    assert _rail(newest) == _rail(oldest)
    assert [f">Match {n}<" in _rail(newest) for n in range(7)] == [True] * 5 + [False] * 2


def test_sections_have_rails_of_their_own(client, make_story, make_many, make_section):
    make_many(2)
    play = make_story("The play", section=make_section("Culture"))
    html = client.get(play.address).content.decode()
    assert "More from Culture" in html
    assert "Match" not in _rail(html)


def test_a_new_story_comes_into_the_rail_and_leaves_the_rest_of_an_old_one(client, full_story, make_many, make_story):
    make_many(8)
    before = client.get(full_story.address).context["keep_reading"]
    make_story("Extra time", section=full_story.section, topics=["Ferry"], minutes_ago=0)
    after = client.get(full_story.address)
    assert after.context["keep_reading"] == before
    assert "Extra time" in _rail(after.content.decode())


def test_authors_have_boxes_of_their_own(client, make_story, ann, make_author):
    bo = make_author("Bo Baker", biography="<p>Bo takes pictures.</p>")
    both = client.get(make_story("Both", authors=[ann, bo]).address).content.decode()
    assert both.index("Ann reports.") < both.index("Bo takes pictures.")
    assert "Bo takes pictures." not in client.get(make_story("One", authors=[ann]).address).content.decode()


def test_a_changed_author_is_shown_as_changed(client, full_story, ann):
    client.get(full_story.address)
    ann.biography = "<p>Ann has left.</p>"
    ann.save()
    assert "Ann has left." in client.get(full_story.address).content.decode()


def test_the_menu_marks_where_each_page_stands(client, full_story, make_story, make_section):
    play = make_story("The play", section=make_section("Culture"))
    for story, section in ((full_story, "sport"), (play, "culture"), (full_story, "sport")):
        marked = _navigation(client.get(story.address).content.decode())
        assert f'<a href="/{section}/" class="accent-{section}" aria-current="true">' in marked
        assert marked.count("aria-current") == 1


def test_the_second_page_of_an_edition_does_not_ask_for_what_the_first_did(client, full_story, make_many):
    stories = make_many(2)
    client.get(full_story.address)
    with CaptureQueriesContext(connection) as asked:
        client.get(stories[0].address)
    assert not [query for query in asked if 'FROM "newsroom_section"' in query["sql"]]
    assert not [query for query in asked if "headline" in query["sql"] and "LIMIT 5" in query["sql"]]


def test_related_stories_of_a_body_are_found_together(client, make_story, make_section, make_many):
    culture = make_section("Culture")
    plays = [make_story(f"Play {n}", section=culture) for n in range(3)]
    gone = make_story("Withdrawn", live=False)

    def queries(linked):
        body = [("text", "<p>See also.</p>"), *[("related_story", {"story": story}) for story in linked]]
        story = make_story(f"With {len(linked)}", body=body)
        client.get(story.address)
        with CaptureQueriesContext(connection) as asked:
            html = client.get(story.address).content.decode()
        return html, len(asked)

    html, many = queries([*plays, gone])
    _, one = queries(plays[:1])
    assert all(f'accent-culture"><p class="label">Read also</p><p class="headline"><a href="{play.url}"' in html
               for play in plays)  # fmt: skip
    assert "Withdrawn" not in html
    assert many == one


def test_links_to_share_stand_at_the_top_and_at_the_foot(client, full_story):
    html = client.get(full_story.address).content.decode()
    top, foot = (html.split(f"share--{place}")[1].split("</section>")[0] for place in ("top", "foot"))
    assert "#bluesky" in top
    assert top.split("<ul>")[1].split("</ul>")[0] == foot.split("<ul>")[1].split("</ul>")[0]
