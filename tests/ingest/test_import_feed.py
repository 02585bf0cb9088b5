"""A feed in the paper, from a file and over HTTP."""

from pathlib import Path

import pytest

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.runs import import_feed
from broadsheet.newsroom.models import Author, Section, Story, Topic
from tests.ingest.strange_server import strange_server
from tests.ingest.test_feeds import ATOM, RSS

pytestmark = pytest.mark.usefixtures("front")


def test_entries_become_stories_once_in_the_section_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(RSS, encoding="utf-8")
    report = import_feed(path, section="coast")
    story = Story.objects.get(slug="tide")
    assert story.section == Section.objects.get(slug="coast")
    assert [author.name for author in story.authors] == ["Mara Ellison"]
    assert sorted(topic.name for topic in story.topics_list) == ["Ferry", "Sea"]
    assert not Story.objects.get(slug="second").live
    assert report.words_kept_share == 1
    again = import_feed(path, section="coast")
    assert again.counts["story"]["unchanged"] == 2
    assert (Story.objects.count(), Author.objects.count(), Topic.objects.count()) == (2, 2, 2)


def test_a_feed_is_fetched_from_ones_own_network_only_when_that_is_allowed() -> None:
    with strange_server() as server:
        server.files["/feed"] = ATOM.encode()
        with pytest.raises(ImportRefused, match="the feed cannot be fetched"):
            import_feed(server.address("/feed"))
        assert not server.asked
        report = import_feed(server.address("/feed"), allow_private=True)
    assert report.site == "old.example/blog"
    assert report.created("story") == 3


def test_what_is_fetched_and_no_feed_changes_nothing() -> None:
    with strange_server() as server:
        server.files["/feed"] = b"<html></html>"
        with pytest.raises(ImportRefused, match="starts with <rss>"):
            import_feed(server.address("/feed"), allow_private=True)
        with pytest.raises(ImportRefused, match="cannot be fetched"):
            import_feed(server.address("/missing"), allow_private=True)
    assert not Story.objects.exists()
