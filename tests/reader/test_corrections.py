"""Corrections, on the page of all of them and on cards."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from broadsheet.fronts.models import Trust
from broadsheet.newsroom import corrections
from broadsheet.newsroom.models import StandingPage, Story, StoryCorrection
from broadsheet.press import outbox
from broadsheet.press.recording import Recording, recording


@pytest.fixture
def correct(make_story):
    """Makes a story with a correction: ``correct("Ferry", "It sails at ten.")``."""

    def make(title, note, date=None, **fields):
        story = make_story(title)
        row = StoryCorrection(note=f"<p>{note}</p>", date=date or timezone.now(), **fields)
        story.corrections = [row]
        story.save_revision().publish()
        return Story.objects.get(pk=story.pk)

    return make


def noted_by(client, address):
    with recording(Recording(holes=True)) as noted:
        assert client.get(address).status_code == 200
    assert not noted.unstorable
    return noted.keys


@pytest.mark.parametrize("edition", ["", "/lite"])
def test_corrections_stand_newest_first_with_what_was_wrong_and_who_says_so(client, correct, edition):
    correct("Older", "Ten it is.", date=timezone.now() - timedelta(days=2))
    new = correct("Newer", "Noon it is.", was_wrong="It was nine.", who="The night desk")
    shown = client.get(f"{edition}/corrections/").content.decode()
    assert shown.index("Noon it is.") < shown.index("Ten it is.")
    assert "It was nine." in shown
    assert "The night desk" in shown
    assert f'href="{edition}{new.address}' in shown


def test_the_newest_are_on_the_head_and_all_are_in_their_month(client, correct, monkeypatch):
    monkeypatch.setattr(corrections.newest, "__defaults__", (1,))
    correct("Old", "In May.", date=datetime(2021, 5, 31, 12, tzinfo=UTC))
    correct("New", "In June.", date=datetime(2021, 6, 1, 12, tzinfo=UTC))
    head = client.get("/corrections/").content.decode()
    assert "In June." in head
    assert "In May." not in head
    assert 'href="/corrections/2021/5/"' in head
    may = client.get("/corrections/2021/5/").content.decode()
    assert "In May." in may
    assert "In June." not in may
    for nothing in ("2021/7", "2021/13", "1/1", "9999/12"):
        assert client.get(f"/corrections/{nothing}/").status_code == 404


def test_a_page_without_corrections_says_so_and_links_the_policy(client, front):
    shown = client.get("/corrections/").content.decode()
    assert "Nothing has been corrected yet." in shown
    assert Trust.of_the_paper().corrections_policy.url in shown
    assert 'href="/corrections/feed/"' in shown


def hide(story):
    story.hide_from_lists = True
    story.save_revision().publish()


@pytest.mark.parametrize(
    "close",
    [
        lambda story: PageViewRestriction.objects.create(page=story, restriction_type="login"),
        lambda story: story.unpublish(),
        hide,
        lambda story: story.delete(),
    ],
    ids=["restricted", "unpublished", "hidden", "deleted"],
)
def test_corrections_of_stories_that_are_not_for_everybody_are_absent(client, correct, close):
    story = correct("Shut", "Nobody reads this.", date=datetime(2021, 5, 3, tzinfo=UTC))
    keys = noted_by(client, "/corrections/")
    position = outbox.position()
    close(story)
    assert "Nobody reads this." not in client.get("/corrections/").content.decode()
    assert client.get("/corrections/2021/5/").status_code == 404
    down = {key for change in outbox.since(position) if change.is_takedown for key in change.keys}
    assert keys & down, "what showed it must not be served any more"


def told_since(position):
    return {key for change in outbox.since(position) for key in change.keys}


def test_a_new_edited_or_removed_correction_tells_the_pages_that_show_it(client, correct):
    story = correct("One", "First.", date=datetime(2021, 5, 3, tzinfo=UTC))
    assert {"corrections", f"card:{story.pk}", "trust"} <= noted_by(client, "/corrections/")
    assert {"corrections:2021-05", f"card:{story.pk}"} <= noted_by(client, "/corrections/2021/5/")
    for change in (lambda row: setattr(row, "note", "<p>Second.</p>"), lambda row: setattr(row, "who", "Edna")):
        position = outbox.position()
        row = story.corrections.get()
        change(row)
        row.save()
        assert {"corrections", "corrections:2021-05"} <= told_since(position)
    position = outbox.position()
    row.date = datetime(2021, 6, 3, tzinfo=UTC)
    row.save()
    assert {"corrections:2021-05", "corrections:2021-06"} <= told_since(position)
    position = outbox.position()
    row.delete()
    assert "corrections:2021-06" in told_since(position)


def test_a_story_saved_again_leaves_the_pages_of_corrections_alone(client, correct):
    story = correct("One", "First.")
    position = outbox.position()
    story.standfirst = "Another."
    story.save_revision().publish()
    assert not [key for key in told_since(position) if key.startswith("corrections")]


def test_a_story_that_is_published_brings_its_corrections(client, correct):
    story = correct("One", "First.", date=datetime(2021, 5, 3, tzinfo=UTC))
    story.unpublish()
    position = outbox.position()
    Story.objects.get(pk=story.pk).get_latest_revision().publish()
    assert {"corrections", "corrections:2021-05"} <= told_since(position)
    assert "First." in client.get("/corrections/").content.decode()


@pytest.mark.parametrize("edition", ["", "/lite"])
def test_a_card_says_corrected_where_the_desk_chose_so(client, correct, news, edition):
    quiet, said = correct("Quiet", "One."), correct("Said", "Two.", on_card=True)
    shown = client.get(edition + news.address).content.decode()
    assert shown.count("Corrected") == 1
    assert (quiet.says_corrected, said.says_corrected) == (False, True)
    position = outbox.position()
    said.corrections = []
    said.save_revision().publish()
    assert f"card:{said.pk}" in told_since(position)
    assert "Corrected" not in client.get(edition + news.address).content.decode()


def test_a_paper_that_has_a_page_at_this_address_keeps_it(client, front, correct):
    correct("One", "First.")
    assert "First." in client.get("/corrections/").content.decode()
    position = outbox.position()
    front.add_child(instance=StandingPage(title="Our errors", slug="corrections"))
    assert "Our errors" in client.get("/corrections/").content.decode()
    assert "places" in told_since(position)


@pytest.mark.parametrize("address", ["/corrections/", "/corrections/2021/5/"])
def test_more_corrections_cost_no_more_queries(client, correct, address, django_assert_max_num_queries):
    when = datetime(2021, 5, 3, tzinfo=UTC)
    correct("One", "First.", date=when)
    client.get(address)
    with django_assert_max_num_queries(14) as asked:
        client.get(address)
    few = len(asked)
    for number in range(6):
        correct(f"More {number}", "More.", date=when + timedelta(hours=number))
    client.get(address)
    with django_assert_max_num_queries(few):
        client.get(address)
