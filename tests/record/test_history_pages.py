"""What readers see of a story's history, and who must not."""

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from broadsheet.fronts.models import Trust
from broadsheet.newsroom.models import Section
from broadsheet.press.recording import Recording, recording
from broadsheet.record import keeping
from broadsheet.record.models import PublishedVersion
from tests.desk.conftest import was_refused


def set_history(**fields):
    trust = Trust.of_the_paper()
    for name, value in fields.items():
        setattr(trust, name, value)
    trust.save()


@pytest.mark.parametrize("edition", ["", "/lite"])
def test_readers_see_every_version_and_what_changed(client, told, edition):
    listed = client.get(f"{edition}{told.address}history/").content.decode()
    assert f"{edition}{told.address}history/3/" in listed
    assert 'name="robots" content="noindex"' in listed
    shown = client.get(f"{edition}{told.address}history/3/").content.decode()
    assert "removed: </span>ten" in shown.replace("\n", "")
    assert "added: </span>noon" in shown.replace("\n", "")
    assert "Nobody knows why." in shown
    first = client.get(f"{edition}{told.address}history/1/").content.decode()
    assert "<ins>" not in first
    assert client.get(f"{edition}{told.address}history/4/").status_code == 404


@pytest.mark.parametrize("edition", ["", "/lite"])
def test_the_story_links_its_history_and_shows_its_head(client, told, edition):
    shown = client.get(edition + told.address).content.decode()
    assert f'href="{edition}{told.address}history/"' in shown
    assert "3 published versions" in shown
    head = PublishedVersion.objects.get(story_key=told.translation_key, number=3).hash
    assert head in shown


def test_a_restricted_story_has_no_public_history(client, told):
    PageViewRestriction.objects.create(page=told, restriction_type="login")
    for address in ("history/", "history/2/", "history/2/record.json"):
        assert client.get(told.address + address).status_code == 404


def test_an_unpublished_story_has_no_public_history(client, told):
    told.unpublish()
    assert client.get(f"{told.address}history/").status_code == 404


def test_the_paper_decides_which_histories_are_public(client, told):
    address = f"{told.address}history/"
    set_history(history="off")
    assert client.get(address).status_code == 404
    assert "published versions" not in client.get(told.address).content.decode()
    set_history(history="since", history_since=told.local_date.replace(year=told.local_date.year + 1))
    assert client.get(address).status_code == 404
    set_history(history="since", history_since=told.local_date)
    assert client.get(address).status_code == 200


def test_a_page_called_history_is_found_at_its_address(client, news, make_section, make_story):
    section = make_section("History", under=news)
    make_story("Three", section=section, slug="3")
    assert Section.objects.get(slug="history").title in client.get("/news/history/").content.decode()
    assert "Three" in client.get("/news/history/3/").content.decode()


def test_an_erased_text_is_a_marked_gap(client, told):
    keeping.erase(told, PublishedVersion.objects.get(story_key=told.translation_key, number=2), None, "A court order.")
    gap = client.get(f"{told.address}history/2/").content.decode()
    assert "A court order." in gap
    assert "It sails at ten" not in gap
    after = client.get(f"{told.address}history/3/").content.decode()
    assert "It sails at ten" not in after
    assert "It sails at noon." in after
    assert '"content":null' in client.get(f"{told.address}history/2/record.json").content.decode()


def test_history_pages_note_all_that_decides_them(client, told):
    for address in (f"{told.address}history/", f"{told.address}history/2/", told.address):
        with recording(Recording(holes=True)) as noted:
            assert client.get(address).status_code == 200
        assert {f"story:{told.pk}", f"history:{told.pk}", "history-rule"} <= noted.keys
        assert not noted.unstorable


def erase_address(story):
    return reverse("desk_record_erase", args=[story.pk, 2])


def test_an_administrator_erases_a_text(at_desk, ada, told):
    assert "Erase" in at_desk(ada).get(reverse("desk_record", args=[told.pk])).content.decode()
    assert at_desk(ada).post(erase_address(told), {"why": ""}).status_code == 200
    at_desk(ada).post(erase_address(told), {"why": "A court order."})
    version = PublishedVersion.objects.get(story_key=told.translation_key, number=2)
    assert (version.content, version.erased_by) == ("", ada)


@pytest.mark.parametrize("who", ["rita", "edna", "paula"])
def test_nobody_else_erases_a_text(at_desk, request, told, who):
    answer = at_desk(request.getfixturevalue(who)).post(erase_address(told), {"why": "I want to."})
    assert was_refused(answer)
    assert PublishedVersion.objects.get(story_key=told.translation_key, number=2).content


def test_a_reporter_does_not_see_the_desks_list_of_somebody_elses_story(at_desk, rita, told):
    assert was_refused(at_desk(rita).get(reverse("desk_record", args=[told.pk])))
