"""Who may do what beside stories: with authors, topics, redirects, files, letters, menus, packages, second factors."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection

from broadsheet.fronts.models import Menu, Package
from broadsheet.media.models import File
from broadsheet.newsroom.models import Author, ContactMessage, Topic
from tests.desk.conftest import was_refused

CAST = ["rita", "eddie", "edna", "paula", "ada", "nobody"]


def only(*names: str) -> list[tuple[str, bool]]:
    """Everybody, with whether they are among ``names``."""
    return [(name, name in names) for name in CAST]


def deleted(client: Any, thing: Any) -> bool:
    """Whether a posted deletion of a snippet did what it says."""
    meta = thing._meta
    client.post(reverse(f"wagtailsnippets_{meta.app_label}_{meta.model_name}:delete", args=[thing.pk]))
    return not type(thing).objects.filter(pk=thing.pk).exists()


@pytest.mark.parametrize(("who", "may"), only("paula", "ada"), indirect=["who"])
def test_deleting_an_author(who, may, at_desk, make_author):
    assert deleted(at_desk(who), make_author("Ann")) == may
    assert Author.objects.exists() != may


@pytest.mark.parametrize(("who", "may"), only("edna", "paula", "ada"), indirect=["who"])
def test_deleting_a_topic(who, may, at_desk, front):
    """A topic is the whole paper's: whoever edits one section cannot take it from the others."""
    assert deleted(at_desk(who), Topic.objects.create(name="Ferry", slug="ferry")) == may


@pytest.mark.parametrize(("who", "may"), only("eddie", "edna", "paula", "ada"), indirect=["who"])
def test_renaming_a_topic(who, may, at_desk, front):
    topic = Topic.objects.create(name="Ferry", slug="ferry")
    address = reverse("wagtailsnippets_newsroom_topic:edit", args=[topic.pk])
    assert was_refused(at_desk(who).get(address)) != may


@pytest.mark.parametrize(("who", "may"), only("paula", "ada"), indirect=["who"])
@pytest.mark.parametrize("action", ["edit", "delete"])
def test_a_redirect(who, may, action, at_desk, front):
    redirect = Redirect.objects.create(old_path="/old", redirect_page=front)
    address = reverse(f"wagtailredirects:{action}", args=[redirect.pk])
    assert was_refused(at_desk(who).get(address)) != may
    if action == "delete":
        at_desk(who).post(address)
        assert Redirect.objects.exists() != may


@pytest.mark.parametrize(("who", "may"), only("paula", "ada"), indirect=["who"])
@pytest.mark.parametrize("action", ["edit", "delete"])
def test_a_collection(who, may, action, at_desk, front):
    collection = Collection.get_first_root_node().add_child(name="Harbour")
    address = reverse(f"wagtailadmin_collections:{action}", args=[collection.pk])
    assert was_refused(at_desk(who).get(address)) != may


@pytest.mark.parametrize(("who", "may"), only("eddie", "edna", "paula", "ada"), indirect=["who"])
def test_the_files_of_others(who, may, at_desk, hire):
    file = File.objects.create(title="Tides", file=ContentFile(b"%PDF-1.4", "tides.pdf"), uploaded_by_user=hire("Olga"))
    assert was_refused(at_desk(who).get(reverse("wagtaildocs:edit", args=[file.pk]))) != may


@pytest.mark.parametrize(("who", "may"), only("paula", "ada"), indirect=["who"])
def test_throwing_a_readers_letter_away(who, may, at_desk, front):
    letter = ContactMessage.objects.create(name="Jo", email="jo@host.example", message="Where is my paper?")
    assert deleted(at_desk(who), letter) == may


@pytest.mark.parametrize(("who", "may"), only("paula", "ada"), indirect=["who"])
def test_editing_a_menu(who, may, at_desk, front):
    menu = Menu.objects.first()
    assert was_refused(at_desk(who).get(reverse("wagtailsnippets_fronts_menu:edit", args=[menu.pk]))) != may


@pytest.mark.parametrize(("who", "may"), only("edna", "paula", "ada"), indirect=["who"])
@pytest.mark.parametrize("action", ["edit", "delete"])
def test_a_package(who, may, action, at_desk, front):
    package = front.add_child(instance=Package(title="Flood", slug="flood"))
    assert was_refused(at_desk(who).get(reverse(f"wagtailadmin_pages:{action}", args=[package.pk]))) != may


@pytest.mark.parametrize(("who", "may"), only(*CAST[:-1]), indirect=["who"])
@pytest.mark.parametrize("page", ["2fa/webauthn/add/", "2fa/totp/activate/"])
def test_a_second_factor_is_everybodys_who_has_a_log_in(who, may, page, at_desk, front):
    if who is not None:
        who.set_password("correct-horse-battery")
        who.save()
    client = at_desk(None)
    if who is not None:
        client.post("/desk/account/login/", {"login": who.email, "password": "correct-horse-battery"})
    assert (client.get(f"/desk/account/{page}").status_code == 200) == may
