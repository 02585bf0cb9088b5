"""A story's way from its reporter to its readers, by real requests to the desk."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.text import slugify
from wagtail.models import TaskState, Workflow

from broadsheet.newsroom.models import Story
from broadsheet.newsroom.workflow import desk_of, set_up_workflow
from tests.desk.conftest import post_of_story, was_refused


@pytest.fixture
def submit(rita, at_desk):
    """Rita writes a story in a section and submits it."""

    def write(section, title="Ferry stops"):
        address = reverse("wagtailadmin_pages:add", args=["newsroom", "story", section.pk])
        at_desk(rita).post(address, post_of_story(title, slugify(title), **{"action-submit": "1"}))
        return Story.objects.get(title=title)

    return write


def step_of(story):
    return Story.objects.get(pk=story.pk).current_workflow_task_state


def act(client, story, action, comment="", state=None):
    state = state or step_of(story)
    address = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, action, state.pk])
    return client.post(address, {"comment": comment})


def is_live(story):
    return Story.objects.get(pk=story.pk).live


def test_a_story_is_edited_then_published(submit, edna, at_desk, news):
    story = submit(news)
    assert step_of(story).task.name == "Edit"
    act(at_desk(edna), story, "approve")
    assert step_of(story).task.name == "Publish"
    assert not is_live(story)
    act(at_desk(edna), story, "approve")
    assert is_live(story)


def test_a_story_sent_back_comes_again(submit, edna, rita, at_desk, news):
    story = submit(news)
    act(at_desk(edna), story, "reject", "Who says so?")
    assert step_of(story) is None
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    at_desk(rita).post(edit, post_of_story("Ferry stops", "ferry-stops", **{"action-submit": "1"}))
    assert step_of(story).task.name == "Edit"


def test_rita_cannot_pass_her_own_story(submit, rita, at_desk, news):
    story = submit(news)
    assert was_refused(act(at_desk(rita), story, "approve"))
    assert step_of(story).task.name == "Edit"
    assert not is_live(story)


def test_rita_cannot_change_a_story_while_it_is_with_the_desk(submit, rita, at_desk, news):
    story = submit(news)
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    at_desk(rita).post(edit, post_of_story("Changed behind their backs", "ferry-stops"))
    assert Story.objects.get().get_latest_revision_as_object().title == "Ferry stops"


def test_rita_may_take_her_story_back(submit, rita, at_desk, news):
    story = submit(news)
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    at_desk(rita).post(edit, post_of_story("Ferry stops", "ferry-stops", **{"action-cancel-workflow": "1"}))
    assert step_of(story) is None


def test_the_editor_of_sport_passes_sport_and_is_refused_news(submit, eddie, at_desk, sport, news):
    in_sport, in_news = submit(sport, "Eight win"), submit(news, "Ferry stops")
    act(at_desk(eddie), in_sport, "approve")
    assert step_of(in_sport).task.name == "Publish"
    assert was_refused(act(at_desk(eddie), in_news, "approve"))
    assert step_of(in_news).task.name == "Edit"


def test_a_step_of_another_story_cannot_be_taken_through_ones_own(submit, eddie, at_desk, sport, news):
    in_sport, in_news = submit(sport, "Eight win"), submit(news, "Ferry stops")
    assert was_refused(act(at_desk(eddie), in_sport, "approve", state=step_of(in_news)))
    assert step_of(in_news).task.name == "Edit"


@pytest.mark.parametrize("who", ["nobody", "rita"])
def test_nobody_else_takes_a_step(who, request, submit, at_desk, news):
    story = submit(news)
    act(at_desk(request.getfixturevalue(who)), story, "approve")
    assert step_of(story).task.name == "Edit"


def test_an_editor_publishes_directly_and_the_workflow_ends(submit, edna, at_desk, news):
    story = submit(news)
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    at_desk(edna).post(edit, post_of_story("Ferry stops", "ferry-stops", **{"action-publish": "1"}))
    assert is_live(story)
    assert step_of(story) is None


def test_what_waits_for_an_editor_is_what_lies_in_their_sections(submit, eddie, edna, rita, sport, news):
    in_sport, _in_news = submit(sport, "Eight win"), submit(news, "Ferry stops")
    waiting = TaskState.objects.reviewable_by(eddie)
    assert [state.workflow_state.object_id for state in waiting] == [str(in_sport.pk)]
    assert TaskState.objects.reviewable_by(edna).count() == 2
    assert not TaskState.objects.reviewable_by(rita).exists()


def test_setting_up_again_makes_no_second_workflow(front):
    set_up_workflow(front)
    assert Workflow.objects.filter(active=True).count() == 1


# Mail


def recipients():
    return sorted(address for letter in mail.outbox for address in letter.to)


def test_a_submitted_story_is_mailed_to_the_sections_own_editors(submit, eddie, edna, paula, sport):
    submit(sport, "Eight win & lose")
    assert recipients() == ["eddie@gazette.example"]
    assert mail.outbox[0].subject == "Edit: Eight win & lose"
    assert "http://testserver/desk/pages/" in mail.outbox[0].body


def test_where_a_section_has_no_editors_the_whole_desk_is_mailed(submit, eddie, edna, paula, news):
    submit(news)
    assert recipients() == ["edna@gazette.example", "paula@gazette.example"]


def test_the_reporter_hears_what_is_wanted_and_that_it_is_out(submit, edna, rita, at_desk, news):
    story = submit(news)
    mail.outbox.clear()
    act(at_desk(edna), story, "reject", "Who says so?")
    assert recipients() == ["rita@gazette.example"]
    assert "Edna has sent “Ferry stops” back to you." in mail.outbox[0].body
    assert "Who says so?" in mail.outbox[0].body

    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    at_desk(rita).post(edit, post_of_story("Ferry stops", "ferry-stops", **{"action-submit": "1"}))
    act(at_desk(edna), story, "approve")
    mail.outbox.clear()
    act(at_desk(edna), story, "approve")
    assert [letter.subject for letter in mail.outbox] == ["Published: Ferry stops"]


def test_who_wants_no_mail_gets_none(submit, edna, news):
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(edna)
    profile.submitted_notifications = False
    profile.save()
    submit(news)
    assert recipients() == []


def test_the_desk_of_a_story_is_those_given_the_right_nearest_to_it(make_story, eddie, edna, sport, ada):
    in_sport = make_story("Eight win", section=sport)
    in_news = make_story("Ferry stops")
    assert set(desk_of(in_sport, "publish")) == {eddie}
    assert set(desk_of(in_news, "publish")) == {edna, ada}
