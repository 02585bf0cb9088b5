"""What an editor does to a page happens whole or not at all."""

import pytest
from django.urls import reverse
from wagtail.signals import post_page_move

from broadsheet.newsroom.models import Story
from broadsheet.press import outbox


def die(**_):
    raise RuntimeError("the process was killed here")


@pytest.fixture
def broken_move():
    post_page_move.connect(die)
    yield
    post_page_move.disconnect(die)


def move(browser, story, section):
    browser.raise_request_exception = False
    return browser.post(reverse("wagtailadmin_pages:move_confirm", args=[story.pk, section.pk]))


def test_a_move_that_was_cut_short_never_happened(broken_move, at_desk, paula, make_story, sport):
    story = make_story("The ferry")
    before = outbox.position()
    assert move(at_desk(paula), story, sport).status_code == 500
    assert Story.objects.get(pk=story.pk).url_path == story.url_path
    assert outbox.position() == before


def test_a_move_takes_the_story_to_its_new_section(at_desk, paula, make_story, sport):
    story = make_story("The ferry")
    before = outbox.position()
    assert move(at_desk(paula), story, sport).status_code == 302
    moved = Story.objects.get(pk=story.pk)
    assert (moved.section_id, moved.url_path) == (sport.pk, f"{sport.url_path}the-ferry/")
    assert any(change.is_takedown for change in outbox.since(before))
