"""What the hub does not take, and the reason it gives."""

from __future__ import annotations

import re
import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from broadsheet.fronts.models import Machines
from broadsheet.websub import asking, limits, topics
from broadsheet.websub.models import HubRequest, Subscription
from tests.websub.conftest import TOPIC

pytestmark = pytest.mark.django_db
CALLBACK = "https://reader.example/cb"


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"mode": ""}, "hub.mode must be subscribe or unsubscribe"),
        ({"mode": "publish"}, "hub.mode must be"),
        ({"callback": ""}, "hub.callback is missing"),
        ({"callback": "reader.example/cb"}, "only http and https"),
        ({"callback": "ftp://reader.example/cb"}, "only http and https"),
        ({"callback": "https://reader.example/cb#top"}, "without a fragment"),
        ({"callback": "https://reader.example/c b"}, "percent-encoded"),
        ({"callback": "https://réader.example/cb"}, "percent-encoded"),
        ({"callback": "https://reader.example/\0"}, "percent-encoded"),
        ({"callback": "https://me:word@reader.example/cb"}, "name and password"),
        ({"callback": "https://reader.example:8080/cb"}, "port 8080"),
        ({"callback": "https://reader.example/" + "c" * 1000}, "longer than 1000"),
        ({"topic": ""}, "hub.topic is missing"),
        ({"topic": "http://testserver/feed/" + "f" * 500}, "longer than 500"),
        ({"topic": "http://testserver/"}, "no feed of this paper"),
        ({"topic": "http://testserver/news/"}, "no feed of this paper"),
        ({"topic": "http://testserver/no-such/feed/"}, "no feed of this paper"),
        ({"topic": "http://testserver/feed/?page=2"}, "no feed of this paper"),
        ({"topic": "http://testserver/desk/"}, "no feed of this paper"),
        ({"topic": "http://testserver/%FF/feed/"}, "no feed of this paper"),
        ({"topic": "http://testserver.evil.example/feed/"}, "no feed of this paper"),
        ({"topic": "https://other.example/feed/"}, "no feed of this paper"),
        ({"topic": "/feed/"}, "no feed of this paper"),
        ({"secret": "s" * 200}, "shorter than 200 bytes"),
        ({"secret": "ß" * 100}, "shorter than 200 bytes"),
        ({"secret": "a\0b"}, "zero byte"),
        ({"lease_seconds": "0"}, "whole number of seconds greater than zero"),
        ({"lease_seconds": "-5"}, "whole number"),
        ({"lease_seconds": "1.5"}, "whole number"),
        ({"lease_seconds": "soon"}, "whole number"),
        ({"lease_seconds": "٣"}, "whole number"),
        ({"lease_seconds": "9" * 5000}, "whole number"),
        ({"mode": "unsubscribe"}, "no subscription of this callback"),
    ],
)
def test_what_is_wrong_is_said_plainly(parameters, reason, ask, front):
    answer = ask(**{"callback": CALLBACK, **parameters})
    assert answer.status_code == 400
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert reason in answer.content.decode()
    assert not HubRequest.objects.exists()


def test_a_page_is_no_feed_whatever_its_address(ask, front, monkeypatch):
    monkeypatch.setattr(topics, "FEED_PATH", re.compile(".*"))
    assert ask(callback=CALLBACK, topic="http://testserver/news/").status_code == 400
    assert ask(callback=CALLBACK).status_code == 202


def test_the_longest_secret_is_taken(ask, front):
    assert ask(callback=CALLBACK, secret="s" * 199).status_code == 202


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "10.0.0.8",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "[::1]",
        "[::ffff:10.0.0.1]",
        "[fd12::1]",
        "[fe80::1]",
        "[64:ff9b::7f00:1]",
    ],
)
def test_a_private_number_is_refused_at_once_in_every_spelling(host, ask, front, monkeypatch):
    real = socket.getaddrinfo

    def without_names(*args, **options):
        assert options.get("flags", 0) & socket.AI_NUMERICHOST, "a name server was asked while a request waited"
        return real(*args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", without_names)
    answer = ask(callback=f"http://{host}/cb")
    assert answer.status_code == 400
    assert "private network" in answer.content.decode()
    assert ask(callback=CALLBACK).status_code == 202


@pytest.mark.parametrize(
    ("number", "host"),
    [("127.0.0.1", "inside.example"), ("::1", "six.example"), ("10.0.0.7", "ten.example"), ("127.0.0.1", "localhost")],
)
def test_a_name_that_leads_inside_is_never_called(number, host, ask, hub, monkeypatch):
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, *args, **options: real(number, *args, **options))
    monkeypatch.setattr(socket, "create_connection", lambda *args: pytest.fail("it was called"))
    monkeypatch.setattr(asking, "refuse_private_number", lambda *args: None)
    assert ask(callback=f"http://{host}/cb").status_code == 202
    hub.work()
    assert not Subscription.objects.exists()
    assert not HubRequest.objects.filter(due_at__isnull=False).exists()


