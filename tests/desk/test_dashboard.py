"""The desk's first page shows each what concerns them."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Workflow

from broadsheet.newsroom.desk.dashboard import DeskPanel


def panels(user, rf):
    request = rf.get("/desk/")
    request.user = type(user).objects.get(pk=user.pk)
    columns = DeskPanel(request).get_context_data()["columns"]
    return {p.name: ([row.story.title for row in p.rows], p.count) for column in columns for p in column}


def test_an_empty_desk_says_what_will_appear(edna, at_desk):
    page = at_desk(edna).get(reverse("wagtailadmin_home")).content.decode()
    assert "Nothing waits for you." in page
    assert "Write a story" in page


def test_my_drafts_are_mine_alone(rita, edna, rf, make_story):
    make_story("Hers", live=False, owner=rita)
    make_story("Edna's", live=False, owner=edna)
    assert panels(rita, rf)["mine"] == (["Hers"], "1")


def test_what_waits_is_what_one_may_pass_on(rita, eddie, edna, rf, make_story, sport):
    workflow = Workflow.objects.get()
    workflow.start(make_story("In sport", section=sport, live=False, owner=rita), rita)
    workflow.start(make_story("In news", live=False, owner=rita), rita)
    assert panels(eddie, rf)["waiting"] == (["In sport"], "1")
    assert set(panels(edna, rf)["waiting"][0]) == {"In sport", "In news"}
    assert panels(rita, rf)["waiting"] == ([], "0")


def test_scheduled_stories_stand_in_the_order_of_their_times(edna, rf, make_story):
    for hours in (5, 2):
        story = make_story(f"In {hours}", live=False)
        story.go_live_at = timezone.now() + timedelta(hours=hours)
        story.save_revision().publish()
    assert panels(edna, rf)["scheduled"] == (["In 2", "In 5"], "2")


def test_published_stories_and_corrections(edna, eddie, rf, make_story):
    story = make_story("Mended")
    story.corrections.add(story.corrections.model(note="<p>It was Tuesday.</p>"))
    story.save_revision().publish()
    shown = panels(edna, rf)
    assert shown["published"] == (["Mended"], "1")
    assert shown["corrections"] == (["Mended"], "1")
    assert panels(eddie, rf)["published"] == ([], "0")
    assert panels(eddie, rf)["corrections"] == ([], "0")


def test_what_is_counted_of_the_published_is_of_today(edna, rf, make_story):
    make_story("Old", minutes_ago=3 * 24 * 60)
    make_story("New")
    assert panels(edna, rf)["published"] == (["New", "Old"], "1")


def test_somebody_without_a_name_is_greeted_without_one(edna, at_desk):
    edna.name = ""
    edna.save()
    page = at_desk(edna).get(reverse("wagtailadmin_home")).content.decode()
    assert "Good to see you</h1>" in page


def test_the_first_page_costs_the_same_queries_however_much_is_going_on(edna, rita, at_desk, make_story):
    client = at_desk(edna)
    address = reverse("wagtailadmin_home")

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def something_of_everything(number):
        make_story(f"Live {number}")
        Workflow.objects.get().start(make_story(f"Sent {number}", live=False, owner=rita), rita)
        story = make_story(f"Later {number}", live=False, owner=edna)
        story.go_live_at = timezone.now() + timedelta(hours=1)
        story.save_revision().publish()

    something_of_everything(0)
    count()
    few = count()
    for number in range(1, 6):
        something_of_everything(number)
    count()  # the paper's name is remembered for one edition, which publishing has turned
    assert count() == few
    assert few <= 32
