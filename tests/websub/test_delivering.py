"""A feed that changes is sent to everybody who subscribed, once, signed, and whoever misbehaves harms nobody else."""

from __future__ import annotations

import hashlib
import hmac
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from broadsheet.websub import limits
from broadsheet.websub.models import Subscription
from tests.websub.conftest import TOPIC, Working

pytestmark = [pytest.mark.django_db, pytest.mark.on_postgresql]


def publish(story, **changes):
    """Edit a story that is live."""
    for name, value in changes.items():
        setattr(story, name, value)
    story.save_revision().publish()


def hours_later():
    Subscription.objects.filter(due_at__isnull=False).update(due_at=timezone.now())


def test_a_publication_is_delivered_as_readers_get_it(subscribed, hub, listener, make_story, client):
    subscribed("/told?for=me")
    make_story("Ferry sold")
    hub.work()
    (sent,) = listener.delivered
    answer = client.get("/feed/")
    assert sent.body == answer.content
    assert b"Ferry sold" in sent.body
    assert sent.path == "/told?for=me"
    assert sent.headers["Content-Type"] == answer["Content-Type"]
    assert sent.headers["Link"] == f'<http://testserver/hub/>; rel="hub", <{TOPIC}>; rel="self"'
    assert "X-Hub-Signature" not in sent.headers
    kept = Subscription.objects.get()
    assert (kept.due_at, kept.failures, kept.trouble) == (None, 0, "")
    assert kept.last_delivery is not None


def test_a_delivery_is_signed_with_the_secret(subscribed, hub, listener, make_story):
    subscribed(secret="sésame")
    make_story("Ferry sold")
    hub.work()
    (sent,) = listener.delivered
    right = hmac.new("sésame".encode(), sent.body, hashlib.sha256).hexdigest()
    assert sent.headers["X-Hub-Signature"] == f"sha256={right}"


def test_every_change_of_what_a_feed_shows_is_delivered(subscribed, hub, listener, make_story, make_author):
    ann = make_author("Ann Archer")
    story = make_story("Ferry sold", authors=[ann])
    subscribed()
    publish(story, title="Ferry sold twice")
    hub.work()
    assert b"Ferry sold twice" in listener.delivered[-1].body
    ann.name = "Anne Archer"
    ann.save()
    hub.work()
    assert b"Anne Archer" in listener.delivered[-1].body
    story.unpublish()
    hub.work()
    assert b"Ferry sold" not in listener.delivered[-1].body
    assert len(listener.delivered) == 3


def test_changes_of_one_moment_are_one_delivery(subscribed, hub, listener, make_story):
    subscribed()
    for number in range(5):
        make_story(f"Story {number}")
    hub.work()
    assert len(listener.delivered) == 1


def test_only_those_who_subscribed_to_what_changed_are_told(subscribed, hub, listener, make_section, make_story):
    sport = make_section("Sport")
    subscribed("/news", topic="http://testserver/news/feed/")
    subscribed("/sport", topic="http://testserver/sport/feed/")
    make_story("Eight win", section=sport)
    hub.work()
    assert [sent.path for sent in listener.delivered] == ["/sport"]


def test_what_leaves_the_feed_as_it_was_is_not_delivered(subscribed, hub, listener, make_story):
    story = make_story("Ferry sold")
    subscribed()
    make_story("A draft", live=False)
    make_story("Hidden", hide_from_lists=True)
    story.save()
    hub.work()
    assert not listener.delivered


def test_what_changed_while_nobody_worked_is_delivered_afterwards(subscribed, listener, make_story):
    subscribed()
    make_story("Ferry sold")
    another = Working()
    another.work()
    assert len(listener.delivered) == 1
    Working().work()
    assert len(listener.delivered) == 1


def test_two_workers_deliver_once(subscribed, hub, listener, make_story):
    for number in range(6):
        subscribed(f"/{number}")
    other = Working()
    make_story("Ferry sold")
    for _turn in range(200):
        hub.herald.step()
        other.herald.step()
        time.sleep(0.002)
    assert sorted(sent.path for sent in listener.delivered) == [f"/{number}" for number in range(6)]


# Those who do not take it


@pytest.mark.parametrize("path", ["/broken", "/redirects", "/hangs", "/drips"])
def test_what_is_not_taken_is_tried_again_later_and_at_last_no_more(path, subscribed, hub, listener, make_story):
    subscribed(path)
    make_story("Ferry sold")
    hub.work()
    assert [sent.path for sent in listener.delivered] == [path]
    kept = Subscription.objects.get()
    assert kept.failures == 1
    assert kept.trouble in ("the server answered 500", "the server answered 307", "the server took too long")
    assert kept.due_at > timezone.now() + limits.DELIVERY_PAUSES[0] / 2
    for _again in range(10):
        hours_later()
        hub.work()
    assert len(listener.delivered) == 8
    assert Subscription.objects.get().due_at is None
    make_story("Ferry bought back")
    hub.work()
    assert len(listener.delivered) == 9


