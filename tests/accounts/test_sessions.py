"""Where one is logged in, and who may end it."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.test import Client

from broadsheet.accounts.models import User
from tests.accounts.conftest import logged_in

LIST = "/desk/account/sessions/"


def session_of(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def test_every_browser_is_listed_with_a_name_one_knows(bob: User) -> None:
    here, there = logged_in(bob), logged_in(bob)
    there.get("/desk/", HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    shown = here.get(LIST).content.decode()
    assert "Firefox · Linux" in shown
    assert shown.count('class="place"') == 2


def test_one_other_browser_is_logged_out(bob: User) -> None:
    here, there, third = logged_in(bob), logged_in(bob), logged_in(bob)
    for client in (here, there, third):
        client.get("/desk/")
    here.post(f"{LIST}{session_of(there).pk}/end/")
    assert [client.get("/desk/").status_code for client in (here, there, third)] == [200, 302, 200]


def test_all_other_browsers_are_logged_out(bob: User) -> None:
    here, there = logged_in(bob), logged_in(bob)
    there.get("/desk/")
    here.post(LIST)
    assert [client.get("/desk/").status_code for client in (here, there)] == [200, 302]


def test_nobody_ends_somebody_elses_session(alice: User, bob: User) -> None:
    alices, bobs = logged_in(alice), logged_in(bob)
    alices.get("/desk/")
    assert bobs.post(f"{LIST}{session_of(alices).pk}/end/").status_code == 404
    bobs.post(LIST)
    assert alices.get("/desk/").status_code == 200


def test_a_stranger_ends_no_session(bob: User, client: Client) -> None:
    bobs = logged_in(bob)
    bobs.get("/desk/")
    assert client.post(f"{LIST}{session_of(bobs).pk}/end/").url.startswith("/desk/account/login/")
    assert bobs.get("/desk/").status_code == 200


def test_a_link_alone_ends_no_session(bob: User) -> None:
    client = logged_in(bob)
    client.get("/desk/")
    assert client.get(f"{LIST}{session_of(client).pk}/end/").status_code == 405


def test_a_visit_is_noted_once_a_minute_and_from_another_browser_at_once(bob: User) -> None:
    client = logged_in(bob)
    client.get("/desk/")
    seen = session_of(client).last_seen_at
    client.get("/desk/")
    assert session_of(client).last_seen_at == seen
    client.get("/desk/", HTTP_USER_AGENT="Another browser")
    assert session_of(client).user_agent == "Another browser"
    UserSession.objects.update(last_seen_at=seen - timedelta(minutes=2))
    client.get("/desk/", HTTP_USER_AGENT="Another browser")
    assert session_of(client).last_seen_at >= seen


def test_pages_are_answered_while_the_database_is_busy(bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = logged_in(bob)

    def busy(request: HttpRequest) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(UserSession.objects, "create_from_request", busy)
    assert client.get("/desk/").status_code == 200
    with connection.cursor() as cursor:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0] if connection.vendor == "sqlite" else 1
    assert patience > 0
