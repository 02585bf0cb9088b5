"""Those who run the paper see who subscribes, and may end it; nobody else, and nobody sees a secret."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import serializers
from django.urls import reverse
from django.utils import timezone

from broadsheet.websub import desk
from broadsheet.websub.desk import what_was_wrong
from broadsheet.websub.models import Subscription
from tests.desk.conftest import was_refused

pytestmark = pytest.mark.django_db
LIST = "wagtailsnippets_websub_subscription:list"
DELETE = "wagtailsnippets_websub_subscription:delete"
CAST = [("rita", False), ("eddie", False), ("edna", False), ("nobody", False), ("paula", True), ("ada", True)]


@pytest.fixture
def subscription(front):
    return Subscription.objects.create(
        topic="http://testserver/sport/f%C3%BC%C3%9Fe/feed/",
        callback="https://reader.example/capability-4711",
        host="reader.example",
        secret="open-sesame",
        until=timezone.now() + timedelta(days=3),
        failures=2,
        trouble="the server answered 500",
    )


@pytest.fixture
def who(request, sport):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize(("who", "may"), CAST, indirect=["who"])
def test_who_sees_the_list(who, may, at_desk, subscription):
    answer = at_desk(who).get(reverse(LIST))
    assert was_refused(answer) != may
    if may:
        page = answer.content.decode()
        assert "reader.example" in page
        assert "/sport/füße/feed/" in page
        assert "the server answered 500" in page
        assert "1 running, 1 does not answer" in page
        assert "open-sesame" not in page
        assert "capability-4711" not in page


GERMAN = {"the server answered %(status)s": "Antwort: %(status)s", "the host is not known": "Rechner unbekannt"}


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("the server answered 500", "Antwort: 500"),
        ("the host is not known", "Rechner unbekannt"),
        ("port 25 is not one for web sites", "port 25 is not one for web sites"),
        ("", ""),
    ],
)
def test_what_was_wrong_is_told_in_the_language_of_who_looks(subscription, monkeypatch, kept, told):
    monkeypatch.setattr(desk, "gettext", lambda text: GERMAN.get(text, text))
    subscription.trouble = kept
    assert what_was_wrong(subscription) == told


@pytest.mark.parametrize(("who", "may"), CAST, indirect=["who"])
def test_who_ends_a_subscription(who, may, at_desk, subscription):
    client = at_desk(who)
    asked = client.get(reverse(DELETE, args=[subscription.pk]))
    assert b"open-sesame" not in asked.content
    client.post(reverse(DELETE, args=[subscription.pk]))
    assert Subscription.objects.exists() != may


def test_nobody_adds_or_changes_a_subscription(ada, at_desk, subscription):
    client = at_desk(ada)
    for name, arguments in (("add", []), ("edit", [subscription.pk])):
        address = reverse(f"wagtailsnippets_websub_subscription:{name}", args=arguments)
        answer = client.get(address)
        assert was_refused(answer), name
        assert b"open-sesame" not in answer.content
        client.post(address, {"secret": "mine", "callback": "https://evil.example/", "host": "evil.example"})
    assert list(Subscription.objects.values_list("secret", flat=True)) == ["open-sesame"]


def test_the_list_takes_as_many_queries_for_many(paula, at_desk, subscription, django_assert_max_num_queries):
    Subscription.objects.bulk_create(
        Subscription(topic=f"t{n}", callback=f"c{n}", host="h.example", until=subscription.until) for n in range(300)
    )
    client = at_desk(paula)
    client.get(reverse(LIST))
    with django_assert_max_num_queries(25):
        client.get(reverse(LIST))


def test_a_secret_is_in_nothing_that_describes_a_subscription(subscription):
    assert "sesame" not in str(subscription) + repr(subscription)
    assert "sesame" in serializers.serialize("json", [subscription])  # so that the above would show it