def test_eight_tries_take_about_a_day():
    assert len(limits.DELIVERY_PAUSES) == 7
    assert list(limits.DELIVERY_PAUSES) == sorted(limits.DELIVERY_PAUSES)
    assert 20 * 3600 < sum(pause.total_seconds() for pause in limits.DELIVERY_PAUSES) < 24 * 3600


def test_a_later_try_sends_what_the_feed_is_then(subscribed, hub, listener, make_story):
    listener.is_broken = False
    subscribed()
    listener.is_broken = True
    make_story("Ferry sold")
    hub.work()
    make_story("Ferry bought back")
    hub.work()
    listener.is_broken = False
    hours_later()
    hub.work()
    assert len(listener.delivered) == 2
    assert b"Ferry bought back" in listener.delivered[1].body
    kept = Subscription.objects.get()
    assert (kept.failures, kept.tries, kept.trouble, kept.due_at) == (0, 0, "", None)


def test_gone_ends_the_subscription(subscribed, hub, listener, make_story):
    subscribed("/gone")
    make_story("Ferry sold")
    hub.work()
    assert not Subscription.objects.exists()
    assert len(listener.delivered) == 1


def test_an_endless_answer_is_not_read(subscribed, hub, listener, make_story):
    subscribed("/endless")
    make_story("Ferry sold")
    started = time.monotonic()
    hub.work()
    assert time.monotonic() - started < 5
    assert Subscription.objects.get().failures == 0


def test_those_who_hang_delay_nobody_for_long(subscribed, hub, listener, make_story):
    for number in range(12):
        subscribed(f"/hangs/{number}")
    subscribed("/told")
    Subscription.objects.filter(callback__contains="/told").update(host="honest.example")
    make_story("Ferry sold")
    started = time.monotonic()
    while not any(sent.path == "/told" for sent in listener.delivered):
        hub.herald.step()
        time.sleep(0.01)
        assert time.monotonic() - started < 2, "it waited for those who hang"
    hub.work()
    assert Subscription.objects.filter(failures__gt=0).count() == 12


def test_a_host_that_hung_is_kept_apart_from_the_others(subscribed, hub, listener, make_story):
    for number in range(8):
        subscribed(f"/hangs/{number}")
    make_story("Ferry sold")
    deadline = time.monotonic() + 10
    while not Subscription.objects.filter(failures__gt=0).exists():
        hub.herald.step()
        time.sleep(0.01)
        assert time.monotonic() < deadline
    hub.herald.step()
    assert sum(sent.path.startswith("/hangs") for sent in listener.delivered) <= 5
    hub.work()
    assert Subscription.objects.filter(failures=1).count() == 8


# Feeds that are no more


def test_a_feed_that_is_restricted_meanwhile_is_told_to_nobody(subscribed, hub, listener, make_section, make_story):
    sport = make_section("Sport")
    subscribed(topic="http://testserver/sport/feed/")
    listener.asked.clear()
    make_story("Eight win", section=sport)
    PageViewRestriction.objects.create(page=sport, restriction_type=PageViewRestriction.LOGIN)
    hub.work()
    assert not listener.delivered
    assert not Subscription.objects.exists()
    (told,) = listener.asked
    assert told.query["hub.mode"] == "denied"
    assert told.query["hub.topic"] == "http://testserver/sport/feed/"
    assert "hub.challenge" not in told.query


def test_a_later_try_does_not_send_what_has_just_been_taken_down(subscribed, hub, listener, make_story):
    subscribed()
    listener.is_broken = True
    story = make_story("Slander")
    hub.work()
    listener.is_broken = False
    hub.herald._watch._gather = 60.0  # the change waits for others, the try does not
    story.unpublish()
    hours_later()
    deadline = time.monotonic() + 20
    while len(listener.delivered) < 2 and time.monotonic() < deadline:
        hub.herald.step()
        time.sleep(0.01)
    assert b"Slander" in listener.delivered[0].body
    assert b"Slander" not in listener.delivered[1].body


def test_publishing_itself_knows_nothing_of_subscribers(subscribed, make_story):
    subscribed()
    with CaptureQueriesContext(connection) as seen:
        make_story("Ferry sold")
    assert len(seen) > 10
    assert not any("websub" in query["sql"] for query in seen.captured_queries)
