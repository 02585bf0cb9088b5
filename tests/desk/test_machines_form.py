"""The form of feeds and crawlers: a fault comes back with its line, and with all that was typed."""

import pytest
from django.urls import reverse

from broadsheet.fronts.models import Machines

FORM = {"feed_text": "whole", "allow_search": "on", "allow_answers": "on"}
SELLERS = "google.com, pub-1, DIRECT\r\nredssp.com, 57013"


@pytest.fixture
def address(front):
    Machines.of_the_paper().save()
    return reverse("wagtailsnippets_fronts_machines:edit", args=[1])


def test_a_fault_is_told_with_its_line_and_nothing_is_lost(paula, at_desk, address):
    page = at_desk(paula).post(address, {**FORM, "ads_txt": SELLERS, "humans_txt": "Everybody"}).content.decode()
    assert "Line 2: " in page
    assert "redssp.com, 57013" in page
    assert "Everybody" in page
    assert Machines.of_the_paper().ads_txt == ""


def test_what_is_right_is_published(paula, at_desk, address, client):
    typed = {**FORM, "ads_txt": SELLERS.partition("\r")[0], "refused_crawlers": "ExampleBot"}
    assert at_desk(paula).post(address, typed).status_code == 302
    assert client.get("/ads.txt").content == b"google.com, pub-1, DIRECT\n"
    assert b"User-agent: ExampleBot" in client.get("/robots.txt").content


@pytest.mark.parametrize("who", ["rita", "eddie", "edna", "nobody"])
def test_others_are_refused(who, request, at_desk, address):
    answer = at_desk(request.getfixturevalue(who)).post(address, {**FORM, "ads_txt": "google.com, pub-1, DIRECT"})
    assert answer.status_code == 302
    assert Machines.of_the_paper().ads_txt == ""
