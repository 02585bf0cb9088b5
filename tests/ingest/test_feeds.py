"""RSS, Atom and JSON feeds as records."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from broadsheet.ingest.bodies import convert
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers.feeds import FeedArchive
from broadsheet.ingest.records import MediaRef, Person, Skipped, Story, Taxonomy, Term
from tests.ingest.exports import HEAD, TAIL

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>The Old Gazette</title><atom:link href="https://old.example/feed/" rel="self"/>
<link>https://old.example</link><language>en-GB</language><image><title>Logo</title><url>/l.png</url></image>
<item><title>Tide &amp;amp; time</title><link>https://old.example/2020/05/tide/</link>
<guid isPermaLink="false">https://old.example/?p=12</guid><pubDate>Fri, 01 May 2020 11:00:00 +0000</pubDate>
<dc:creator>Mara Ellison</dc:creator><category>Sea</category><category>sea</category><category>Ferry</category>
<description>What the sea does next.</description>
<content:encoded><![CDATA[<p>One <a href="/story/">there</a> <img src="boat.jpg" alt="Boat"></p>]]></content:encoded>
<media:content url="https://cdn.example/lead.jpg" medium="image"><media:description>The quay</media:description>
</media:content><enclosure url="https://cdn.example/talk.mp3" type="audio/mpeg" length="1"/></item>
<item><title>Second</title><link>https://old.example/second.html</link><author>jo@old.example (Jo Vane)</author>
<description>&lt;p&gt;Only &lt;b&gt;this&lt;/b&gt;&lt;/p&gt;</description></item>
<item><title>Second again</title><guid>https://old.example/second.html</guid></item>
</channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://old.example/"><title>Old</title>
<link>https://old.example/</link></channel><item rdf:about="https://old.example/a"><title>A</title>
<link>https://old.example/a</link><description>Words</description><dc:date>2020-05-01T11:00:00+02:00</dc:date>
<dc:creator>Jo</dc:creator><dc:creator>Al</dc:creator><dc:subject>Sea</dc:subject></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://old.example/blog/">
<title type="html">The &lt;i&gt;Old&lt;/i&gt; Gazette</title><link rel="self" href="feed.xml"/>
<link href="https://old.example/blog/"/><author><name>The desk</name></author><id>urn:x</id>
<entry xml:lang="de"><id>tag:old.example,2020:1</id><title>a &lt; b</title><link href="one/"/>
<link rel="enclosure" type="image/jpeg" href="one.jpg"/><published>2020-05-01T11:00:00Z</published>
<updated>2020-05-02T11:00:00Z</updated><author><name>Mara</name><uri>https://mara.example</uri>
<email>m@x.example</email></author><author><name>Jo</name></author><category term="sea" label="The sea"/>
<summary>In short.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One <b>bold</b>
<img src="in.jpg"/></p></div></content></entry>
<entry><id>2</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Two</div></title>
<updated>2020-05-02T11:00:00Z</updated><content type="html">&lt;p&gt;Two&lt;/p&gt;</content></entry>
<entry><id>3</id><title>Three</title><updated>soon</updated><content>1 &lt; 2</content></entry></feed>"""
WORDPRESS = HEAD.partition("\n")[2] + TAIL
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Old Gazette",
    "home_page_url": "https://old.example/",
    "authors": [{"name": "The desk"}],
    "items": [
        {
            "id": "1", "url": "https://old.example/one", "title": "One <1>", "content_html": "<p>One</p>",
            "summary": "In short.", "image": "https://cdn.example/lead.jpg", "date_published": "2020-05-01T11:00:00Z",
            "date_modified": "2020-05-02T11:00:00Z", "authors": [{"name": "Mara", "url": "https://mara.example"}],
            "tags": ["Sea"], "language": "de",
            "attachments": [{"url": "https://cdn.example/talk.mp3", "mime_type": "audio/mpeg", "title": "The talk"}],
        },
        {"id": 2, "content_text": "One.\n\nTwo <b>.", "author": {"name": "Jo"}},
        {"content_text": "Neither id nor title."},
    ],
}  # fmt: skip


def records(tmp_path: Path, text: str, **options: Any) -> list[Any]:
    path = tmp_path / "feed"
    path.write_text(text, encoding="utf-8")
    return list(FeedArchive(path, **options).records())


