"""A reader may say where a story appears: it is kept without anything that leads back to them."""

from itertools import product

import pytest

from broadsheet.partners import declaring
from broadsheet.partners.models import Declared


@pytest.fixture
def say(client, full_story, offering):
    """Sends the form: ``say(site="Harbour Blog")``."""
    offering()

    def post(edition="", sender="203.0.113.7", headers=None, **fields):
        address = f"{edition}{full_story.address}republish/"
        return client.post(address, {"site": "Harbour Blog", **fields}, headers=headers, REMOTE_ADDR=sender)

    return post


def test_what_is_said_is_kept_and_thanked_for(say, full_story):
    for edition in ("", "/lite"):
        answer = say(edition, url="harbour.example/ferry")
        assert answer.status_code == 200
        assert "Thank you" in answer.content.decode()
        assert not answer.cookies
    kept, _other = Declared.objects.all()
    assert (kept.site, kept.url) == ("Harbour Blog", "https://harbour.example/ferry")
    assert (kept.story_key, kept.headline) == (full_story.translation_key, "The last ferry sails")


def test_nothing_of_a_reader_is_kept(say):
    say(sender="203.0.113.7")
    kept = Declared.objects.values().get()
    assert set(kept) == {"id", "story_key", "headline", "site", "url", "at"}
    assert "203.0.113" not in str(kept)


BAD = [
    ({"site": ""}, "required"),
    ({"site": " \x07 "}, ""),
    ({"site": "x" * 121}, "120"),
    ({"url": "javascript:alert(1)"}, "valid URL"),
    ({"url": "https://h.example/" + "x" * 500}, "500"),
    ({"website_address": "spam"}, "leave this field empty"),
]


def test_what_can_not_be_kept_is_said_and_nothing_is_lost(say):
    for edition, (fields, said) in product(("", "/lite"), BAD):
        answer = say(edition, **{"url": "https://h.example/a", **fields})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page
        assert "h.example" in page or "javascript" in page
        assert "The ferry &lt;b&gt;sailed" in page
    assert not Declared.objects.exists()


def test_a_form_on_another_site_is_refused(say):
    assert say(headers={"Origin": "https://evil.example"}).status_code == 422
    assert say(headers={"Origin": "http://testserver"}).status_code == 200
    assert Declared.objects.count() == 1


def test_one_sender_may_say_so_five_times_an_hour(say, monkeypatch):
    answers = [say().status_code for _ in range(declaring.HOURLY_LIMIT + 1)]
    assert answers == [200] * declaring.HOURLY_LIMIT + [422]
    assert say(sender="203.0.113.8").status_code == 200
    monkeypatch.setattr(declaring, "HOURLY_LIMIT_OF_ALL", 6)
    assert say(sender="203.0.113.9").status_code == 422


def test_one_household_is_one_sender(say):
    answers = [say(sender=f"2001:db8::{number}").status_code for number in range(declaring.HOURLY_LIMIT + 1)]
    assert answers[-1] == 422


def test_nothing_else_can_be_sent_there(client, full_story, offering):
    offering()
    for method in ("put", "delete", "patch"):
        assert getattr(client, method)(f"{full_story.address}republish/").status_code == 405
