"""A subscriber is one once it has said that it means it, for as long as it asked, within bounds."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from broadsheet.websub import limits
from broadsheet.websub.models import HubRequest, Subscription
from broadsheet.websub.verification import claim
from tests.websub.conftest import TOPIC

pytestmark = [pytest.mark.django_db, pytest.mark.on_postgresql]


def lease_of(subscription):
    return round((subscription.until - timezone.now()).total_seconds(), -1)


def test_a_subscriber_that_means_it_is_kept(ask, hub, listener):
    answer = ask(callback=listener.callback("/told?for=me"), secret="sesame", lease_seconds="86400")
    assert answer.status_code == 202
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert not Subscription.objects.exists()
    hub.work()
    (asked,) = listener.asked
    assert asked.path == "/told"
    assert asked.query["for"] == "me"
    assert asked.query["hub.mode"] == "subscribe"
    assert asked.query["hub.topic"] == TOPIC
    assert asked.query["hub.lease_seconds"] == "86400"
    assert len(asked.query["hub.challenge"]) >= 32
    kept = Subscription.objects.get()
    assert (kept.topic, kept.callback) == (TOPIC, listener.callback("/told?for=me"))
    assert (kept.host, kept.secret, lease_of(kept)) == ("127.0.0.1", "sesame", 86400)
    assert not HubRequest.objects.exclude(secret="").exists()
    assert not listener.delivered


@pytest.mark.parametrize("path", ["/lies", "/half", "/refuses", "/endless-challenge", "/elsewhere", "/late"])
def test_a_callback_that_does_not_confirm_is_not_subscribed(path, subscribed, listener):
    subscribed(path)
    assert not Subscription.objects.exists()
    assert {asked.path for asked in listener.asked} == {path}


def test_a_callback_that_could_not_answer_is_asked_again_and_then_no_more(subscribed, hub, listener):
    listener.is_broken = True
    subscribed()
    for _again in range(5):
        HubRequest.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
        hub.work()
    assert len(listener.asked) == 1 + len(limits.VERIFICATION_PAUSES)
    listener.is_broken = False
    assert not Subscription.objects.exists()
    assert not HubRequest.objects.filter(due_at__isnull=False).exists()


def test_each_challenge_is_another(subscribed, listener):
    subscribed("/one")
    subscribed("/two")
    assert len({asked.query["hub.challenge"] for asked in listener.asked}) == 2


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", limits.USUAL_LEASE),
        ("7200", timedelta(hours=2)),
        ("1", limits.SHORTEST_LEASE),
        ("99999999", limits.LONGEST_LEASE),
        ("9" * 20, limits.LONGEST_LEASE),
    ],
)
def test_a_lease_is_as_long_as_asked_within_bounds(asked, given, subscribed, listener):
    subscribed(lease_seconds=asked)
    assert lease_of(Subscription.objects.get()) == given.total_seconds()
    assert listener.asked[0].query["hub.lease_seconds"] == str(int(given.total_seconds()))


def test_subscribing_again_renews_the_lease_and_the_secret_once_it_is_confirmed(ask, hub, subscribed, listener):
    callback = subscribed(secret="old", lease_seconds="600")
    since = Subscription.objects.get().since
    ask(callback=callback, secret="new", lease_seconds="7200")
    assert Subscription.objects.get().secret == "old"
    hub.work()
    renewed = Subscription.objects.get()
    assert (renewed.secret, lease_of(renewed), renewed.since) == ("new", 7200, since)
    listener.is_broken = True
    ask(callback=callback, secret="stolen")
    hub.work()
    assert Subscription.objects.get().secret == "new"


def test_only_the_last_of_several_requests_for_the_same_is_verified(ask, hub, listener):
    callback = listener.callback()
    ask(callback=callback, secret="first")
    ask(callback=callback, secret="second")
    ask("unsubscribe", callback=callback)
    hub.work()
    assert [asked.query["hub.mode"] for asked in listener.asked] == ["unsubscribe"]
    assert not Subscription.objects.exists()


def test_a_request_that_is_overtaken_while_it_is_verified_changes_nothing(ask, hub, listener):
    callback = listener.callback()
    ask(callback=callback, secret="first")
    under_way = claim(HubRequest.objects.get(), hub.herald._watch.present)
    under_way.make()
    ask(callback=callback, secret="second")
    under_way.settle()
    assert not Subscription.objects.exists()
    hub.work()
    assert Subscription.objects.get().secret == "second"


def test_somebody_who_unsubscribes_is_asked_whether_they_mean_it(ask, hub, subscribed, listener):
    callback = subscribed()
    listener.asked.clear()
    assert ask("unsubscribe", callback=callback).status_code == 202
    assert Subscription.objects.exists()
    hub.work()
    (asked,) = listener.asked
    assert asked.query["hub.mode"] == "unsubscribe"
    assert "hub.lease_seconds" not in asked.query
    assert not Subscription.objects.exists()


def test_nobody_is_unsubscribed_by_a_stranger(ask, hub, subscribed, listener):
    callback = subscribed("/told")
    listener.is_broken = True
    ask("unsubscribe", callback=callback)
    hub.work()
    assert Subscription.objects.exists()


def test_a_lease_that_has_ended_ends_the_subscription(subscribed, hub, listener, make_story):
    subscribed()
    Subscription.objects.update(until=timezone.now())
    make_story("Ferry sold")
    hub.work()
    assert not listener.delivered
    hub.herald._tidied = float("-inf")
    hub.work()
    assert not Subscription.objects.exists()


def test_settled_requests_are_forgotten_after_an_hour(subscribed, hub):
    subscribed()
    assert HubRequest.objects.count() == 1
    HubRequest.objects.update(asked_at=timezone.now() - limits.COUNTED)
    hub.herald._tidied = float("-inf")
    hub.work()
    assert not HubRequest.objects.exists()


def test_any_kind_of_feed_can_be_subscribed_to(ask, make_story, make_author, news):
    make_story("Eight win", authors=[make_author("Ann Archer")], topics=["Ferry"])
    for path in ("/feed/", "/news/feed/", "/topic/ferry/feed/", "/author/ann-archer/feed/"):
        assert ask(callback="https://reader.example/cb", topic=f"http://testserver{path}").status_code == 202, path
    assert urlsplit(HubRequest.objects.first().callback).hostname == HubRequest.objects.first().host
