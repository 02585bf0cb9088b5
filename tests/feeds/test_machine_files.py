"""The files only machines read: each at its address, of its kind, and not there where there is nothing true to say."""

from datetime import UTC, datetime, timedelta

import pytest
import sectxt
from django.conf import settings
from django.utils import timezone

from broadsheet.feeds.machine_files import text_files
from broadsheet.fronts.models import Machines, Masthead, Trust
from broadsheet.newsroom import clock
from broadsheet.newsroom.models import Author, ClockMark, ContactPage
from broadsheet.press.outbox import position, since
from broadsheet.press.recording import Recording, recording

pytestmark = pytest.mark.django_db
TEXT = "text/plain; charset=utf-8"


@pytest.fixture
def typed(front):
    """Saves what an editor typed."""

    def save(**fields):
        machines = Machines.of_the_paper()
        for name, value in fields.items():
            setattr(machines, name, value)
        machines.save()

    return save


@pytest.fixture
def over_tls(monkeypatch):
    """The paper as its readers have it: over TLS."""
    kind = type(settings.PAPER)
    monkeypatch.setattr(kind, "is_tls", property(lambda paper: True))
    monkeypatch.setattr(kind, "address", property(lambda paper: "https://gazette.example"))


def read(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, TEXT)
    return answer.content.decode()


@pytest.mark.parametrize(("address", "name"), [("/ads.txt", "ads_txt"), ("/app-ads.txt", "app_ads_txt")])
def test_sellers_are_published_as_they_were_typed(client, typed, address, name):
    assert client.get(address).status_code == 404
    typed(**{name: "  \r\n# sellers\r\ngoogle.com, pub-1, DIRECT \r\n"})
    assert read(client, address) == "# sellers\ngoogle.com, pub-1, DIRECT\n"
    typed(**{name: " \n \n"})
    assert client.get(address).status_code == 404


def test_trust_is_what_was_typed_and_what_the_paper_knows(client, typed):
    masthead = Masthead.of_the_paper()
    links = [("mastodon", "https://social.example/@gazette"), ("x", "https://x.example/gazette"), ("rss", "/feed/")]
    masthead.follow = [("profile", {"service": service, "url": url}) for service, url in links]
    masthead.save()
    typed(trust_txt="member=https://association.example/\nsocial=https://x.example/gazette")
    expected = [
        "member=https://association.example/",
        "social=https://x.example/gazette",
        "contact=http://testserver/contact/",
        "social=https://social.example/@gazette",
        "datatrainingallowed=no",
    ]
    for address in ("/trust.txt", "/.well-known/trust.txt"):
        assert read(client, address).splitlines() == expected
    typed(trust_txt="contact=mailto:desk@gazette.example\ndatatrainingallowed=yes", allow_training=False)
    assert "datatrainingallowed=no" not in read(client, "/trust.txt")
    assert "/contact/" not in read(client, "/trust.txt")


def test_humans_are_those_who_were_typed_else_the_papers_authors(client, typed):
    assert client.get("/humans.txt").status_code == 404
    Author.objects.create(name="Ann Archer", role="Reporter")
    Author.objects.create(name="العنود 🖋️", slug="al")
    Author.objects.create(name="Guest", is_guest=True)
    assert read(client, "/humans.txt") == "/* TEAM */\n\nAnn Archer, Reporter\nالعنود 🖋️\n"
    typed(humans_txt="Everybody")
    assert read(client, "/humans.txt") == "Everybody\n"


def test_security_is_valid_in_the_eyes_of_its_checker(client, typed, over_tls):
    text = read(client, "/.well-known/security.txt")
    assert "Contact: https://gazette.example/contact/\n" in text
    checked = sectxt.Parser(text.encode())
    problems = [*checked.errors, *checked.recommendations]
    assert {problem["code"] for problem in problems} <= {"not_signed"}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("security@gazette.example", "mailto:security@gazette.example"),
        ("mailto:security@gazette.example", "mailto:security@gazette.example"),
        ("https://gazette.example/report", "https://gazette.example/report"),
    ],
)
def test_security_names_whom_an_editor_named(client, typed, given, told):
    typed(security_contact=given)
    text = read(client, "/.well-known/security.txt")
    assert f"Contact: {told}\n" in text
    assert not sectxt.Parser(text.encode()).errors


