"""Letters to the desk: kept, mailed over real SMTP, and shut to machines."""

import socket
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.signing import TimestampSigner
from django.utils import timezone

from broadsheet.newsroom.models import ContactMessage
from broadsheet.reader import contact

pytestmark = pytest.mark.usefixtures("nobody_has_asked")


@pytest.fixture
def letter(monkeypatch) -> dict[str, Any]:
    """A form filled in by somebody who took ten seconds."""
    ten_seconds_ago = (timezone.now() - timedelta(seconds=10)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: ten_seconds_ago)
    moment = TimestampSigner(salt="broadsheet.reader.contact").sign("contact")
    monkeypatch.undo()
    return {
        "name": "Ada Quay",
        "email": "ada@reader.example",
        "subject": "The ferry",
        "message": "It sailed early.",
        "website_address": "",
        "moment": moment,
    }


@pytest.fixture
def send(client, front, django_capture_on_commit_callbacks):
    def post(letter, address="/contact/", **headers):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, letter, **headers)

    return post


def test_a_letter_is_kept_and_mailed_to_the_desk(send, letter, mailoutbox):
    response = send(letter)
    assert response.status_code == 200
    assert "reached the desk" in response.content.decode()
    message = ContactMessage.objects.get()
    assert message.message == "It sailed early."
    assert message.mailed_at is not None
    assert mailoutbox[0].to == ["desk@gazette.example"]
    assert mailoutbox[0].reply_to == ["ada@reader.example"]


def test_a_letter_from_the_text_only_edition_arrives_too(send, letter):
    assert send(letter, "/lite/contact/").status_code == 200
    assert ContactMessage.objects.count() == 1


def test_a_letter_travels_over_smtp(send, letter, settings):
    received = []

    class Postbox:
        async def handle_DATA(self, _server, _session, envelope):
            received.append(envelope)
            return "250 OK"

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    postbox = Controller(Postbox(), hostname="127.0.0.1", port=port)
    postbox.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        send(letter)
    finally:
        postbox.stop()
    assert received[0].rcpt_tos == ["desk@gazette.example"]
    assert b"It sailed early." in received[0].content


def test_a_letter_is_kept_when_the_mail_fails(send, letter, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert send(letter).status_code == 200
    assert ContactMessage.objects.get().mailed_at is None


def test_a_machine_that_fills_the_trap_is_refused(send, letter):
    assert send({**letter, "website_address": "https://spam.example"}).status_code == 422
    assert not ContactMessage.objects.exists()


def test_a_form_sent_at_once_is_refused_and_keeps_the_words(send, letter):
    letter["moment"] = TimestampSigner(salt="broadsheet.reader.contact").sign("contact")
    response = send(letter)
    assert response.status_code == 422
    assert "It sailed early." in response.content.decode()


def test_a_forged_or_missing_moment_is_refused(send, letter):
    for moment in ("", "contact:1:forged"):
        assert send({**letter, "moment": moment}).status_code == 422
    assert not ContactMessage.objects.exists()


def test_a_form_on_another_site_is_refused(send, letter):
    assert send(letter, headers={"Origin": "https://evil.example"}).status_code == 422
    assert not ContactMessage.objects.exists()


def test_one_sender_may_write_five_times_an_hour(send, letter):
    answers = [send(letter).status_code for _ in range(contact.HOURLY_LIMIT + 1)]
    assert answers == [200] * contact.HOURLY_LIMIT + [422]


def test_a_subject_cannot_add_mail_headers(send, letter, mailoutbox):
    send({**letter, "subject": "Hello\nBcc: all@spam.example"})
    assert mailoutbox[0].recipients() == ["desk@gazette.example"]


def test_one_household_is_one_sender(send, letter):
    answers = [
        send(letter, REMOTE_ADDR=f"2001:db8::{number}").status_code for number in range(contact.HOURLY_LIMIT + 1)
    ]
    assert answers[-1] == 422
    assert send(letter, REMOTE_ADDR="2001:db8:0:1::1").status_code == 200


def test_what_is_not_whole_is_not_counted(send, letter):
    for _ in range(contact.HOURLY_LIMIT + 1):
        assert send({**letter, "email": "nobody"}).status_code == 422
    assert send(letter).status_code == 200


def test_nothing_of_the_sender_is_kept_but_what_was_written(send, letter):
    send(letter, REMOTE_ADDR="203.0.113.7")
    kept = ContactMessage.objects.values().get()
    assert set(kept) == {"id", "name", "email", "subject", "message", "sent_at", "mailed_at", "dealt_with"}
    assert "203.0.113" not in str(kept)
