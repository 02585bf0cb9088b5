"""Those who run the paper make partners and keys, and the desk sees what was taken; others are refused."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from broadsheet.fronts.models import Republishing
from broadsheet.newsroom.models import Story
from broadsheet.partners.models import Declared, Given, Partner
from tests.desk.conftest import was_refused

LIST = "wagtailsnippets_partners_partner:list"
ADD = "wagtailsnippets_partners_partner:add"
EDIT = "wagtailsnippets_partners_partner:edit"
DELETE = "wagtailsnippets_partners_partner:delete"
FORM = {"name": "The Harbour Post", "email": "", "note": "", "terms": "", "until": "", "is_active": "on"}
CAST = [("rita", False), ("eddie", False), ("edna", False), ("nobody", False), ("paula", True), ("ada", True)]
EVERYBODY = pytest.mark.parametrize(("who", "may"), CAST, indirect=["who"])


@pytest.fixture
def who(request, sport):
    return request.getfixturevalue(request.param)


@EVERYBODY
def test_who_makes_partners(who, may, at_desk, partner):
    client, pk = at_desk(who), partner.partner.pk
    addresses = [reverse(LIST), reverse(ADD), reverse(EDIT, args=[pk]), reverse("desk_partner_key", args=[pk])]
    for address in addresses:
        answer = client.get(address)
        assert was_refused(answer) != may, address
        assert ("Harbour Post" in answer.content.decode()) == (may and address != reverse(ADD))
        assert partner.key not in answer.content.decode()
    client.post(reverse(ADD), {**FORM, "name": "The Other Post"})
    assert Partner.objects.filter(name="The Other Post").exists() == may
    client.post(reverse(EDIT, args=[pk]), {**FORM, "name": "Renamed"})
    assert Partner.objects.filter(name="Renamed").exists() == may
    client.post(reverse(DELETE, args=[pk]))
    assert Partner.objects.filter(pk=pk).exists() != may


@EVERYBODY
def test_who_makes_keys(who, may, at_desk, partner):
    address = reverse("desk_partner_key", args=[partner.partner.pk])
    answer = at_desk(who).post(address)
    assert was_refused(answer) != may
    assert (partner.get().status_code == 401) == may
    if may:
        assert "no-store" in answer["Cache-Control"]
        shown = re.search(r'value="(paper_[\w-]+)"', answer.content.decode())[1]
        assert partner.client.get("/ninjs/", headers={"Authorization": f"Bearer {shown}"}).status_code == 200
        assert shown not in at_desk(who).get(address).content.decode()


def test_a_new_partner_is_asked_for_a_key(paula, at_desk, sport):
    answer = at_desk(paula).post(reverse(ADD), {**FORM, "sections": [sport.pk]})
    made = Partner.objects.get()
    assert answer.url == reverse("desk_partner_key", args=[made.pk])
    assert made.is_limited
    assert list(made.sections.all()) == [sport]
    assert made.key_hash is None


def test_a_form_can_not_set_a_key(paula, at_desk, partner):
    stored = Partner.objects.get().key_hash
    form = {**FORM, "key_hash": "0" * 64, "key_end": "0000", "is_limited": "on"}
    at_desk(paula).post(reverse(EDIT, args=[partner.partner.pk]), form)
    assert (Partner.objects.get().key_hash, Partner.objects.get().is_limited) == (stored, False)


def test_a_partner_whose_sections_are_gone_may_be_given_all_again(paula, at_desk, make_partner, sport):
    partner = make_partner(sections=[sport])
    sport.delete()
    assert "None is left" in at_desk(paula).get(reverse(LIST)).content.decode()
    at_desk(paula).post(reverse(EDIT, args=[partner.partner.pk]), FORM)
    assert not Partner.objects.get().is_limited


def test_a_second_partner_of_one_name_is_refused_with_words(paula, at_desk, partner):
    page = at_desk(paula).post(reverse(ADD), FORM).content.decode()
    assert "already exists" in page
    assert Partner.objects.count() == 1


def test_the_list_takes_as_many_queries_for_many(paula, at_desk, make_partner, sport, django_assert_max_num_queries):
    for number in range(12):
        make_partner(f"Post {number}", sections=[sport])
    client = at_desk(paula)
    client.get(reverse(LIST))
    with django_assert_max_num_queries(25):
        client.get(reverse(LIST))


# The offer to readers


@EVERYBODY
def test_who_offers_stories_to_readers(who, may, at_desk):
    Republishing.of_the_paper().save()
    address = reverse("wagtailsnippets_fronts_republishing:edit", args=[1])
    at_desk(who).post(address, {"is_offered": "on", "licence_name": "CC BY-ND 4.0"})
    assert Republishing.of_the_paper().is_offered == may


def test_an_offer_without_a_licence_is_refused_with_words(paula, at_desk):
    Republishing.of_the_paper().save()
    address = reverse("wagtailsnippets_fronts_republishing:edit", args=[1])
    page = at_desk(paula).post(address, {"is_offered": "on", "conditions": "Tell us."}).content.decode()
    assert "Say under which licence" in page
    assert "Tell us." in page


# The report


@pytest.fixture
def taken(partner, make_story):
    """Two stories, of which one was taken three times."""
    ferry, _boat = make_story("The ferry", minutes_ago=5), make_story("The boat", minutes_ago=9)
    partner.items()
    for site in ("Harbour Blog", "<b>Quay</b> Notes"):
        Declared.objects.create(story_key=ferry.translation_key, headline="Old", site=site, url="https://h.example/")
    return ferry


@pytest.mark.parametrize(
    ("who", "may"),
    [("rita", False), ("nobody", False), ("eddie", True), ("edna", True), ("ada", True)],
    indirect=["who"],
)
def test_who_sees_what_was_taken(who, may, at_desk, taken):
    answer = at_desk(who).get(reverse("desk_republished"))
    page = answer.content.decode()
    assert was_refused(answer) != may
    assert ("The Harbour Post" in page) == may
    if may:
        rows = re.findall(r"<tr>\s*<td><a[^>]*>(.*?)</a></td>\s*<td>(\d+)</td><td>(\d+)</td>", page)
        assert rows == [("The ferry", "1", "2"), ("The boat", "1", "0")]
        assert "<b>Quay" not in page
        assert "&lt;b&gt;Quay" in page


def test_the_report_keeps_to_its_days(edna, at_desk, taken):
    client, address = at_desk(edna), reverse("desk_republished")
    Given.objects.update(first_at=timezone.now() - timedelta(days=90))
    Declared.objects.all().delete()
    assert "Nobody has taken" in client.get(address).content.decode()
    assert "The ferry" in client.get(address, {"since": "2000-01-01"}).content.decode()
    assert client.get(address, {"since": "soon"}).status_code == 200


def test_a_deleted_story_is_still_counted(edna, at_desk, taken):
    Story.objects.get(pk=taken.pk).delete()
    assert "Old (deleted)" in at_desk(edna).get(reverse("desk_republished")).content.decode()


@EVERYBODY
def test_who_throws_away_what_readers_said(who, may, at_desk, taken):
    said = Declared.objects.first()
    client = at_desk(who)
    assert was_refused(client.get(reverse("wagtailsnippets_partners_declared:list"))) != may
    client.post(reverse("wagtailsnippets_partners_declared:delete", args=[said.pk]))
    assert Declared.objects.filter(pk=said.pk).exists() != may
    assert was_refused(client.get(reverse("wagtailsnippets_partners_declared:add")))
