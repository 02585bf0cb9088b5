"""The text-only edition tells a story as the whole one does: who, when, how long, about what; and searches as well."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html as lxml_html

from broadsheet.newsroom.models import Story


@pytest.fixture
def lite(client):
    """Gives a page of the text-only edition as a tree."""
    return lambda address: lxml_html.fromstring(client.get("/lite" + address).content)


def test_a_story_leads_to_its_authors_and_topics_in_its_own_edition(lite, full_story):
    page = lite(full_story.address)
    assert page.xpath("//a[@rel='author']/@href") == ["/lite/author/ann-archer/"]
    assert page.xpath("//a[@rel='tag']/@href") == ["/lite/topic/ferry/", "/lite/topic/sallow-island/"]
    assert page.xpath("normalize-space(//a[@rel='author']/..)") == "By Ann Archer"


def test_a_story_says_how_long_it_takes_to_read(lite, full_story):
    assert "1 min read" in lite(full_story.address).xpath("string(//article)")


def test_a_story_says_when_it_was_updated(lite, full_story):
    assert "Updated" not in lite(full_story.address).xpath("string(//article)")
    changed = timezone.now() - timedelta(minutes=2)
    Story.objects.filter(pk=full_story.pk).update(last_published_at=changed, first_published_at=full_story.published_at)
    local = timezone.localtime(changed)
    assert f"Updated {local:%-d %b %Y}, {local:%H:%M}" in lite(full_story.address).xpath("string(//article)")


@pytest.mark.parametrize("edition", ["", "/lite"])
def test_a_search_can_be_narrowed(client, full_story, make_story, make_author, edition):
    make_author("Guy Guest", is_guest=True)
    make_story("Another ferry")
    page = client.get(f"{edition}/search/?q=ferry&section=sport&author=ann-archer").content
    main = lxml_html.fromstring(page).xpath("//main")[0]
    assert full_story.title in main.text_content()
    assert "Another ferry" not in main.text_content()
    form = main.xpath(".//form")[0]
    assert form.xpath(".//select[@name='section']/option[@selected]/@value") == ["sport"]
    assert form.xpath(".//select[@name='author']/option[@selected]/@value") == ["ann-archer"]
    assert form.xpath(".//select[@name='author']/optgroup[@label='Guest writers']/option/text()") == ["Guy Guest"]
    assert {field.get("name") for field in form.xpath(".//input | .//select")} == {
        "q",
        "section",
        "author",
        "from",
        "to",
    }


@pytest.mark.parametrize("edition", ["", "/lite"])
def test_a_guests_stories_can_be_asked_for(client, make_story, make_author, edition):
    make_story("A ferry of mine", authors=[make_author("Guy Guest", is_guest=True)])
    make_story("A ferry of theirs")
    page = client.get(f"{edition}/search/?q=ferry&author=guy-guest").content
    words = lxml_html.fromstring(page).xpath("string(//main)")
    assert "A ferry of mine" in words
    assert "A ferry of theirs" not in words