def stories(tmp_path: Path, text: str, **options: Any) -> list[Story]:
    return [record for record in records(tmp_path, text, **options) if isinstance(record, Story)]


def blocks(story: Story) -> list[Any]:
    return convert(story.body, story.body_format).blocks


def test_rss_items_are_stories(tmp_path: Path) -> None:
    first, second = stories(tmp_path, RSS)
    assert (first.title, first.slug, first.standfirst) == ("Tide & time", "tide", "What the sea does next.")
    assert first.origin.key == "https://old.example/?p=12"
    assert first.published == datetime(2020, 5, 1, 11, tzinfo=UTC)
    assert (first.authors, first.topics) == (("Mara Ellison",), ("sea", "ferry"))
    assert (first.picture, first.picture_caption) == (MediaRef("https://cdn.example/lead.jpg"), "The quay")
    assert first.addresses == ("/2020/05/tide/", "/?p=12")
    boat = "https://old.example/2020/05/tide/boat.jpg"
    assert blocks(first) == [
        ("text", '<p>One <a href="https://old.example/story/">there</a></p>'),
        ("picture", {"photo": MediaRef(boat), "caption": "", "alt": "Boat", "size": "text"}),
        ("file", {"document": MediaRef("https://cdn.example/talk.mp3"), "title": ""}),
    ]
    assert (second.slug, second.authors, second.standfirst) == ("second", ("Jo Vane",), "")
    assert second.origin.key == "https://old.example/second.html"
    assert second.notes == ("has no usable date",)
    assert blocks(second) == [("text", "<p>Only <b>this</b></p>")]


def test_people_and_topics_come_once_and_a_doubled_entry_is_left_out(tmp_path: Path) -> None:
    found = records(tmp_path, RSS, section="news/coast")
    assert [(one.name, one.is_guest, one.email) for one in found if isinstance(one, Person)] == [
        ("Mara Ellison", True, ""),
        ("Jo Vane", True, ""),
    ]
    terms = [(one.taxonomy, one.origin.key, one.parent) for one in found if isinstance(one, Term)]
    assert terms == [
        (Taxonomy.SECTION, "news", ""),
        (Taxonomy.SECTION, "news/coast", "news"),
        (Taxonomy.TOPIC, "sea", ""),
        (Taxonomy.TOPIC, "ferry", ""),
    ]
    assert [one.reason for one in found if isinstance(one, Skipped)] == ["is in the feed twice; the first is kept"]
    assert {story.home for story in found if isinstance(story, Story)} == {"news/coast"}


def test_rdf_items_are_stories(tmp_path: Path) -> None:
    (story,) = stories(tmp_path, RDF)
    assert (story.origin.key, story.title, story.authors) == ("https://old.example/a", "A", ("Jo", "Al"))
    assert story.published == datetime(2020, 5, 1, 9, tzinfo=UTC)
    assert (story.topics, blocks(story)) == (("sea",), [("text", "<p>Words</p>")])


def test_atom_entries_are_stories(tmp_path: Path) -> None:
    first, second, third = stories(tmp_path, ATOM)
    assert (first.title, first.slug, first.language, first.standfirst) == ("a < b", "one", "de", "In short.")
    assert (first.authors, first.topics, first.addresses) == (("Mara", "Jo"), ("the sea",), ("/blog/one/",))
    assert (first.published, first.updated) == (
        datetime(2020, 5, 1, 11, tzinfo=UTC),
        datetime(2020, 5, 2, 11, tzinfo=UTC),
    )
    assert first.picture == MediaRef("https://old.example/blog/one.jpg")
    assert blocks(first)[0] == ("text", "<p>One <b>bold</b></p>")
    assert blocks(first)[1][1]["photo"] == MediaRef("https://old.example/blog/in.jpg")
    assert (second.title, second.authors, blocks(second)) == ("Two", ("The desk",), [("text", "<p>Two</p>")])
    assert second.published == datetime(2020, 5, 2, 11, tzinfo=UTC)
    assert (third.published, blocks(third)) == (None, [("text", "<p>1 &lt; 2</p>")])
    assert "m@x.example" not in repr(records(tmp_path, ATOM))