def test_a_subscriber_that_has_moved_inside_since_is_not_called(
    ask, hub, subscribed, settings, monkeypatch, make_story
):
    subscribed()
    settings.WEBSUB_ALLOW_PRIVATE = False
    monkeypatch.setattr(socket, "create_connection", lambda *args: pytest.fail("it was called"))
    Subscription.objects.update(callback="http://localhost/cb", host="localhost")
    make_story("Ferry sold")
    hub.work()
    assert Subscription.objects.get().trouble == "the host lies in a private network"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"", "", 415),
        (b"--x--", "multipart/form-data; boundary=x", 415),
        (b"hub.mode=subscribe&x=" + b"x" * 20_000, "application/x-www-form-urlencoded", 413),
        (b"hub.mode=%FF", "application/x-www-form-urlencoded", 400),
        (b"hub.mode=subscribe", "application/x-www-form-urlencoded; charset=utf-7", 400),
        (b"&" * 9000, "application/x-www-form-urlencoded", 400),
        (b"hub.mode=subscribe&a=" + b"&a=" * 3000, "application/x-www-form-urlencoded", 400),
    ],
)
def test_what_is_no_form_is_refused_without_a_fault(body, kind, status, client, front):
    assert client.post("/hub/", body, content_type=kind).status_code == status


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_are_not_allowed(method, client, front):
    assert getattr(client, method)("/hub/").status_code == 405


# Floods


def test_one_sender_may_ask_so_often_an_hour(ask, front, monkeypatch):
    monkeypatch.setattr(limits, "MOST_OF_A_SENDER", 3)
    for number in range(3):
        assert ask(callback=f"https://{number}.example/").status_code == 202
    refused = ask(callback="https://another.example/")
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert ask(callback="https://another.example/", sender="203.0.113.8").status_code == 202
    HubRequest.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    assert ask(callback="https://another.example/").status_code == 202


def test_a_network_of_ipv6_is_one_sender(ask, front, monkeypatch):
    monkeypatch.setattr(limits, "MOST_OF_A_SENDER", 2)
    answers = [ask(callback=CALLBACK, sender=f"2001:db8:1:2::{number}").status_code for number in range(1, 4)]
    assert answers == [202, 202, 429]


def test_no_host_is_asked_more_often_however_many_want_it(ask, front, monkeypatch):
    monkeypatch.setattr(limits, "MOST_FOR_A_HOST", 3)
    answers = [
        ask(callback=f"https://victim.example/{number}", sender=f"203.0.113.{number}").status_code
        for number in range(1, 5)
    ]
    assert answers == [202, 202, 202, 429]
    assert ask(callback="https://VICTIM.example/5", sender="203.0.113.9").status_code == 429


def test_so_many_may_wait_and_no_more(ask, front, monkeypatch):
    monkeypatch.setattr(limits, "MOST_WAITING", 1)
    assert ask(callback=CALLBACK).status_code == 202
    assert ask(callback="https://another.example/").status_code == 503


@pytest.mark.parametrize("limit", ["MOST_OF_A_HOST", "MOST_IN_ALL"])
def test_so_many_may_be_subscribed_and_renew_all_the_same(limit, ask, hub, subscribed, listener, monkeypatch):
    callback = subscribed("/one")
    monkeypatch.setattr(limits, limit, 1)
    refused = ask(callback=listener.callback("/two"))
    assert (refused.status_code, refused["Retry-After"]) == (503, "86400")
    assert ask(callback=callback).status_code == 202


def test_a_refusal_costs_few_queries(ask, front, django_assert_max_num_queries):
    with django_assert_max_num_queries(0):
        ask(callback="http://10.0.0.1/")
    with django_assert_max_num_queries(25):
        ask(callback=CALLBACK)


# The address itself


def test_somebody_who_follows_the_link_is_told_what_it_is(client, front, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        answer = client.get("/hub/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "The Test Gazette" in answer.content.decode()
    assert TOPIC in answer.content.decode()
    assert not answer.cookies


def test_with_another_hub_nobody_can_subscribe_here_but_everybody_can_leave(ask, client, subscribed):
    callback = subscribed()
    machines = Machines.of_the_paper()
    machines.hub_url = "https://hub.example/"
    machines.save()
    refused = ask(callback=callback)
    assert refused.status_code == 400
    assert "https://hub.example/" in refused.content.decode()
    assert "https://hub.example/" in client.get("/hub/").content.decode()
    assert ask("unsubscribe", callback=callback).status_code == 202
