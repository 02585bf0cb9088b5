"""The desk's story list shows what one may see, filtered and ordered, in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Workflow

from broadsheet.newsroom.desk import counting
from tests.desk.conftest import was_refused


def headlines(client, **filters):
    response = client.get(reverse("desk_stories"), filters)
    assert response.status_code == 200
    return [story.draft_title or story.title for story in response.context["object_list"]]


@pytest.fixture(params=["sorted", "walked"])
def edna_at_desk(edna, at_desk, request, monkeypatch):
    """Edna, in an archive where few stories pass a filter, and in one where many do."""
    if request.param == "walked":
        monkeypatch.setattr(counting, "FEW", 0)
    return at_desk(edna)


def test_nobody_without_a_log_in_sees_the_list(at_desk, front):
    assert was_refused(at_desk(None).get(reverse("desk_stories")))


def test_an_editor_sees_every_story_newest_work_first(edna_at_desk, make_story):
    make_story("Older")
    make_story("Newer", live=False)
    assert headlines(edna_at_desk) == ["Newer", "Older"]


@pytest.mark.parametrize("few", [0, 9])
def test_an_editor_of_sport_sees_sport_and_below(eddie, at_desk, make_story, make_section, sport, few, monkeypatch):
    monkeypatch.setattr(counting, "FEW", few)
    rowing = make_section("Rowing", under=sport)
    make_story("In news", live=False)
    make_story("In sport", section=sport)
    make_story("In rowing", section=rowing, live=False)
    assert headlines(at_desk(eddie)) == ["In rowing", "In sport"]


def test_a_reporter_sees_the_news_list_but_opens_only_her_own(rita, at_desk, make_story):
    theirs = make_story("Theirs", live=False)
    hers = make_story("Hers", live=False, owner=rita)
    page = at_desk(rita).get(reverse("desk_stories")).content.decode()
    assert "Theirs" in page
    assert reverse("wagtailadmin_pages:edit", args=[hers.pk]) in page
    assert reverse("wagtailadmin_pages:edit", args=[theirs.pk]) not in page


@pytest.fixture
def one_of_each(make_story, edna):
    """A story in each state, named by it."""
    make_story("draft", live=False)
    make_story("live")
    changed = make_story("changes")
    changed.standfirst = "More to come"
    changed.save_revision()
    make_story("archived").unpublish()
    Workflow.objects.get().start(make_story("review", live=False), edna)
    scheduled = make_story("scheduled", live=False)
    scheduled.go_live_at = timezone.now() + timedelta(days=1)
    scheduled.save_revision().publish()


@pytest.mark.parametrize("state", ["draft", "review", "scheduled", "changes", "archived"])
def test_filter_by_state(state, edna_at_desk, one_of_each):
    assert headlines(edna_at_desk, state=state) == [state]


def test_what_is_live_includes_what_has_changes_to_come(edna_at_desk, one_of_each):
    assert set(headlines(edna_at_desk, state="live")) == {"live", "changes"}


def test_filter_by_section_includes_its_sub_sections(edna_at_desk, make_story, make_section, sport):
    rowing = make_section("Rowing", under=sport)
    make_story("In news")
    make_story("In sport", section=sport)
    make_story("In rowing", section=rowing)
    assert set(headlines(edna_at_desk, section=sport.pk)) == {"In sport", "In rowing"}


def test_filter_by_author_topic_and_kind(edna_at_desk, make_story, make_author):
    ann = make_author("Ann Archer")
    make_story("By Ann", authors=[ann])
    make_story("On ferries", topics=["Ferry crossings"])
    make_story("A view", kind="opinion")
    assert headlines(edna_at_desk, author=ann.pk) == ["By Ann"]
    assert headlines(edna_at_desk, topic="ferry") == ["On ferries"]
    assert headlines(edna_at_desk, kind="opinion") == ["A view"]


def test_filter_by_date(edna_at_desk, make_story):
    make_story("Old", minutes_ago=60 * 24 * 30)
    make_story("New", minutes_ago=1)
    week_ago = (timezone.now() - timedelta(days=7)).date().isoformat()
    assert headlines(edna_at_desk, published_at_from=week_ago) == ["New"]
    assert headlines(edna_at_desk, published_at_to=week_ago) == ["Old"]


def test_filter_by_who_started_it(edna, edna_at_desk, make_story, rita):
    make_story("Mine", owner=edna)
    make_story("Rita's", owner=rita)
    assert headlines(edna_at_desk, owner="me") == ["Mine"]


def test_search_finds_words_in_any_order_in_the_headline_as_it_is_drafted(edna_at_desk, make_story):
    story = make_story("Ferry stops at noon")
    make_story("Something else")
    assert headlines(edna_at_desk, q="noon ferry") == ["Ferry stops at noon"]
    story.title = "Ferry sinks"
    story.save_revision()
    assert headlines(edna_at_desk, q="sinks") == ["Ferry sinks"]


def test_a_made_up_filter_is_ignored(edna_at_desk, make_story):
    make_story("Still here")
    assert headlines(edna_at_desk, section="99999", state="nonsense", ordering="owner__password") == ["Still here"]


def test_order_by_date_of_publication(edna_at_desk, make_story):
    make_story("Newer", minutes_ago=5)
    make_story("Older", minutes_ago=500)
    assert headlines(edna_at_desk, ordering="-published_at") == ["Newer", "Older"]
    assert headlines(edna_at_desk, ordering="published_at") == ["Older", "Newer"]


def test_counting_stops_at_a_thousand(edna_at_desk, make_story, monkeypatch):
    monkeypatch.setattr(counting, "COUNTED_TO", 2)
    for number in range(4):
        make_story(f"Story {number}")
    page = edna_at_desk.get(reverse("desk_stories"))
    assert page.context["paginator"].count == 2
    assert "more than 2 stories" in page.content.decode().lower()


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("who", ["rita", "eddie", "edna"])
def test_the_list_costs_the_same_queries_however_long_it_is(who, request, at_desk, make_story, make_author, sport):
    client = at_desk(request.getfixturevalue(who))
    address = reverse("desk_stories")
    make_story("First", section=sport, authors=[make_author("Ann")], topics=["Ferry"])
    queries_of(client, address)
    few = queries_of(client, address)
    for number in range(12):
        make_story(f"Story {number}", section=sport, live=number % 2 == 0, authors=[make_author(f"Author {number}")])
    queries_of(client, address)  # the paper's name is remembered for one edition, which publishing has turned
    assert queries_of(client, address) == few
    assert few <= 24


def plans_of(client, address):
    """How SQLite answers each question of a page, its steps in one text. PostgreSQL plans by its tables' sizes."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    plans = []
    for query in queries.captured_queries:
        if query["sql"].startswith("SELECT") and connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
                plans.append("; ".join(row[3] for row in cursor.fetchall()))
    return plans