def test_json_feed_items_are_stories(tmp_path: Path) -> None:
    first, second, third = stories(tmp_path, json.dumps(JSON))
    assert (first.title, first.slug, first.standfirst, first.language) == ("One <1>", "one", "In short.", "de")
    assert (first.authors, first.topics, first.addresses) == (("Mara",), ("sea",), ("/one",))
    assert first.picture == MediaRef("https://cdn.example/lead.jpg")
    assert blocks(first)[1] == ("file", {"document": MediaRef("https://cdn.example/talk.mp3"), "title": "The talk"})
    assert (second.authors, blocks(second)) == (("Jo",), [("text", "<p>One.</p><p>Two &lt;b&gt;.</p>")])
    assert (third.authors, third.origin.key[:6]) == (("The desk",), "entry-")


@pytest.mark.parametrize("text", [RSS, RDF, ATOM, json.dumps(JSON)], ids=["rss", "rdf", "atom", "json"])
def test_a_feed_may_be_read_twice_and_cut_nowhere(tmp_path: Path, text: str) -> None:
    path = tmp_path / "feed"
    path.write_text(text, encoding="utf-8")
    archive = FeedArchive(path)
    assert list(archive.records()) == list(archive.records())
    assert archive.site.startswith("old.example")
    whole = text.encode()
    for end in range(0, len(whole) - 1, 97):
        path.write_bytes(whole[:end])
        with pytest.raises(ImportRefused, match=r"cut|damaged|empty|not XML|ends too early"):
            list(FeedArchive(path).records())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("Hello", "not XML, so it is not a feed"),
        ("<html><body/></html>", "starts with <rss> or <RDF> or <feed>, this file with <html>"),
        ('<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><title>&a;</title></channel></rss>', "document type"),
        ('<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss/>', "document type"),
        ("<rss><channel><title>x</title><item><title>&nbsp;</title></item></channel></rss>", "damaged"),
        ("<rss><channel></channel></rss>", "this is no feed"),
        (WORDPRESS, "line 5: this is a WordPress export"),
        ("<rss>" + "<a>" * 5000 + "</a>" * 5000 + "</rss>", "deeper"),
        ("{}", "JSON Feed of version 1"),
        ('{"version": "https://jsonfeed.org/version/2", "items": []}', "JSON Feed of version 1"),
        ('{"version": "https://jsonfeed.org/version/1", "items": [1]}', "not a set of named values"),
        ("[1]", "no JSON Feed"),
        ('{"items": ' + "[" * 90_000, "nested deeper"),
    ],
)
def test_what_is_no_feed_is_refused_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ImportRefused, match=message) as refused:
        records(tmp_path, text)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("value", [None, 7, True, [], {}, "\x00\ud800", "javascript:alert(1)"], ids=repr)
def test_strange_values_in_a_json_feed_do_no_harm(tmp_path: Path, value: Any) -> None:
    names = [*JSON["items"][0], "banner_image", "author", "external_url", "content_text"]  # type: ignore[index]  # a list
    items = [{"id": f"i{n}", "content_html": "<p>x</p>", name: value} for n, name in enumerate(names) if name != "id"]
    found = stories(tmp_path, json.dumps({**JSON, "items": items, "authors": value, "title": "T"}))
    assert len(found) == len(items)
    "".join(story.title + story.body for story in found).encode()


def test_a_summary_that_only_begins_the_body_is_no_standfirst(tmp_path: Path) -> None:
    body = "<content:encoded><![CDATA[<p>The sea rose, and then it fell.</p>]]></content:encoded>"
    for summary, standfirst in (("The sea rose […]", ""), ("The sea rose...", ""), ("It is wet.", "It is wet.")):
        item = f"<item><title>A</title><description>{summary}</description>{body}</item>"
        text = RSS.partition("<item>")[0] + item + "</channel></rss>"
        assert stories(tmp_path, text)[0].standfirst == standfirst


def test_nothing_that_acts_survives(tmp_path: Path) -> None:
    body = (
        "<![CDATA[<p onclick='x()'>Tide<script>alert(1)</script><a href='javascript:x()'>!</a><img src='data:x'></p>]]>"
    )
    item = f"<item><title>A&lt;script&gt;x()&lt;/script&gt;</title><description>{body}</description></item>"
    (story,) = stories(tmp_path, RSS.partition("<item>")[0] + item + "</channel></rss>")
    assert "script" not in story.title
    assert blocks(story) == [("text", "<p>Tide!</p>")]
