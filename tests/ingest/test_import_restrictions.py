"""What a source showed to some of its readers is shown to no others here, and nobody else learns that it is there."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from broadsheet.fronts.models import Menu
from broadsheet.ingest.records import Menu as SourceMenu
from broadsheet.ingest.records import MenuItem, Origin, State
from broadsheet.newsroom.models import ListEntry, SearchWord, StandingPage, Story
from tests.ingest.made_archive import PUBLISHED, a_page, a_story, bring_in

pytestmark = pytest.mark.usefixtures("front")
SECRET = "Zqsecret"
SHUT = {
    "private": (State.PRIVATE, "", True, "login"),
    "password": (State.PASSWORD, "low tide", True, "password"),
    "members": (State.MEMBERS, "", False, "login"),
    "paid": (State.PAID, "", False, "login"),
    "a draft with a password": (State.DRAFT, "low tide", False, "password"),
}


@pytest.mark.parametrize("name", SHUT)
@pytest.mark.parametrize("kind", ["story", "page"])
def test_it_is_restricted_and_only_what_its_readers_could_read_is_live(name, kind):
    state, password, is_live, restriction = SHUT[name]
    make = a_story if kind == "story" else a_page
    bring_in(make(state=state, password=password, published=PUBLISHED, addresses=("/old/1/",)))
    page = Story.objects.get() if kind == "story" else StandingPage.objects.get(slug="page-1")
    made = PageViewRestriction.objects.get()
    assert (made.page_id, made.restriction_type, made.password) == (page.pk, restriction, password)
    assert page.live is is_live
    assert Redirect.objects.filter(redirect_page=page).exists() is is_live
    assert not ListEntry.objects.exists()


def test_what_lies_in_the_future_waits_behind_its_restriction():
    when = timezone.now() + timedelta(days=2)
    bring_in(a_story(state=State.PASSWORD, password="x", published=when))
    story = Story.objects.get()
    assert (story.live, story.go_live_at) == (False, when)
    assert PageViewRestriction.objects.filter(page=story).exists()


def everything_strangers_see() -> str:
    """All the places where a story or page could be named."""
    addresses = ["/", "/news/", "/menu/", "/feed/", "/news/feed/", "/archive/2015/6/1/", f"/search/?q={SECRET}"]
    addresses += [f"/search/suggest/?q={SECRET[:5]}", "/news/story-2/", "/lite/", "/lite/news/"]
    return "".join(Client().get(address).content.decode() for address in addresses).replace(f"“{SECRET}”", "")


@pytest.mark.parametrize("state", [State.PRIVATE, State.PASSWORD])
def test_nothing_tells_strangers_that_it_is_there(state):
    items = [MenuItem(SECRET, target_kind="page", target="1"), MenuItem("About", url="/about/")]
    bring_in(
        a_story(title=SECRET, state=state, password="low tide" if state is State.PASSWORD else ""),
        a_page(state=state, password="low tide"),
        a_story("2", published=PUBLISHED - timedelta(hours=1)),
        SourceMenu(Origin("m"), "Main", "main", items),
    )
    assert "About" in str(Menu.objects.get(location="main").items.raw_data)
    seen = everything_strangers_see()
    assert "Story 2" in seen
    assert f"{SECRET}</a>" not in seen
    assert "/story-1/" not in seen
    assert not SearchWord.objects.filter(word=SECRET.lower()).exists()


@pytest.mark.parametrize("address", ["/news/story-1/", "/page-1/", "/lite/news/story-1/"])
def test_a_reader_with_the_password_reads_it_and_others_do_not(address):
    bring_in(a_story(state=State.PASSWORD, password="low tide"), a_page(state=State.PASSWORD, password="low tide"))
    reader, stranger = Client(enforce_csrf_checks=True), Client()
    form = reader.get(address)
    assert "Some words" not in form.content.decode()
    assert "Story 1" not in form.content.decode()
    assert 'type="password"' in form.content.decode()
    given = {"return_url": address, "csrfmiddlewaretoken": reader.cookies["csrftoken"].value}
    wrong = reader.post(form.context["action_url"], {**given, "password": "high tide"})
    assert "Some words" not in wrong.content.decode()
    right = reader.post(form.context["action_url"], {**given, "password": "low tide"}, follow=True)
    assert "Some words" in right.content.decode()
    assert "no-store" in right.headers["Cache-Control"] or "private" in right.headers["Cache-Control"]
    assert "Some words" not in stranger.get(address).content.decode()


def test_the_private_is_for_whoever_is_logged_in(django_user_model):
    bring_in(a_story(state=State.PRIVATE))
    stranger, colleague = Client(), Client()
    colleague.force_login(django_user_model.objects.create_user("mara@gazette.example"))
    assert stranger.get("/news/story-1/").status_code == 302
    assert "Some words" in colleague.get("/news/story-1/").content.decode()


# A source that has changed


def test_what_the_source_has_shut_or_opened_is_shut_or_opened_here():
    bring_in(a_story(), a_page(state=State.PASSWORD, password="x"))
    assert ListEntry.objects.exists()
    bring_in(a_story(state=State.PASSWORD, password="y"), a_page())
    assert PageViewRestriction.objects.get().page_id == Story.objects.get().pk
    assert not ListEntry.objects.exists()
    bring_in(a_story(state=State.PASSWORD, password="z"), a_page())
    assert PageViewRestriction.objects.get().password == "z"
    bring_in(a_story(), a_page())
    assert not PageViewRestriction.objects.exists()
    assert ListEntry.objects.exists()


def test_what_the_source_has_taken_back_is_no_longer_live_here():
    bring_in(a_story(), a_page())
    bring_in(a_story(state=State.DRAFT), a_page(state=State.DRAFT))
    assert not Story.objects.get().live
    assert not StandingPage.objects.get(slug="page-1").live
    assert not ListEntry.objects.exists()


def test_a_restriction_of_the_papers_own_is_left_as_it_is():
    bring_in(a_story())
    PageViewRestriction.objects.create(page=Story.objects.get(), restriction_type="password", password="ours")
    report = bring_in(a_story(state=State.PRIVATE))
    assert PageViewRestriction.objects.get().password == "ours"
    assert any("the paper's own" in line.message for line in report.warnings)
    bring_in(a_story(title="Story 1, again"))
    assert PageViewRestriction.objects.get().password == "ours"


def test_more_restrictions_than_a_query_may_have_conditions_are_no_burden():
    bring_in(*(a_story(str(n), state=State.PAID) for n in range(1, 1201)), a_story("0"))
    assert PageViewRestriction.objects.count() == 1200
    assert [story.title for story in Story.objects.listed()] == ["Story 0"]
    assert Client().get("/news/feed/").status_code == 200
