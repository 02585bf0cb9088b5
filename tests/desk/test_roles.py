"""Each role may do what it is for and is refused the rest, by real requests to the desk."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from broadsheet.fronts.models import Front, Masthead
from broadsheet.media.models import Photo
from broadsheet.newsroom import roles
from broadsheet.newsroom.models import Section, StandingPage, Story
from tests.desk.conftest import post_of_story, was_refused

CAST = ["rita", "eddie", "edna", "paula", "ada", "nobody"]


def add_address(section, model=Story):
    return reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, section.pk])


def edit_address(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def latest(story):
    return Story.objects.get(pk=story.pk).get_latest_revision_as_object()


def test_setting_up_twice_changes_nothing(front):
    def everything():
        return [
            (g.name, g.permissions.count(), g.page_permissions.count(), g.collection_permissions.count())
            for g in Group.objects.order_by("name")
        ]

    before = everything()
    roles.set_up_roles(front)
    assert everything() == before
    names = [name for name, *_ in before]
    assert names == ["Administrator", "Editor", "Editor: News", "Publisher", "Reporter"]


@pytest.mark.parametrize(("who", "may"), [(n, n != "nobody") for n in CAST], indirect=["who"])
def test_everybody_with_a_role_enters_the_desk(who, may, at_desk):
    assert was_refused(at_desk(who).get(reverse("wagtailadmin_home"))) != may


@pytest.mark.parametrize(("who", "may"), [(n, n not in ("nobody", "eddie")) for n in CAST], indirect=["who"])
def test_adding_a_story_to_news(who, may, at_desk, news):
    client = at_desk(who)
    assert was_refused(client.get(add_address(news))) != may
    client.post(add_address(news), post_of_story())
    assert Story.objects.filter(title="A story", live=False).exists() == may


def test_eddie_adds_and_publishes_stories_in_sport(eddie, at_desk, sport):
    at_desk(eddie).post(add_address(sport), post_of_story(**{"action-publish": "1"}))
    assert Story.objects.get().live


def test_eddie_works_in_sub_sections_of_sport(eddie, at_desk, sport, make_section):
    rowing = make_section("Rowing", under=sport)
    at_desk(eddie).post(add_address(rowing), post_of_story(**{"action-publish": "1"}))
    assert Story.objects.get().live


def test_rita_cannot_publish_even_by_a_post_made_by_hand(rita, at_desk, news):
    at_desk(rita).post(add_address(news), post_of_story(**{"action-publish": "1"}))
    assert not Story.objects.get().live


@pytest.mark.parametrize(("who", "may"), [(n, n in ("edna", "paula", "ada")) for n in CAST], indirect=["who"])
def test_editing_somebody_elses_story_in_news(who, may, at_desk, make_story):
    story = make_story("Theirs", live=False)
    client = at_desk(who)
    assert was_refused(client.get(edit_address(story))) != may
    client.post(edit_address(story), post_of_story("Mine now", "theirs"))
    assert (latest(story).title == "Mine now") == may


@pytest.mark.parametrize(
    "action", ["unpublish", "delete", "lock", "unlock", "copy", "move", "set_privacy", "history", "view_draft"]
)
@pytest.mark.parametrize("who", ["rita", "eddie", "nobody"], indirect=True)
def test_somebody_elses_live_story_in_news_is_out_of_reach(who, action, at_desk, make_story):
    story = make_story("Theirs")
    address = reverse(f"wagtailadmin_pages:{action}", args=[story.pk])
    client = at_desk(who)
    if action not in ("lock", "unlock"):
        assert was_refused(client.get(address))
    client.post(address)
    story.refresh_from_db()
    assert (story.live, story.locked) == (True, False)


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move"])
@pytest.mark.parametrize("who", ["rita", "eddie", "nobody"], indirect=True)
def test_bulk_actions_pass_over_what_one_may_not_touch(who, action, at_desk, make_story, sport):
    story = make_story("Theirs", live=action != "publish")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    at_desk(who).post(f"{address}?id={story.pk}", {"chooser": str(sport.pk)})
    unchanged = Story.objects.get()
    assert (unchanged.live, unchanged.path) == (story.live, story.path)


def test_rita_edits_and_deletes_her_own_draft(rita, at_desk, make_story):
    story = make_story("Hers", live=False, owner=rita)
    client = at_desk(rita)
    client.post(edit_address(story), post_of_story("Better", "hers"))
    assert latest(story).title == "Better"
    client.post(reverse("wagtailadmin_pages:delete", args=[story.pk]))
    assert not Story.objects.exists()


def test_rita_cannot_take_down_or_delete_her_own_published_story(rita, at_desk, make_story):
    story = make_story("Hers", owner=rita)
    for action in ("unpublish", "delete"):
        assert was_refused(at_desk(rita).post(reverse(f"wagtailadmin_pages:{action}", args=[story.pk])))
    story.refresh_from_db()
    assert story.live


def test_what_rita_writes_over_her_published_story_stays_a_draft(rita, at_desk, make_story):
    story = make_story("Hers", owner=rita)
    at_desk(rita).post(edit_address(story), post_of_story("Changed", "hers", **{"action-publish": "1"}))
    story.refresh_from_db()
    assert story.title == "Hers"


@pytest.mark.parametrize(("who", "may"), [(n, n in ("paula", "ada")) for n in CAST], indirect=["who"])
@pytest.mark.parametrize("model", [Section, StandingPage])
def test_adding_sections_and_standing_pages(who, may, model, at_desk, front):
    fields = {"title": "New", "slug": "new", "action-publish": "1"}
    fields |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "body-count": "0"}
    client = at_desk(who)
    assert was_refused(client.get(add_address(front, model))) != may
    client.post(add_address(front, model), fields)
    assert model.objects.filter(slug="new").exists() == may


@pytest.mark.parametrize("who", ["rita", "eddie", "edna", "nobody"], indirect=True)
def test_no_sub_section_by_a_post_made_by_hand(who, at_desk, sport):
    fields = {"title": "New", "slug": "new", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    assert was_refused(at_desk(who).post(add_address(sport, Section), fields))
    assert not Section.objects.filter(slug="new").exists()


@pytest.mark.parametrize("action", ["edit", "delete", "unpublish", "move", "copy"])
@pytest.mark.parametrize("who", ["rita", "eddie", "edna", "nobody"], indirect=True)
def test_sections_and_standing_pages_are_the_publishers(who, action, at_desk, sport):
    about = StandingPage.objects.get(slug="about")
    for page in (sport, about):
        address = reverse(f"wagtailadmin_pages:{action}", args=[page.pk])
        assert was_refused(at_desk(who).get(address)), page
        at_desk(who).post(address, {"title": "Taken", "slug": "taken"})
    assert Page.objects.filter(slug__in=["sport", "about"], live=True).count() == 2


@pytest.mark.parametrize("who", ["rita", "eddie", "edna"], indirect=True)
def test_only_a_publisher_moves_a_section(who, at_desk, sport, news):
    address = reverse("wagtailadmin_pages:move_confirm", args=[sport.pk, news.pk])
    at_desk(who).post(address)
    assert Section.objects.get(slug="sport").depth == sport.depth


@pytest.mark.parametrize(("who", "may"), [(n, n in ("edna", "paula", "ada")) for n in CAST], indirect=["who"])
def test_curating_the_front(who, may, at_desk, front):
    assert was_refused(at_desk(who).get(edit_address(front))) != may


@pytest.mark.parametrize(("who", "may"), [(n, n == "ada") for n in CAST], indirect=["who"])
@pytest.mark.parametrize("address", ["wagtailusers_users:index", "wagtailusers_users:add", "wagtailusers_groups:index"])
def test_users_and_groups(who, may, address, at_desk):
    assert was_refused(at_desk(who).get(reverse(address))) != may


@pytest.mark.parametrize(("who", "may"), [(n, n in ("paula", "ada")) for n in CAST], indirect=["who"])
@pytest.mark.parametrize(
    "address",
    [
        "wagtailredirects:index",
        "wagtailredirects:add",
        "wagtailadmin_workflows:index",
        "wagtailadmin_collections:index",
    ],
)
def test_redirects_workflows_and_collections(who, may, address, at_desk):
    assert was_refused(at_desk(who).get(reverse(address))) != may


@pytest.mark.parametrize(("who", "may"), [(n, n != "nobody") for n in CAST], indirect=["who"])
@pytest.mark.parametrize("address", ["wagtailimages:add", "wagtaildocs:add"])
def test_uploading_photos_and_files(who, may, address, at_desk):
    assert was_refused(at_desk(who).get(reverse(address))) != may


@pytest.mark.parametrize("who", ["rita", "nobody"], indirect=True)
def test_the_pictures_of_others_are_out_of_a_reporters_reach(who, at_desk, paula):
    from django.core.files.images import ImageFile

    photo = Photo.objects.create(
        title="Paula's", file=ImageFile(get_test_image_file(), "p.png"), uploaded_by_user=paula
    )
    for action in ("edit", "delete"):
        assert was_refused(at_desk(who).get(reverse(f"wagtailimages:{action}", args=[photo.pk])))


def test_a_new_section_has_editors_of_its_own_who_follow_its_name_and_end_with_it(make_section, front):
    arts = make_section("Arts")
    assert Group.objects.filter(name="Editor: Arts").exists()
    arts.title = "Culture"
    arts.save()
    assert Group.objects.filter(name__startswith="Editor: ").values_list("name", flat=True).order_by("name")[0] == (
        "Editor: Culture"
    )
    arts.delete()
    assert not Group.objects.filter(name__in=["Editor: Arts", "Editor: Culture"]).exists()


def test_two_sections_of_one_name_have_their_own_editors(make_section):
    make_section("Arts", slug="arts")
    make_section("Arts", slug="fine-arts")
    assert Group.objects.filter(name__startswith="Editor: Arts").count() == 2


def test_a_sub_section_needs_no_editors_of_its_own(make_section, sport):
    make_section("Rowing", under=sport)
    assert not Group.objects.filter(name="Editor: Rowing").exists()


def test_what_a_paper_granted_besides_survives_an_upgrade(front):
    from django.contrib.auth.models import Permission

    extra = Permission.objects.get(codename="add_redirect")
    Group.objects.get(name=roles.EDITOR).permissions.add(extra)
    roles.set_up_roles(front)
    assert extra in Group.objects.get(name=roles.EDITOR).permissions.all()


def test_a_front_of_ones_own_cannot_be_made(ada, at_desk, front):
    root = Page.get_first_root_node()
    assert was_refused(at_desk(ada).get(add_address(root, Front)))
    assert Masthead.objects.count() == 1
