"""A key opens what its partner may have; anything else opens nothing, and says no more than that."""

import base64
from datetime import timedelta
from itertools import product

from django.utils import timezone

from broadsheet.partners import admission
from broadsheet.partners.models import Given, Partner
from broadsheet.press.recording import Recording, recording


def basic(name, password):
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def test_a_key_is_stored_only_as_a_hash(partner):
    stored = str(list(Partner.objects.values_list()))
    assert partner.key not in stored
    assert partner.key[-4:] in stored
    assert len(partner.key) > 40


def test_a_key_opens_the_feed_as_bearer_and_as_password(client, partner, make_story):
    make_story("The ferry")
    for authorization in (
        f"Bearer {partner.key}",
        f"bearer  {partner.key}",
        basic("", partner.key),
        basic("x", partner.key),
    ):
        answer = client.get("/ninjs/", headers={"Authorization": authorization})
        assert answer.status_code == 200, authorization


WRONG = ["", "Bearer", "Bearer ", "Bearer paper_wrong", "Basic", "Basic ####", "Basic YQ==", "Digest x", "Basic \u00ff"]


def test_no_key_and_wrong_keys_are_refused_alike(client, partner, make_story):
    story = make_story("The ferry")
    for authorization, address in product(WRONG, ("/ninjs/", f"/ninjs/{story.translation_key}/")):
        answer = client.get(address, headers={"Authorization": authorization} if authorization else {})
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer ")
        assert answer["Content-Type"] == "application/problem+json"
        assert b"ferry" not in answer.content
    assert not Given.objects.exists()


def refusal_of(client, key):
    answer = client.get("/ninjs/", headers={"Authorization": f"Bearer {key}"})
    return answer.status_code, answer.content, dict(answer.headers)


def test_an_ended_key_is_refused_as_one_that_never_was(client, partner):
    never = refusal_of(client, "paper_never")
    yesterday = timezone.localdate() - timedelta(days=1)
    for fields in ({"is_active": False}, {"is_active": True, "until": yesterday}):
        Partner.objects.update(**fields)
        assert refusal_of(client, partner.key) == never
    Partner.objects.update(until=timezone.localdate())
    assert partner.get().status_code == 200


def test_every_refusal_asks_the_database_once(client, partner, django_assert_num_queries):
    Partner.objects.update(is_active=False)
    for key in ("", "paper_wrong", partner.key):
        with django_assert_num_queries(1):
            client.get("/ninjs/", headers={"Authorization": f"Bearer {key}"})


def test_a_new_key_ends_the_old_one(partner):
    assert partner.get().status_code == 200
    new = Partner.objects.get().make_key()
    assert partner.get().status_code == 401
    partner.client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {new}"
    assert partner.client.get("/ninjs/", headers={"Authorization": f"Bearer {new}"}).status_code == 200


def test_a_partner_who_asks_too_often_has_to_wait_and_others_do_not(partner, make_partner, monkeypatch):
    monkeypatch.setattr(admission, "MOST_IN_A_MINUTE", 3)
    other = make_partner("The Other Post")
    answers = [partner.get() for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1]["Retry-After"] == "60"
    assert other.get().status_code == 200


def test_when_a_key_was_last_used_is_known(partner):
    partner.get()
    first = Partner.objects.get().last_used_at
    partner.get()
    assert Partner.objects.get().last_used_at == first
    assert timezone.now() - first < timedelta(minutes=1)


def test_an_answer_is_kept_by_nobody_on_the_way(partner, make_story):
    make_story()
    with recording(Recording()) as noted:
        answer = partner.get()
    assert noted.unstorable
    assert "private" in answer["Cache-Control"]
    assert "Authorization" in answer["Vary"]
    assert not answer.cookies
    assert not any(name in answer for name in ("Surrogate-Key", "Cache-Tag"))


def test_only_reading_is_possible(partner):
    for method in ("post", "put", "delete", "patch"):
        assert getattr(partner.client, method)("/ninjs/").status_code == 405


def test_the_press_leaves_partners_to_django():
    from broadsheet.serving.pressing import PASSES

    assert "/ninjs/" in PASSES
