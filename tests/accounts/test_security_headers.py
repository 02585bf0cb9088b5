"""What every answer tells the browser, and what a paper behind TLS promises."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client
from granian.utils.proxies import wrap_wsgi_with_proxy_headers
from pytest_django import Settings

from broadsheet.accounts.models import User
from broadsheet.lib.security_headers import picture_origins
from broadsheet.newsroom.models import Story
from broadsheet.paper_keys import StorageKeys
from tests.accounts.conftest import PASSWORD, logged_in
from tests.command.running import environment

READER_PAGES = [
    "/", "/news/", "/news/a-story/", "/topics/", "/authors/", "/archive/", "/search/", "/search/?q=story", "/menu/",
    "/contact/", "/feed/", "/lite/", "/lite/news/a-story/", "/no/such/page/",
]  # fmt: skip


@pytest.mark.parametrize("page", READER_PAGES)
def test_a_readers_page_sets_no_cookie_and_runs_nothing_but_our_files(
    page: str, make_story: Callable[..., Story], client: Client
) -> None:
    make_story("A story")
    response = client.get(page)
    assert "Set-Cookie" not in str(response.serialize_headers())
    assert not response.cookies
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]


ACCOUNT_PAGES = [
    "login/", "signup/", "password/reset/", "password/reset/done/", "password/reset/key/1-abc/", "inactive/",
    "password/reset/key/done/",
]  # fmt: skip
OWN_PAGES = [
    "password/change/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/", "sessions/", "logout/",
    "reauthenticate/",
]  # fmt: skip


def assert_strict(client: Client, page: str) -> None:
    response = client.get(f"/desk/account/{page}")
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["X-Frame-Options"] == "DENY"
    html = response.content.decode()
    scripts = re.findall(r"<script\b([^>]*)>", html)
    assert all(" src=" in script or 'type="application/json"' in script for script in scripts), scripts
    assert not re.findall(r"<style|\sstyle=|\son\w+=", html)
    assert "The Test Gazette" in html


@pytest.mark.parametrize("page", ACCOUNT_PAGES)
def test_a_page_before_log_in_has_no_inline_script_or_style(page: str, db: None, client: Client) -> None:
    assert_strict(client, page)


@pytest.mark.parametrize("page", OWN_PAGES)
def test_nor_has_a_page_of_ones_own_account(page: str, bob: User) -> None:
    assert_strict(logged_in(bob), page)


def test_the_desk_has_the_policy_it_needs_and_no_more(bob: User) -> None:
    response = logged_in(bob).get("/desk/")
    policy = response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "unsafe-eval" not in policy
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert not re.search(r"https?:|\*", policy)


def test_a_forged_form_is_refused(bob: User) -> None:
    client = Client(enforce_csrf_checks=True)
    form = {"login": bob.email, "password": PASSWORD}
    assert client.post("/desk/account/login/", form).status_code == 403


# Behind a web server


def address_seen(remote: str, forwarded: str, trusted: list[str]) -> str:
    seen: list[str] = []
    application = wrap_wsgi_with_proxy_headers(lambda environ, _start: seen.append(environ["REMOTE_ADDR"]), trusted)
    application({"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": forwarded}, None)
    return seen[0]


def test_the_readers_own_address_is_seen_behind_a_proxy_and_cannot_be_made_up() -> None:
    proxies = ["127.0.0.1", "10.0.0.0/8"]
    assert address_seen("127.0.0.1", "203.0.113.7", proxies) == "203.0.113.7"
    assert address_seen("127.0.0.1", "1.1.1.1, 203.0.113.7", proxies) == "203.0.113.7"
    assert address_seen("127.0.0.1", "1.1.1.1, 203.0.113.7, 10.0.0.3", proxies) == "203.0.113.7"
    assert address_seen("203.0.113.7", "1.1.1.1", proxies) == "203.0.113.7"


def test_a_made_up_address_gives_no_further_attempts(bob: User, client: Client) -> None:
    for n in range(21):
        form = {"login": f"nobody{n}@gazette.example", "password": "not-the-password"}
        response = client.post("/desk/account/login/", form, HTTP_X_FORWARDED_FOR=f"1.1.1.{n}")
    assert "Wait" in response.content.decode()


# Behind TLS


@pytest.fixture
def tls_paper(tmp_path: Path) -> Path:
    """A paper with an https address."""
    (tmp_path / "broadsheet.toml").write_text('[paper]\nname = "A"\naddress = "https://gazette.example"\n')
    for name in ("data", "media"):
        (tmp_path / name).mkdir()
    (tmp_path / "data" / "secret.key").write_text("".join(chr(ord("!") + n % 90) for n in range(64)))
    return tmp_path


def django(paper: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = environment(BROADSHEET_PAPER=str(paper), DJANGO_SETTINGS_MODULE="broadsheet.settings")
    command = [sys.executable, "-m", "django", *arguments]
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=False)


def test_djangos_check_for_deployment_finds_nothing(tls_paper: Path) -> None:
    done = django(tls_paper, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_cookies_keep_to_tls_and_out_of_scripts(tls_paper: Path) -> None:
    names = ["SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"]
    asked = f"from django.conf import settings; print([getattr(settings, n) for n in {names}])"
    assert django(tls_paper, "shell", "--no-imports", "-c", asked).stdout.strip() == "[True, True, True, True]"


# Photos in a bucket


@pytest.mark.parametrize(
    ("keys", "origins"),
    [
        ({"kind": "local"}, []),
        (
            {"kind": "s3", "bucket": "b", "public_url": "https://media.gazette.example/x"},
            ["https://media.gazette.example"],
        ),
        (
            {"kind": "s3", "bucket": "b", "endpoint": "https://s3.example"},
            ["https://s3.example", "https://b.s3.example"],
        ),
        ({"kind": "s3", "bucket": "b"}, ["https://b.s3.amazonaws.com"]),
    ],
)
def test_photos_may_come_from_the_papers_own_bucket_and_nowhere_else(
    keys: dict[str, str], origins: list[str], settings: Settings
) -> None:
    settings.PAPER = SimpleNamespace(storage=StorageKeys(**keys))
    assert picture_origins() == origins
