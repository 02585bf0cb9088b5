"""What machines are told of the terms: RSL, TDMRep, and the heads of pages."""

import json

import pytest
from lxml import etree

from broadsheet.feeds.machine_files.licences import RSL
from broadsheet.fronts.models import Machines
from broadsheet.newsroom.models import StandingPage

pytestmark = pytest.mark.django_db
NS = {"r": RSL}


@pytest.fixture
def choose(front):
    def make(**fields):
        machines = Machines.of_the_paper()
        for name, value in fields.items():
            setattr(machines, name, value)
        machines.save()

    return make


def licence(client):
    answer = client.get("/license.xml")
    assert answer.headers["Content-Type"] == "application/rsl+xml"
    return etree.fromstring(answer.content)


@pytest.mark.parametrize(
    ("fields", "permits", "prohibits"),
    [
        ({}, "search ai-index ai-input", "ai-train"),
        ({"allow_training": True}, "search ai-index ai-input ai-train", ""),
        ({"allow_answers": False}, "search", "ai-index ai-input ai-train"),
        ({"allow_search": False, "allow_answers": False}, "", "search ai-index ai-input ai-train"),
    ],
)
def test_the_licence_permits_what_was_allowed(client, choose, fields, permits, prohibits):
    choose(**fields)
    document = licence(client)
    assert document.xpath("string(r:content/@url)", namespaces=NS) == "http://testserver/"
    assert document.xpath("string(//r:permits[@type='usage'])", namespaces=NS) == permits
    assert document.xpath("string(//r:prohibits[@type='usage'])", namespaces=NS) == prohibits
    assert len(document.xpath("//r:license", namespaces=NS)) == 1


def test_terms_are_the_papers_own_page_or_where_an_editor_said(client, choose):
    def terms():
        return licence(client).xpath("string(//r:terms)", namespaces=NS)

    assert terms() == "http://testserver/terms/"
    choose(licence_url="https://licences.example/?a=1&b=2")
    assert terms() == "https://licences.example/?a=1&b=2"
    choose(licence_url="")
    StandingPage.objects.get(slug="terms").unpublish()
    assert terms() == ""


def test_mining_is_reserved_unless_training_is_allowed(client, choose):
    def told():
        answer = client.get("/.well-known/tdmrep.json")
        assert answer.headers["Content-Type"] == "application/json"
        return json.loads(answer.content)

    assert told() == [{"location": "/", "tdm-reservation": 1, "tdm-policy": "http://testserver/terms/"}]
    choose(allow_training=True)
    assert told() == [{"location": "/", "tdm-reservation": 0}]


def test_every_page_says_so_too_and_costs_no_query_more(client, choose, make_story, django_assert_num_queries):
    story = make_story("One")
    reserved = '<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="http://testserver/terms/">'
    for address in ("/", story.address, f"/lite{story.address}", "/topics/"):
        page = client.get(address).content.decode()
        assert page.count(reserved) == 1
        assert page.count('<link rel="license" type="application/rsl+xml" href="/license.xml">') == 1
    choose(allow_training=True)
    page = client.get("/").content.decode()
    assert '<meta name="tdm-reservation" content="0">' in page
    assert "tdm-policy" not in page


def test_an_address_of_an_editors_is_escaped_in_pages(client, choose):
    choose(licence_url='https://licences.example/"><script>')
    assert "<script>" not in client.get("/").content.decode().partition("tdm-policy")[2].partition("<link")[0]
