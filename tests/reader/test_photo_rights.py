"""When the rights in a photo end, nothing readers or machines can ask for shows it: no page, no feed, no file."""

from datetime import timedelta

import pytest
from django.utils import timezone

from broadsheet.fronts.models import Front, Masthead, Package
from broadsheet.media.models import Photo
from broadsheet.media.renditions import addresses
from broadsheet.newsroom.clock import tick
from broadsheet.newsroom.models import Section, Topic

SHOWN_AT = (
    *("/", "/news/", "/topic/ferry/", "/author/ann-archer/", "/authors/", "/search/?q=ferry", "/menu/"),
    *("/archive/", "/feeds/", "/special/"),
    *("/feed/", "/feed/atom/", "/feed/json/", "/news/feed/", "/topic/ferry/feed/", "/author/ann-archer/feed/json/"),
    *("/sitemap-stories-0.xml", "/sitemap-news.xml", "/site.webmanifest"),
)


@pytest.fixture
def shown(client, make_story, make_author, photo):
    """Which of SHOWN_AT, and of two stories' pages, name a file of the photo, which stands wherever one can."""
    Photo.objects.filter(pk=photo.pk).update(expires_at=timezone.now() + timedelta(hours=1))
    ann = make_author("Ann Archer", picture=photo)
    body = [
        ("picture", {"photo": photo, "caption": "", "alt": "", "size": "text"}),
        ("gallery", {"title": "", "pictures": [{"photo": photo, "caption": "", "alt": ""}]}),
    ]
    story = make_story("The ferry", lead_picture=photo, authors=[ann], topics=["Ferry"], body=body)
    other = make_story("The quay", social_picture=photo, authors=[ann], topics=["Ferry"])
    Topic.objects.update(picture=photo)
    Section.objects.update(picture=photo)
    Front.objects.get().add_child(
        instance=Package(title="Special", slug="special", picture=photo, topic=story.topics.first())
    )
    masthead = Masthead.of_the_paper()
    masthead.logo_light = photo
    masthead.save()
    everywhere = [*SHOWN_AT, story.address, other.address]
    everywhere += [f"/lite{address}" for address in (story.address, "/", "/news/")]
    everywhere.append(f"/oembed?url=http%3A%2F%2Ftestserver{story.address}")

    def at() -> set[str]:
        pages = {address: client.get(address) for address in everywhere}
        assert {address: answer.status_code for address, answer in pages.items() if answer.status_code != 200} == {}
        return {address for address, answer in pages.items() if f"/media/images/{photo.pk}-" in answer.content.decode()}

    at.story, at.other = story.address, other.address
    return at


def test_ended_rights_take_a_photo_out_of_everything_within_one_tick(shown, client, photo, monkeypatch):
    files = [addresses(photo, "whole", "jpg")[640], addresses(photo, "1x1", "avif")[96]]
    before = shown()
    assert {shown.story, shown.other, "/", "/news/", "/topic/ferry/", "/author/ann-archer/", "/special/"} <= before
    assert {"/feed/", "/feed/atom/", "/feed/json/", "/sitemap-stories-0.xml"} <= before
    assert [client.get(address).status_code for address in files] == [200, 200]
    now = timezone.now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: now)
    tick()
    assert shown() == set()
    assert [client.get(address).status_code for address in files] == [404, 404]
    photo.refresh_from_db()
    photo.expires_at = None
    photo.save()
    assert shown() >= {shown.story, "/", "/feed/"}
    assert [client.get(address).status_code for address in files] == [200, 200]