def test_without_tls_a_web_address_is_no_contact(client, front):
    assert client.get("/.well-known/security.txt").status_code == 404
    trust = Trust.of_the_paper()
    trust.email = "publisher@gazette.example"
    trust.save()
    assert "Contact: mailto:publisher@gazette.example\n" in read(client, "/.well-known/security.txt")


def test_nobody_to_tell_is_told_to_nobody(client, front, over_tls):
    ContactPage.objects.get().unpublish()
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize(
    "day", [datetime(2026, month, day, 12, tzinfo=UTC) for month in range(1, 13) for day in (1, 28)]
)
def test_security_ends_in_the_future_and_within_a_year(day):
    ends = text_files._expires(day)
    assert timedelta(days=150) < ends - day < timedelta(days=365)


def test_security_is_made_anew_each_month(client, typed, monkeypatch):
    typed(security_contact="security@gazette.example")
    with recording(Recording(holes=True)) as noted:
        read(client, "/.well-known/security.txt")
    assert {"month", "machines"} <= noted.keys
    now = timezone.now()
    ClockMark.objects.update_or_create(pk=1, defaults={"day": timezone.localdate(now), "moment": now})
    before = position()
    next_month = (now.replace(day=1) + timedelta(days=32)).replace(day=2)
    monkeypatch.setattr(timezone, "now", lambda: next_month)
    clock.tick()
    assert "month" in {key for row in since(before) for key in row.keys}


def test_a_password_is_changed_where_the_desk_changes_it(client, front):
    answer = client.get("/.well-known/change-password")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/account/password/change/")


@pytest.mark.parametrize(
    "address",
    [
        "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200",
        "/.well-known/",
        "/.well-known/security.txt/",
        "/.well-known/acme-challenge/x",
        "/.well-known/%00",
        *(
            f"/lite/{name}"
            for name in ("robots.txt", "ads.txt", "favicon.ico", ".well-known/security.txt", "license.xml")
        ),
    ],
)
def test_nothing_else_is_known_and_nothing_has_a_twin_in_text(client, front, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/robots.txt", "/favicon.ico", "/sitemap.xml"])
def test_nothing_is_taken_in(client, front, address):
    assert client.post(address).status_code == 405


BUDGETS = {
    "/robots.txt": 1,
    "/license.xml": 2,
    "/.well-known/tdmrep.json": 2,
    "/ads.txt": 1,
    "/app-ads.txt": 1,
    "/trust.txt": 3,
    "/.well-known/trust.txt": 3,
    "/humans.txt": 2,
    "/.well-known/security.txt": 4,
    "/.well-known/content-credentials.pem": 1,
    "/.well-known/change-password": 0,
    "/favicon.ico": 2,
    "/apple-touch-icon.png": 2,
    "/icon-192.png": 2,
    "/icon-maskable-512.png": 2,
    "/site.webmanifest": 1,
}


def test_each_file_keeps_to_its_budget(
    client, typed, make_story, photo, django_assert_max_num_queries, tmp_path, monkeypatch
):
    monkeypatch.setattr(type(settings.PAPER), "picture_key_file", tmp_path / "picture-key.pem")
    Trust(sign_pictures=True).save()
    typed(ads_txt="google.com, 1, DIRECT", app_ads_txt="google.com, 1, DIRECT", security_contact="a@b.example")
    masthead = Masthead.of_the_paper()
    masthead.logo_light = photo
    masthead.save()
    Author.objects.create(name="Ann Archer")
    for _more in range(2):
        make_story("One")
        for address, limit in BUDGETS.items():
            with django_assert_max_num_queries(limit, info=address):
                assert client.get(address).status_code in (200, 302)


def test_every_address_has_a_budget():
    from broadsheet.feeds.machine_files.urls import urlpatterns

    paths = [address.removeprefix("/") for address in BUDGETS]
    assert all(any(pattern.resolve(path) for path in paths) for pattern in urlpatterns)


@pytest.mark.parametrize(
    "address", ["/robots.txt", "/license.xml", "/.well-known/tdmrep.json", "/ads.txt", "/trust.txt", "/"]
)
def test_what_editors_choose_is_noted(client, typed, address):
    typed(ads_txt="google.com, 1, DIRECT")
    with recording(Recording(holes=True)) as noted:
        client.get(address)
    assert "machines" in noted.keys
    assert not noted.unstorable
