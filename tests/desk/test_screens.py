"""The desk's other screens: who opens them, what they do, and that previews render."""

import pytest
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from broadsheet.fronts.models import EditorsPicks, Front, Masthead, Menu
from broadsheet.newsroom import lists
from broadsheet.newsroom.merging import merge_topics
from broadsheet.newsroom.models import Author, ContactMessage, Story, Topic
from tests.desk.conftest import was_refused

CAST = ["rita", "eddie", "edna", "paula", "ada", "nobody"]
EVERYBODY = {"rita", "eddie", "edna", "paula", "ada"}
EDITORS = EVERYBODY - {"rita"}
CURATORS = {"edna", "paula", "ada"}
PUBLISHERS = {"paula", "ada"}
SCREENS = {
    "wagtailsnippets_newsroom_author:list": EDITORS,
    "wagtailsnippets_newsroom_topic:list": EDITORS,
    "wagtailsnippets_newsroom_contactmessage:list": CURATORS,
    "wagtailsnippets_fronts_menu:list": PUBLISHERS,
    "wagtailsnippets_fronts_masthead:list": PUBLISHERS,
    "wagtailsnippets_fronts_editorspicks:list": CURATORS,
    "desk_front": EVERYBODY,  # leads to the form, which asks for itself
    "desk_stories": EVERYBODY,
    "desk_story_chooser:choose": EVERYBODY,
}


@pytest.mark.parametrize("name", CAST)
def test_who_opens_which_screen(name, request, at_desk, front):
    client = at_desk(request.getfixturevalue(name))
    opened = {screen for screen in SCREENS if not was_refused(client.get(reverse(screen)))}
    assert opened == {screen for screen, cast in SCREENS.items() if name in cast}


@pytest.mark.parametrize("name", ["rita", "eddie", "edna", "nobody"])
def test_the_masthead_is_the_publishers(name, request, at_desk, front):
    address = reverse("wagtailsnippets_fronts_masthead:edit", args=[1])
    client = at_desk(request.getfixturevalue(name))
    assert was_refused(client.get(address))
    client.post(address, {"name": "The Taken Over", "preset": "tabloid"})
    assert Masthead.objects.get().name == "The Test Gazette"


@pytest.mark.parametrize("model", ["menu", "masthead", "editorspicks"])
def test_furniture_is_neither_added_nor_thrown_away_even_by_a_superuser(model, at_desk, django_user_model, front):
    chief = django_user_model.objects.create_superuser("chief@gazette.example")
    client = at_desk(chief)
    assert was_refused(client.post(reverse(f"wagtailsnippets_fronts_{model}:add"), {"location": "main"}))
    assert was_refused(client.post(reverse(f"wagtailsnippets_fronts_{model}:delete", args=[1])))
    assert (Menu.objects.count(), Masthead.objects.count(), EditorsPicks.objects.count()) == (4, 1, 1)


def test_editors_picks_are_set_in_one_form(edna, at_desk, make_story, front):
    first, second = make_story("First"), make_story("Second")
    fields = {"picks-TOTAL_FORMS": "2", "picks-INITIAL_FORMS": "0"}
    for number, story in enumerate([second, first]):
        fields |= {f"picks-{number}-story": str(story.pk), f"picks-{number}-ORDER": str(number + 1)}
    at_desk(edna).post(reverse("wagtailsnippets_fronts_editorspicks:edit", args=[1]), fields)
    assert [pick.story for pick in EditorsPicks.objects.get().picks.all()] == [second, first]


def test_the_chooser_of_stories_shows_the_newest_first_and_no_drafts(edna, at_desk, make_story, front):
    make_story("Older", minutes_ago=50)
    make_story("Newest", minutes_ago=1)
    make_story("Draft", live=False)
    page = at_desk(edna).get(reverse("desk_story_chooser:choose")).json()["html"]
    assert page.index("Newest") < page.index("Older")
    assert "Draft" not in page


def test_the_side_menu_speaks_of_a_newsroom(edna, at_desk, front):
    page = at_desk(edna).get(reverse("wagtailadmin_home")).content.decode()
    for word in ("Stories", "Photos", "Files", "Fronts", "Topics", "Authors", "Messages"):
        assert f'"{word}"' in page
    assert '"Snippets"' not in page
    assert '"Masthead and look"' not in page  # the publishers'


# Letters


