"""A subscriber on loopback, and a hub that works when told to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from broadsheet.websub import calling
from broadsheet.websub.herald import Herald
from tests.websub.subscriber import Subscriber, subscriber

TOPIC = "http://testserver/feed/"


@pytest.fixture
def _own_network(settings: Any) -> None:
    """Subscribers may be on loopback."""
    settings.WEBSUB_ALLOW_PRIVATE = True


@pytest.fixture
def listener(_own_network: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Subscriber]:
    """A subscriber that may be called, by a hub that waits for nobody long."""
    monkeypatch.setattr(calling, "LONGEST_WAIT", 0.3)
    monkeypatch.setattr(calling, "LONGEST_CALL", 0.6)
    with subscriber() as server:
        yield server


@pytest.fixture
def ask(db: None, client: Client) -> Callable[..., HttpResponse]:
    """Asks the hub for something: ``ask("subscribe", callback, secret="…")``."""

    def asking(mode: str = "subscribe", callback: str = "", topic: str = TOPIC, **more: str) -> HttpResponse:
        sender = more.pop("sender", "203.0.113.7")
        parameters = {"hub.mode": mode, "hub.callback": callback, "hub.topic": topic}
        parameters |= {f"hub.{name}": value for name, value in more.items()}
        wanted = {name: value for name, value in parameters.items() if value}
        return client.post(
            "/hub/",
            urlencode(wanted),
            content_type="application/x-www-form-urlencoded",
            REMOTE_ADDR=sender,
        )

    return asking


class Working:
    """A hub of the test's own, which works until nothing is under way."""

    def __init__(self) -> None:
        self.herald = Herald(gather=0.0)

    def work(self, seconds: float = 20.0) -> None:
        """Do everything that is due; what has to wait for a later try waits."""
        deadline = time.monotonic() + seconds
        self.herald.step()
        idle = 0
        while idle < 2:  # a step may find what the last one made due
            assert time.monotonic() < deadline, "the hub did not come to rest"
            time.sleep(0.005)
            self.herald.step()
            idle = idle + 1 if self.herald.is_idle else 0


@pytest.fixture
def hub(front: Any) -> Iterator[Working]:
    """The paper's hub."""
    working = Working()
    yield working
    for lane in working.herald._lanes:
        lane.close(2.0)


@pytest.fixture
def subscribed(ask: Any, hub: Working, listener: Subscriber) -> Callable[..., str]:
    """Subscribes a callback and has it verified: ``subscribed("/told", secret="…")``; returns the callback."""

    def subscribing(path: str = "/told", **more: str) -> str:
        callback = listener.callback(path)
        answer = ask(callback=callback, **more)
        assert answer.status_code == 202, answer.content
        hub.work()
        return callback

    return subscribing
