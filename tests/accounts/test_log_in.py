"""The front door: who gets in, who does not, and how often one may try."""

import re

import pytest
from django.core import mail
from django.test import Client

from broadsheet.accounts.models import User
from tests.accounts.conftest import PASSWORD, logged_in

LOGIN = "/desk/account/login/"


def attempt(client: Client, email: str, password: str, **extra: str):
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def test_an_editor_logs_in_with_address_and_password(bob: User, client: Client) -> None:
    response = attempt(client, "Bob@Gazette.example", PASSWORD)
    assert response.status_code == 302
    assert response.url == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_a_wrong_password_is_refused_kindly(bob: User, client: Client) -> None:
    response = attempt(client, bob.email, "not-the-password")
    assert response.status_code == 200
    assert "do not go together" in response.content.decode()
    assert client.get("/desk/").status_code == 302


def test_the_sixth_wrong_password_is_refused_and_says_how_long_to_wait(bob: User, client: Client) -> None:
    for _n in range(5):
        attempt(client, bob.email, "not-the-password")
    response = attempt(client, bob.email, PASSWORD)
    assert "Wait 5 minutes" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_attempts_are_counted_per_account_whatever_address_they_come_from(bob: User, client: Client) -> None:
    for n in range(5):
        attempt(client, bob.email, "not-the-password", REMOTE_ADDR=f"203.0.113.{n}")
    response = attempt(client, bob.email, PASSWORD, REMOTE_ADDR="203.0.113.99")
    assert "Wait 5 minutes" in response.content.decode()


def test_attempts_are_counted_per_address_whatever_account_they_try(bob: User, client: Client) -> None:
    for n in range(20):
        attempt(client, f"nobody{n}@gazette.example", "not-the-password", REMOTE_ADDR="203.0.113.7")
    assert "Wait" in attempt(client, bob.email, PASSWORD, REMOTE_ADDR="203.0.113.7").content.decode()
    assert attempt(client, bob.email, PASSWORD, REMOTE_ADDR="203.0.113.8").status_code == 302


def test_a_flood_of_requests_gets_a_page_that_says_when_to_come_back(bob: User, client: Client) -> None:
    for _n in range(31):
        response = client.post(LOGIN, {})
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "60"
    assert "Wait a minute" in response.content.decode()


def test_wagtails_own_log_in_leads_to_ours(db: None, client: Client) -> None:
    response = client.get("/desk/login/?next=/desk/images/")
    assert response.url == "/desk/account/login/?next=/desk/images/"


def test_logging_in_leads_back_to_where_one_was_going(bob: User, client: Client) -> None:
    response = client.post(f"{LOGIN}?next=/desk/images/", {"login": bob.email, "password": PASSWORD})
    assert response.url == "/desk/images/"


def test_logging_in_never_leads_to_another_site(bob: User, client: Client) -> None:
    response = client.post(f"{LOGIN}?next=https://evil.example/", {"login": bob.email, "password": PASSWORD})
    assert response.url == "/desk/"


def test_somebody_without_a_role_is_told_so_and_not_sent_in_circles(charlie: User) -> None:
    client = logged_in(charlie)
    response = client.get("/desk/", follow=True)
    assert response.status_code == 403
    assert "no role yet" in response.content.decode()


def test_sign_up_is_closed(db: None, client: Client) -> None:
    signing_up = {"email": "charlie@evil.example", "password1": PASSWORD, "password2": PASSWORD}
    assert "by invitation" in client.get("/desk/account/signup/").content.decode()
    client.post("/desk/account/signup/", signing_up)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "page",
    [
        "", "password/change/", "password/set/", "email/", "reauthenticate/", "sessions/", "2fa/", "2fa/totp/activate/",
        "2fa/totp/deactivate/", "2fa/recovery-codes/", "2fa/recovery-codes/generate/", "2fa/recovery-codes/download/",
        "2fa/webauthn/", "2fa/webauthn/add/", "2fa/reauthenticate/",
    ],
)  # fmt: skip
def test_a_stranger_is_sent_to_the_log_in_from(page: str, db: None, client: Client) -> None:
    response = client.get(f"/desk/account/{page}", follow=True)
    assert response.redirect_chain[-1][0].startswith(LOGIN)


def test_the_desk_lets_one_out(bob: User) -> None:
    client = logged_in(bob)
    assert client.post("/desk/logout/").url == LOGIN
    assert client.get("/desk/").status_code == 302


def test_somebody_deactivated_is_out_at_once(bob: User) -> None:
    client = logged_in(bob)
    bob.is_active = False
    bob.save()
    assert client.get("/desk/").url.startswith(LOGIN)


def test_somebody_deactivated_in_bulk_is_out_at_once_too(bob: User) -> None:
    client = logged_in(bob)
    User.objects.update(is_active=False)
    assert client.get("/desk/").url.startswith(LOGIN)


def test_somebody_deactivated_cannot_come_back(bob: User, client: Client) -> None:
    User.objects.update(is_active=False)
    response = client.post(LOGIN, {"login": bob.email, "password": PASSWORD}, follow=True)
    assert "switched off" in response.content.decode()
    assert client.get("/desk/").status_code == 302


# Passwords


def test_a_forgotten_password_is_replaced_by_mail(bob: User, client: Client) -> None:
    response = client.post("/desk/account/password/reset/", {"email": bob.email}, follow=True)
    assert "Look in your mail" in response.content.decode()
    letter = mail.outbox[0]
    assert letter.subject == "The Test Gazette: A new password"
    link = re.search(r"http://testserver(\S+)", letter.body)[1]
    form = client.get(link, follow=True)
    page = form.redirect_chain[-1][0]
    new = {"password1": "a-brand-new-password", "password2": "a-brand-new-password"}
    assert "Password saved" in client.post(page, new, follow=True).content.decode()
    assert attempt(client, bob.email, "a-brand-new-password").status_code == 302
    assert "no longer works" in Client().get(link, follow=True).content.decode()


def test_a_stranger_learns_nothing_from_a_forgotten_password(bob: User, client: Client) -> None:
    response = client.post("/desk/account/password/reset/", {"email": "nobody@gazette.example"}, follow=True)
    assert "Look in your mail" in response.content.decode()
    assert mail.outbox == []


def test_an_address_given_up_opens_nothing(bob: User, client: Client) -> None:
    bob.email = "robert@gazette.example"
    bob.save()
    client.post("/desk/account/password/reset/", {"email": "bob@gazette.example"})
    assert mail.outbox == []
    assert attempt(client, "bob@gazette.example", PASSWORD).status_code == 200
    assert attempt(client, "robert@gazette.example", PASSWORD).status_code == 302


def test_a_feeble_password_is_refused(bob: User) -> None:
    client = logged_in(bob)
    feeble = {"oldpassword": PASSWORD, "password1": "password1234", "password2": "password1234"}
    assert "too common" in client.post("/desk/account/password/change/", feeble).content.decode()


def test_changing_the_password_logs_out_everywhere_else_and_says_so_by_mail(bob: User) -> None:
    here, there = logged_in(bob), logged_in(bob)
    new = {"oldpassword": PASSWORD, "password1": "a-brand-new-password", "password2": "a-brand-new-password"}
    assert here.post("/desk/account/password/change/", new).status_code == 302
    assert here.get("/desk/").status_code == 200
    assert there.get("/desk/").status_code == 302
    assert mail.outbox[0].to == [bob.email]