def test_letters_are_read_and_put_away_but_never_written(edna, at_desk, front):
    letter = ContactMessage.objects.create(name="R. Eader", email="r@x.example", subject="Ferry", message="Late.")
    client = at_desk(edna)
    prefix = "wagtailsnippets_newsroom_contactmessage"
    assert was_refused(client.get(reverse(f"{prefix}:add")))
    edit = reverse(f"{prefix}:edit", args=[letter.pk])
    assert "Late." in client.get(edit).content.decode()
    client.post(edit, {"dealt_with": "on", "message": "Not what I wrote"})
    letter.refresh_from_db()
    assert (letter.dealt_with, letter.message) == (True, "Late.")


def test_letters_are_put_away_together(edna, rita, at_desk, front):
    letter = ContactMessage.objects.create(name="R. Eader", email="r@x.example", subject="Ferry", message="Late.")
    address = reverse("wagtail_bulk_action", args=["newsroom", "contactmessage", "dealt_with"]) + f"?id={letter.pk}"
    at_desk(rita).post(address)
    assert not ContactMessage.objects.get().dealt_with
    at_desk(edna).post(address)
    assert ContactMessage.objects.get().dealt_with


# Topics


def test_merged_topics_keep_their_stories_drafts_and_addresses(make_story, front):
    both = make_story("Both", topics=["Ferry", "Ferries"])
    one = make_story("One", topics=["Ferries"])
    ferry, ferries = Topic.objects.get(name="Ferry"), Topic.objects.get(name="Ferries")

    assert merge_topics(ferry, [ferry, ferries]) == 2

    assert not Topic.objects.filter(name="Ferries").exists()
    assert set(lists.head_ids(ferry.list_key, 5)) == {both.pk, one.pk}
    for story in (both, one):
        draft = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
        assert [topic.name for topic in draft.topics.all()] == ["Ferry"]
    assert Redirect.objects.get(old_path=Redirect.normalise_path(ferries.address)).redirect_link == ferry.address


def test_topics_are_merged_from_their_list_by_those_who_may(edna, rita, at_desk, make_story):
    make_story("Both", topics=["Ferry", "Ferries"])
    ferry, ferries = Topic.objects.get(name="Ferry"), Topic.objects.get(name="Ferries")
    address = reverse("wagtail_bulk_action", args=["newsroom", "topic", "merge"]) + f"?id={ferry.pk}&id={ferries.pk}"
    at_desk(rita).post(address, {"into": ferry.pk})
    assert Topic.objects.count() == 2
    assert at_desk(edna).get(address).status_code == 200
    at_desk(edna).post(address, {"into": ferry.pk})
    assert list(Topic.objects.all()) == [ferry]


# Many stories at once


def bulk(client, action, story, **fields):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    assert client.get(f"{address}?id={story.pk}").status_code == 200 or not fields
    return client.post(f"{address}?id={story.pk}", fields)


def test_a_topic_is_given_to_many_stories_live_and_draft(edna, at_desk, make_story):
    live, draft = make_story("Live"), make_story("Draft", live=False)
    for story in (live, draft):
        bulk(at_desk(edna), "add_topic", story, topic="Ferry")
    live = Story.objects.get(pk=live.pk)
    assert [topic.name for topic in live.topics_list] == ["Ferry"]
    assert lists.head_ids(live.topics_list[0].list_key, 5) == [live.pk]
    assert not live.has_unpublished_changes
    assert [t.name for t in Story.objects.get(pk=draft.pk).get_latest_revision_as_object().topics.all()] == ["Ferry"]


def test_hiding_a_live_story_publishes_nothing_else_of_its_draft(edna, at_desk, make_story):
    story = make_story("As readers know it")
    story.title = "Not yet for readers"
    story.save_revision()
    bulk(at_desk(edna), "hide_from_lists", story)
    story = Story.objects.get()
    assert (story.title, story.hide_from_lists) == ("As readers know it", True)
    assert lists.head_ids("paper", 5) == []
    assert story.get_latest_revision_as_object().hide_from_lists
    bulk(at_desk(edna), "show_in_lists", story)
    assert lists.head_ids("paper", 5) == [story.pk]


@pytest.mark.parametrize("name", ["rita", "eddie", "nobody"])
def test_nobody_else_hides_a_story(name, request, at_desk, make_story):
    story = make_story("Live")
    bulk(at_desk(request.getfixturevalue(name)), "hide_from_lists", story)
    assert not Story.objects.get().hide_from_lists


