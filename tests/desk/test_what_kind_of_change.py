"""Nobody changes what readers have without being asked what kind of change it is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Workflow

from broadsheet.newsroom import clock
from broadsheet.newsroom.desk.change_form import ASKS, FIRST_SAY
from broadsheet.newsroom.models import ChangeSaid, Story, StoryCorrection
from broadsheet.record.models import PublishedVersion


@pytest.fixture
def live(make_story):
    return make_story("Ferry late", standfirst="It sails at nine.")


@pytest.fixture
def edit(at_desk, story_form):
    """Posts the form of a story as somebody: ``edit(edna, story, "publish", standfirst="…")``."""

    def post(user, story, action="publish", **fields):
        story.refresh_from_db()
        form = story_form(story.title, story.slug, **{"standfirst": story.standfirst, **fields})
        if action:
            form[f"action-{action}"] = "1"
        return at_desk(user).post(reverse("wagtailadmin_pages:edit", args=[story.pk]), form)

    return post


def note_rows(kind="correction", text="It sails at ten."):
    """The form of one new note."""
    block = f'{{"blocks": [{{"key": "a", "text": "{text}", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], '
    block += '"entityRanges": []}], "entityMap": {}}'
    return {
        "corrections-TOTAL_FORMS": "1",
        "corrections-0-kind": kind,
        "corrections-0-date": "2026-01-05 10:00",
        "corrections-0-note": block,
        "corrections-0-ORDER": "1",
        "corrections-0-DELETE": "",
    }


def last_version(story):
    return PublishedVersion.objects.filter(story_key=story.translation_key).order_by("-number").first()


def test_a_silent_edit_of_a_live_story_is_not_published_and_nothing_is_lost(edit, edna, live):
    answer = edit(edna, live, standfirst="It sails at ten.")
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "It sails at ten." in shown
    assert str(FIRST_SAY).partition("“")[0] in shown
    assert 'name="change"' in shown
    assert Story.objects.get(pk=live.pk).standfirst == "It sails at nine."


def test_just_typing_is_published_and_recorded_with_who_said_so(edit, edna, live):
    assert edit(edna, live, standfirst="It sails at ten.", change="typing").status_code == 302
    assert Story.objects.get(pk=live.pk).standfirst == "It sails at ten."
    version = last_version(live)
    assert (version.number, version.announced, version.said_by) == (2, "typing", edna)
    assert not live.corrections.exists()
    assert not ChangeSaid.objects.exists()


def test_an_answer_with_words_becomes_a_note_readers_see(edit, edna, live, client):
    edit(edna, live, standfirst="It sails at ten.", change="correction", change_note="It sails at <ten>, not nine.")
    note = live.corrections.get()
    assert (note.kind, note.note, note.made_by) == ("correction", "<p>It sails at &lt;ten&gt;, not nine.</p>", edna)
    assert "It sails at &lt;ten&gt;, not nine." in client.get(live.address).content.decode()
    assert last_version(live).announced == "correction"


def test_a_correction_without_words_is_asked_for_them(edit, edna, live):
    answer = edit(edna, live, standfirst="It sails at ten.", change="correction")
    assert answer.status_code == 200
    assert Story.objects.get(pk=live.pk).standfirst == "It sails at nine."
    assert edit(edna, live, standfirst="It sails at ten.", change="correction", **note_rows()).status_code == 302


def test_a_new_note_is_answer_enough_and_an_old_one_is_not(edit, edna, live):
    assert edit(edna, live, standfirst="It sails at ten.", **note_rows()).status_code == 302
    note = live.corrections.get()
    assert note.made_by == edna
    again = note_rows() | {"corrections-INITIAL_FORMS": "1", "corrections-0-id": str(note.pk)}
    assert edit(edna, live, standfirst="It sails at noon.", **again).status_code == 200
    assert Story.objects.get(pk=live.pk).standfirst == "It sails at ten."


def test_a_note_from_an_import_is_not_new_because_the_editor_writes_its_markup_anew(edit, edna, live):
    note = StoryCorrection.objects.create(story=live, note="<p>It sails at ten.</p>")
    old = note_rows() | {"corrections-INITIAL_FORMS": "1", "corrections-0-id": str(note.pk)}
    assert edit(edna, live, standfirst="It sails at noon.", **old).status_code == 200
    old |= note_rows(text="It sails at ten o'clock.") | {"corrections-INITIAL_FORMS": "1"}
    assert edit(edna, live, standfirst="It sails at noon.", **old).status_code == 200
    assert Story.objects.get(pk=live.pk).standfirst == "It sails at nine."


def test_what_readers_cannot_see_is_not_asked_about(edit, edna, live):
    assert edit(edna, live, seo_title="Ferry").status_code == 302
    assert Story.objects.get(pk=live.pk).seo_title == "Ferry"
    assert last_version(live).number == 1


def test_a_story_no_reader_has_is_not_asked_about(edit, edna, make_story):
    draft = make_story("Not out yet", live=False)
    assert edit(edna, draft, standfirst="Soon.").status_code == 302
    assert Story.objects.get(pk=draft.pk).live
    assert last_version(draft).announced == "first"


def test_saving_a_draft_asks_nothing_and_keeps_what_was_filled_in(edit, edna, eddie, live, at_desk):
    edit(edna, live, action="", standfirst="It sails at ten.", change="update", change_note="Half a sen")
    assert not live.corrections.exists()
    form = at_desk(edna).get(reverse("wagtailadmin_pages:edit", args=[live.pk])).content.decode()
    assert "Half a sen" in form
    answer = edit(edna, live, standfirst="It sails at ten.")
    assert answer.status_code == 200, "what was filled in for a draft is no answer before it is sent"


def test_a_scheduled_change_is_asked_about_when_it_is_scheduled_and_keeps_its_answer(edit, edna, live):
    soon = timezone.now() + timedelta(hours=1)
    when = {"go_live_at": timezone.localtime(soon).strftime("%Y-%m-%d %H:%M")}
    assert edit(edna, live, standfirst="It sails at ten.", **when).status_code == 200
    assert edit(edna, live, standfirst="It sails at ten.", change="typing", **when).status_code == 302
    assert Story.objects.get(pk=live.pk).standfirst == "It sails at nine."
    revision = live.revisions.exclude(approved_go_live_at=None).get()
    revision.publish()  # as the clock does
    revision.refresh_from_db()
    story = Story.objects.get(pk=live.pk)
    story.go_live_at = None
    draft = story.get_latest_revision_as_object()
    draft.go_live_at = None
    draft.save_revision().publish()
    assert Story.objects.get(pk=live.pk).standfirst == "It sails at ten."
    assert (last_version(live).announced, last_version(live).said_by) == ("typing", edna)
    assert clock


def test_an_answer_does_not_hold_for_another_text(edit, rita, edna, live):
    assert edit(edna, live, action="submit", standfirst="It sails at ten.", change="typing").status_code == 302
    assert edit(edna, live, standfirst="It sinks at ten.").status_code == 200


def in_workflow(story, user):
    """Submitted, and at its last step."""
    state = Workflow.objects.get(name="Edit, then publish").start(story, user)
    state.current_task_state.approve(user=user)
    return story.current_workflow_task_state


def test_approval_from_elsewhere_leads_to_the_question(at_desk, edna, live):
    draft = live.get_latest_revision_as_object()
    draft.standfirst = "It sails at ten."
    draft.save_revision(user=edna)
    state = in_workflow(live, edna)
    address = reverse("wagtailadmin_pages:workflow_action", args=[live.pk, "approve", state.pk])
    answer = at_desk(edna).post(address)
    assert answer.status_code == 302
    assert answer.url == f"{reverse('wagtailadmin_pages:edit', args=[live.pk])}?{ASKS}"
    assert Story.objects.get(pk=live.pk).standfirst == "It sails at nine."
    assert str(FIRST_SAY).partition("“")[0] in at_desk(edna).get(answer.url).content.decode()


def test_approval_in_the_form_asks_and_then_publishes(edit, edna, live):
    draft = live.get_latest_revision_as_object()
    draft.standfirst = "It sails at ten."
    draft.save_revision(user=edna)
    in_workflow(live, edna)
    passing = {"action": "workflow-action", "standfirst": "It sails at ten.", "workflow-action-name": "approve"}
    assert edit(edna, live, **passing).status_code == 200
    assert edit(edna, live, **passing, change="typing").status_code == 302
    assert Story.objects.get(pk=live.pk).standfirst == "It sails at ten."
    assert last_version(live).said_by == edna


def test_publishing_many_asks_once_for_all_that_changed(at_desk, edna, make_story, live):
    other = make_story("Untouched")
    draft = live.get_latest_revision_as_object()
    draft.standfirst = "It sails at ten."
    draft.save_revision(user=edna)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    address += f"?id={live.pk}&id={other.pk}"
    browser = at_desk(edna)
    asked = browser.get(address).content.decode()
    assert "Readers have these already" in asked
    assert browser.post(address, {}).status_code == 200
    assert Story.objects.get(pk=live.pk).standfirst == "It sails at nine."
    told = {"change": "update", "change_note": "There is a later ferry."}
    assert browser.post(address, told).status_code == 302
    assert Story.objects.get(pk=live.pk).standfirst == "It sails at ten."
    assert live.corrections.get().note == "<p>There is a later ferry.</p>"
    assert last_version(live).announced == "update"
    assert last_version(other).number == 1


def test_publishing_many_drafts_asks_nothing(at_desk, edna, make_story):
    draft = make_story("New", live=False)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={draft.pk}"
    assert at_desk(edna).post(address, {}).status_code == 302
    assert Story.objects.get(pk=draft.pk).live


def test_the_desks_log_tells_what_was_said(edit, edna, live, at_desk):
    edit(edna, live, standfirst="It sails at ten.", change="typing")
    log = at_desk(edna).get(reverse("wagtailadmin_pages:history", args=[live.pk])).content.decode()
    assert "Version 2 recorded: Small changes of wording or spelling" in log
