"""Second factors: set up, asked for, required."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from pytest_django import Settings

from broadsheet.accounts.models import User
from tests.accounts.conftest import PASSWORD, logged_in

SECRET = "JBSWY3DPEHPK3PXP"


def code_now(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_an_authenticator_app_is_set_up_with_a_code_it_shows(bob: User) -> None:
    client = logged_in(bob)
    page = client.get("/desk/account/2fa/totp/activate/")
    assert "data:image/svg+xml" in page.content.decode()
    secret = page.context["form"].secret
    assert client.post("/desk/account/2fa/totp/activate/", {"code": code_now(secret)}).status_code == 302
    assert Authenticator.objects.filter(user=bob, type=Authenticator.Type.TOTP).exists()


def test_with_an_app_the_password_alone_opens_nothing(bob: User, client: Client) -> None:
    TOTP.activate(bob, SECRET)
    response = client.post("/desk/account/login/", {"login": bob.email, "password": PASSWORD})
    assert response.url == "/desk/account/2fa/authenticate/"
    assert client.get("/desk/").status_code == 302
    wrong = client.post("/desk/account/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    client.post("/desk/account/2fa/authenticate/", {"code": code_now()})
    assert client.get("/desk/").status_code == 200


def test_a_recovery_code_opens_the_door_once(bob: User, client: Client) -> None:
    TOTP.activate(bob, SECRET)
    code = RecoveryCodes.activate(bob).get_unused_codes()[0]
    client.post("/desk/account/login/", {"login": bob.email, "password": PASSWORD})
    client.post("/desk/account/2fa/authenticate/", {"code": code})
    assert client.get("/desk/").status_code == 200
    again = Client()
    again.post("/desk/account/login/", {"login": bob.email, "password": PASSWORD})
    assert again.post("/desk/account/2fa/authenticate/", {"code": code}).status_code == 200
    assert again.get("/desk/").status_code == 302


@pytest.fixture
def required(settings: Settings) -> None:
    """[security] two_factor = "required"."""
    settings.REQUIRE_TWO_FACTOR = True


@pytest.mark.parametrize("page", ["", "images/", "users/", "account/", "pages/"])
def test_where_it_is_required_the_desk_stays_shut_without_one(page: str, required: None, bob: User) -> None:
    client = logged_in(bob)
    assert client.get(f"/desk/{page}").url == "/desk/account/2fa/"


def test_a_superuser_is_no_exception(required: None, front: object) -> None:
    client = logged_in(User.objects.create_superuser("root@gazette.example", PASSWORD))
    assert client.get("/desk/").url == "/desk/account/2fa/"


def test_the_way_to_set_one_up_is_open_and_goes_round_in_no_circle(required: None, bob: User) -> None:
    client = logged_in(bob)
    response = client.get("/desk/", follow=True)
    assert response.status_code == 200
    assert "asks for a second factor" in response.content.decode()
    for page in ("2fa/totp/activate/", "2fa/webauthn/add/", "password/change/", "sessions/", "logout/"):
        assert client.get(f"/desk/account/{page}").status_code == 200, page
    assert client.post("/desk/logout/").url == "/desk/account/login/"


def test_with_one_the_desk_opens(required: None, bob: User) -> None:
    client = logged_in(bob)
    TOTP.activate(bob, SECRET)
    assert client.get("/desk/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(required: None, bob: User) -> None:
    client = logged_in(bob)
    RecoveryCodes.activate(bob)
    assert client.get("/desk/").url == "/desk/account/2fa/"


def test_readers_notice_nothing_of_it(required: None, front: object, client: Client) -> None:
    assert client.get("/").status_code == 200


def test_something_important_asks_for_the_password_again_after_a_while(
    bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = logged_in(bob)
    assert client.get("/desk/account/2fa/totp/activate/").status_code == 200
    later = time.time() + 301
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.get("/desk/account/2fa/totp/activate/").url.startswith("/desk/account/reauthenticate/")