# Previews


@pytest.mark.parametrize("mode", ["", "card", "lite"])
def test_a_story_is_previewed_whole_as_a_card_and_as_text(mode, edna, at_desk, make_story):
    story = make_story("Ferry stops", live=False, standfirst="At noon.")
    page = at_desk(edna).get(reverse("wagtailadmin_pages:view_draft", args=[story.pk]), {"mode": mode})
    assert page.status_code == 200
    assert "Ferry stops" in page.content.decode()


def preview(client, model, pk, fields):
    app, name = model._meta.app_label, model._meta.model_name
    address = reverse(f"wagtailsnippets_{app}_{name}:preview_on_edit", args=[pk])
    assert client.post(address, fields).json()["is_valid"]
    shown = client.get(address)
    assert shown.status_code == 200
    return shown


def test_the_masthead_is_previewed_on_the_front_with_its_new_name_and_colour(paula, at_desk, make_story):
    make_story("Ferry stops")
    fields = {"name": "The New Name", "preset": "tabloid", "accent": "#123456", "follow-count": "0", "notice": "null"}
    shown = preview(at_desk(paula), Masthead, 1, fields)
    page = shown.content.decode()
    assert "The New Name" in page
    assert "--paper-accent:#123456" in page
    assert "'unsafe-inline'" in shown.headers["Content-Security-Policy"]
    assert Masthead.objects.get().name == "The Test Gazette"


def test_menus_picks_and_authors_are_previewed(paula, at_desk, make_story, make_author):
    story = make_story("Ferry stops", authors=[make_author("Ann Archer")])
    client = at_desk(paula)
    menu = Menu.objects.get(location="main")
    link = {"items-count": "1", "items-0-deleted": "", "items-0-order": "0", "items-0-type": "link"}
    link |= {"items-0-id": "", "items-0-value-label": "Harbour", "items-0-value-url": "/harbour/"}
    link |= {"items-0-value-page": "", "items-0-value-children-count": "0", "title": ""}
    assert "Harbour" in preview(client, Menu, menu.pk, link).content.decode()
    picks = {"picks-TOTAL_FORMS": "1", "picks-INITIAL_FORMS": "0", "picks-0-story": str(story.pk), "picks-0-ORDER": "1"}
    assert "Ferry stops" in preview(client, EditorsPicks, 1, picks).content.decode()
    fields = {"name": "Ann B. Archer", "slug": "ann", "biography": "null", "profiles-count": "0"}
    assert "Ann B. Archer" in preview(client, Author, Author.objects.get().pk, fields).content.decode()


def test_every_block_of_a_body_can_be_compared_between_revisions(edna, at_desk, make_story, front):
    body = [
        ("text", "<p>Before</p>"),
        ("heading", {"text": "Before", "level": "2"}),
        ("quote", {"text": "<p>Before</p>", "source": ""}),
        ("pull_quote", {"text": "Before", "source": ""}),
        ("list", {"style": "bulleted", "items": ["<p>Before</p>"]}),
        ("table", {"data": [["Before"]], "first_row_is_table_header": False}),
        ("embed", {"url": "https://vimeo.com/123456", "title": "Before", "caption": ""}),
        ("info_box", {"title": "Before", "text": "<p>Before</p>"}),
        ("code", {"language": "", "code": "Before"}),
        ("markup", {"html": "<p>Before</p>"}),
        ("related_story", {"story": make_story("Other")}),
    ]
    story = make_story("Compared", body=body)
    first = story.latest_revision_id
    story.body = [(name, _after(value)) for name, value in body]
    second = story.save_revision().pk
    page = at_desk(edna).get(reverse("wagtailadmin_pages:revisions_compare", args=[story.pk, first, second]))
    assert page.status_code == 200
    assert "After" in page.content.decode()


def _after(value):
    if isinstance(value, str):
        return value.replace("Before", "After")
    if isinstance(value, list):
        return [_after(item) for item in value]
    if isinstance(value, dict):
        return {key: _after(item) for key, item in value.items()}
    return value


def test_the_front_of_the_desk_menu_opens_the_fronts_form(edna, at_desk, front):
    assert at_desk(edna).get(reverse("desk_front")).url == reverse(
        "wagtailadmin_pages:edit", args=[Front.objects.get().pk]
    )
