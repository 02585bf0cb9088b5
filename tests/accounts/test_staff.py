"""People and their roles, as administrators keep them."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from broadsheet.accounts.models import User
from tests.accounts.conftest import PASSWORD, logged_in

ADD = "/desk/users/new/"


def test_an_administrator_invites_somebody_who_chooses_a_password(
    alice: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    reporter = Group.objects.get(name="Reporter")
    with django_capture_on_commit_callbacks(execute=True):
        form = {"name": "Dora Okonjo", "email": "Dora@Gazette.example", "groups": [reporter.pk]}
        assert logged_in(alice).post(ADD, form).status_code == 302
    dora = User.objects.get(email="dora@gazette.example")
    assert not dora.has_usable_password()
    assert list(dora.groups.all()) == [reporter]
    letter = mail.outbox[0]
    assert letter.to == ["dora@gazette.example"]
    assert "Alice has made you a log-in" in letter.body
    link = re.search(r"http://testserver(\S+)", letter.body)[1]
    client = Client()
    page = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(page, {"password1": PASSWORD, "password2": PASSWORD})
    assert logged_in(dora).get("/desk/").status_code == 200


def test_an_address_is_given_to_one_person_only(alice: User, bob: User) -> None:
    response = logged_in(alice).post(ADD, {"name": "Another Bob", "email": "BOB@gazette.example"})
    assert "already has that address" in response.content.decode()


def test_an_administrator_changes_name_address_and_roles(alice: User, bob: User) -> None:
    editor = Group.objects.get(name="Editor")
    form = {"name": "Robert", "email": "robert@gazette.example", "groups": [editor.pk], "is_active": "on"}
    assert logged_in(alice).post(f"/desk/users/edit/{bob.pk}/", form).status_code == 302
    bob.refresh_from_db()
    assert (bob.name, bob.email, bob.groups.get()) == ("Robert", "robert@gazette.example", editor)


def test_the_list_shows_everybody_with_their_roles_and_finds_them_by_name(alice: User, bob: User) -> None:
    client = logged_in(alice)
    shown = client.get("/desk/users/").content.decode()
    assert bob.email in shown
    assert "Reporter" in shown
    assert bob.email not in client.get("/desk/users/?q=alice").content.decode()


@pytest.mark.parametrize("page", ["", "new/", "edit/{}/", "delete/{}/"])
def test_a_reporter_is_refused(page: str, alice: User, bob: User) -> None:
    response = logged_in(bob).get(f"/desk/users/{page.format(alice.pk)}")
    assert response.status_code == 302
    assert response.url == "/desk/"


def test_an_administrator_makes_no_superuser(alice: User, bob: User) -> None:
    form = {"name": "Bob", "email": bob.email, "is_active": "on", "is_superuser": "on"}
    logged_in(alice).post(f"/desk/users/edit/{bob.pk}/", form)
    bob.refresh_from_db()
    assert not bob.is_superuser


def test_an_administrator_does_not_touch_a_superuser(alice: User) -> None:
    root = User.objects.create_superuser("root@gazette.example", PASSWORD)
    client = logged_in(alice)
    form = {"name": "Root", "email": "alice+root@gazette.example", "is_active": "on"}
    assert client.post(f"/desk/users/edit/{root.pk}/", form).url == "/desk/"
    client.post(f"/desk/users/delete/{root.pk}/")
    root.refresh_from_db()
    assert root.email == "root@gazette.example"


def test_nobody_locks_themselves_out(front: object) -> None:
    root = User.objects.create_superuser("root@gazette.example", PASSWORD)
    logged_in(root).post(f"/desk/users/edit/{root.pk}/", {"name": "Root", "email": root.email})
    root.refresh_from_db()
    assert root.is_active
    assert root.is_superuser


def test_one_changes_ones_own_name_and_finds_the_ways_to_password_factor_and_sessions(bob: User) -> None:
    client = logged_in(bob)
    shown = client.get("/desk/account/").content.decode()
    for way in ("password/change/", "2fa/", "sessions/"):
        assert f'href="/desk/account/{way}"' in shown
    form = {"name-name": "Robert", "theme-theme": "system", "theme-contrast": "system", "theme-density": "default"}
    assert client.post("/desk/account/", form).status_code == 302
    bob.refresh_from_db()
    assert bob.name == "Robert"
