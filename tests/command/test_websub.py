"""A paper that is served tells a real subscriber, within seconds, what has changed."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.command.running import Served, broadsheet, wait_until
from tests.websub.subscriber import Subscriber, subscriber

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("test_websub")]
Serve = Callable[..., Served]
TOPIC = "http://localhost:8000/feed/"
SECONDS = 15.0
A_FEW_SECONDS = 8.0
PUBLISH = """
import time
from broadsheet.newsroom.models import Section, Story
story = Story(title="The ferry is sold")
Section.objects.get(slug="news").add_child(instance=story)
story.save_revision().publish()
print(time.time())
"""


def post(served: Served, **parameters: str) -> tuple[int, str]:
    """Ask the hub for something; the status and the reason."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    body = urlencode({f"hub.{name}": value for name, value in parameters.items()})
    headers = {"Host": "localhost", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/hub/", body, headers)
    answer = connection.getresponse()
    said = answer.read().decode()
    connection.close()
    return answer.status, said


def publish(paper: Path) -> float:
    """Publish a story at the desk; returns when, in seconds since the epoch."""
    done = broadsheet("manage", "-p", paper, "shell", "-v0", "-c", PUBLISH)
    assert done.returncode == 0, done.stderr
    return float(done.stdout.split()[-1])


def is_asked(listener: Subscriber, mode: str) -> bool:
    return any(asked.query["hub.mode"] == mode for asked in listener.asked)


def test_a_real_subscriber_subscribes_is_told_and_leaves(paper: Path, serve: Serve) -> None:
    served = serve(paper, BROADSHEET_HUB_SUBSCRIBERS="any").is_ready()
    assert served.get("/hub/").status == 200
    with subscriber() as listener:
        wish = {"topic": TOPIC, "callback": listener.callback(), "secret": "sesame"}
        assert post(served, mode="subscribe", **wish)[0] == 202
        wait_until(lambda: is_asked(listener, "subscribe"), "the callback is asked", SECONDS)
        time.sleep(1)  # the answer is written down after it was given
        published = publish(paper)
        wait_until(lambda: listener.delivered, "the story is delivered", SECONDS)
        sent = listener.delivered[0]
        assert sent.at - published < A_FEW_SECONDS
        assert b"The ferry is sold" in sent.body
        wait_until(lambda: served.get("/feed/").body == sent.body, "readers get the same")  # type: ignore[attr-defined] # kept beside the headers
        proof = hmac.new(b"sesame", sent.body, hashlib.sha256).hexdigest()
        assert sent.headers["X-Hub-Signature"] == f"sha256={proof}"
        assert post(served, mode="unsubscribe", **wish)[0] == 202
        wait_until(lambda: is_asked(listener, "unsubscribe"), "the callback is asked again", SECONDS)
        wait_until(lambda: post(served, mode="unsubscribe", **wish)[0] == 400, "it is unsubscribed", SECONDS)
    assert "sesame" not in served.log
    code, seconds = served.stop()
    assert (code, seconds < SECONDS) == (0, True)


def test_a_served_paper_calls_nobody_on_its_own_machine(paper: Path, serve: Serve) -> None:
    served = serve(paper).is_ready()
    with subscriber() as listener:
        refused = post(served, mode="subscribe", topic=TOPIC, callback=listener.callback())
        assert refused[0] == 400
        named = f"http://localhost:{listener.server_port}/told"
        assert post(served, mode="subscribe", topic=TOPIC, callback=named)[0] == 400
        time.sleep(2)
        assert not listener.asked


def test_what_was_published_while_nothing_ran_is_delivered(paper: Path, serve: Serve) -> None:
    environ = {"BROADSHEET_HUB_SUBSCRIBERS": "any"}
    served = serve(paper, **environ).is_ready()
    with subscriber() as listener:
        assert post(served, mode="subscribe", topic=TOPIC, callback=listener.callback())[0] == 202
        wait_until(lambda: is_asked(listener, "subscribe"), "the callback is asked", SECONDS)
        time.sleep(1)
        served.end()
        publish(paper)
        assert not listener.delivered
        serve(paper, **environ).is_ready()
        wait_until(lambda: listener.delivered, "the story is delivered", SECONDS)
