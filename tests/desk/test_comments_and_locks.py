"""What colleagues write in the margin of a story, and a story that one of them keeps to herself for a while."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Comment

from broadsheet.newsroom.models import Story
from tests.desk.conftest import post_of_story, was_refused


def remark(text: str, comment: Comment | None = None) -> dict[str, str]:
    """What the form posts for one remark on the headline, new or edited."""
    fields = {"comments-TOTAL_FORMS": "1", "comments-INITIAL_FORMS": "1" if comment else "0"}
    fields |= {"comments-0-text": text, "comments-0-contentpath": "title", "comments-0-position": ""}
    fields |= {"comments-0-id": str(comment.pk) if comment else "", "comments-0-DELETE": ""}
    return fields | {"comments-0-replies-TOTAL_FORMS": "0", "comments-0-replies-INITIAL_FORMS": "0"}


@pytest.fixture
def story(rita, make_story) -> Story:
    """A draft of Rita's."""
    return make_story("Ferry stops", slug="ferry-stops", live=False, owner=rita)


@pytest.fixture
def save(at_desk, story):
    """Somebody saves the story's form: ``save(edna, **fields)``."""

    def post(user: Any, title: str = "Ferry stops", **fields: str) -> Any:
        address = reverse("wagtailadmin_pages:edit", args=[story.pk])
        return at_desk(user).post(address, post_of_story(title, "ferry-stops", **fields))

    return post


def latest_title(story: Story) -> str:
    return str(Story.objects.get(pk=story.pk).get_latest_revision_as_object().title)


def test_a_story_can_be_commented_on(story, edna, at_desk):
    page = at_desk(edna).get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert 'id="comments-data"' in page
    assert 'id="comments-output"' in page


def test_an_editor_leaves_a_remark_and_the_reporter_reads_it(story, edna, rita, save, at_desk):
    save(edna, **remark("Since when?"))
    left = Comment.objects.get()
    assert (left.page_id, left.user, left.contentpath, left.text) == (story.pk, edna, "title", "Since when?")
    assert "Since when?" in at_desk(rita).get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()


def test_nobody_puts_words_into_anothers_mouth(edna, rita, save):
    save(edna, **remark("Since when?"))
    save(rita, **remark("Splendid!", Comment.objects.get()))
    assert Comment.objects.get().text == "Since when?"


@pytest.mark.parametrize("who", ["eddie", "nobody"], indirect=True)
def test_who_may_not_edit_a_story_may_not_comment_on_it(who, save):
    assert was_refused(save(who, **remark("Let me in")))
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("who", "may"),
    [("rita", False), ("eddie", False), ("edna", True), ("paula", True), ("ada", True), ("nobody", False)],
    indirect=["who"],
)
def test_locking_a_story(who, may, at_desk, story):
    at_desk(who).post(reverse("wagtailadmin_pages:lock", args=[story.pk]))
    assert Story.objects.get().locked == may


def test_a_locked_story_is_changed_by_nobody_but_who_locked_it(story, edna, paula, rita, save, at_desk):
    at_desk(edna).post(reverse("wagtailadmin_pages:lock", args=[story.pk]))
    for other in (paula, rita):
        save(other, "Changed")
        assert latest_title(story) == "Ferry stops"
    save(edna, "Changed")
    assert latest_title(story) == "Changed"


@pytest.mark.parametrize(("who", "may"), [("rita", False), ("eddie", False), ("paula", True)], indirect=["who"])
def test_unlocking_what_another_has_locked(who, may, story, edna, at_desk):
    at_desk(edna).post(reverse("wagtailadmin_pages:lock", args=[story.pk]))
    at_desk(who).post(reverse("wagtailadmin_pages:unlock", args=[story.pk]))
    assert Story.objects.get().locked != may