BY_SECTION = "?section={section}&kind=news&author={author}&published_at_from=2020-01-01"


@pytest.mark.parametrize("filters", ["", "?state=draft", "?state=archived", "?topic=ferry", "?q=story+1", BY_SECTION])
def test_no_question_of_the_list_reads_or_sorts_the_archive(
    ada, at_desk, make_story, make_author, filters, monkeypatch
):
    monkeypatch.setattr(counting, "FEW", 0)
    ada.is_superuser = True
    ada.save()
    ann = make_author("Ann")
    stories = [make_story(f"Story {number}", authors=[ann], topics=["Ferry"], live=number > 0) for number in range(3)]
    address = reverse("desk_stories") + filters.format(section=stories[0].section_id, author=ann.pk)
    plans = plans_of(at_desk(ada), address)
    whole = [plan for plan in plans if "SCAN wagtailcore_page" in plan or "SCAN newsroom_story" in plan]
    assert not [plan for plan in whole if "INDEX broadsheet_page_" not in plan]
    assert len(whole) <= 1
    assert not [plan for plan in plans if "newsroom_story " in plan and "TEMP B-TREE FOR ORDER BY" in plan]


@pytest.mark.parametrize(("few", "steps"), [(0, 1), (1, 1), (2, 0)])
def test_what_few_stories_pass_is_sorted_and_what_many_pass_is_walked_through(
    edna, at_desk, make_story, few, steps, monkeypatch
):
    monkeypatch.setattr(counting, "FEW", few)
    for number in range(2):
        make_story(f"Story {number}", kind="opinion")
    with CaptureQueriesContext(connection) as queries:
        assert headlines(at_desk(edna), kind="opinion") == ["Story 1", "Story 0"]
    assert sum("COALESCE" in query["sql"] for query in queries.captured_queries) == steps


def test_writing_begins_with_the_section_and_a_single_one_is_taken_at_once(eddie, edna, at_desk, sport, news):
    response = at_desk(eddie).get(reverse("desk_write"))
    assert response.url == reverse("wagtailadmin_pages:add", args=["newsroom", "story", sport.pk])
    page = at_desk(edna).get(reverse("desk_write")).content.decode()
    assert reverse("wagtailadmin_pages:add", args=["newsroom", "story", news.pk]) in page
    assert was_refused(at_desk(None).get(reverse("desk_write")))
