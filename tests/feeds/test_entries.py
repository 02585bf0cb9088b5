"""What an entry says of its story, in each format."""

from datetime import timedelta

import pytest
from django.utils import timezone

from broadsheet.media.models import File, Photo
from broadsheet.newsroom.feed_addresses import ATOM, JSON, RSS
from broadsheet.newsroom.models import Story
from broadsheet.newsroom.models.stories import Kind
from tests.feeds.asking import ask

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def content_of(client, form=JSON):
    """The HTML of the newest entry."""
    feed = ask(client, "/", form)
    assert feed.mistakes() == []
    if form is JSON:
        return feed.parsed["items"][0]["content_html"]
    return feed.tree.findtext(f".//{CONTENT}") if form is RSS else feed.tree.findtext("{*}entry/{*}content")


def test_every_format_carries_the_same_text(client, full_story):
    assert content_of(client, RSS) == content_of(client, ATOM) == content_of(client, JSON)


def test_the_whole_story_is_told(client, full_story):
    html = content_of(client)
    for words in (
        "<p><strong>It left at six with nine aboard.</strong></p>",
        "<h2>Key points</h2><ol><li><b>When</b> At six.</li></ol>",
        "<p>The ferry <b>sailed</b> at six.</p>",
        "<h2>Part 2</h2>",
        "<blockquote><p>We saw it go.</p><p><cite>Ada Quay</cite></p></blockquote>",
        "<ol><li><p>One</p></li><li><p>Two</p></li></ol>",
        '<caption>Boats</caption><thead><tr><th scope="col">Day</th>',
        "<td>Monday</td><td>4</td>",
        '<a href="https://vimeo.com/76979871">The crossing</a> (Vimeo)',
        "<p><b>How we counted</b></p><p>By hand.</p>",
        "<pre><code>1 &lt; 2</code></pre>",
        "<td>Kept</td>",
        "<h2>Summary</h2><p>The ferry has gone.</p>",
        "<h3>Will it return?</h3><p>In spring.</p>",
    ):
        assert words in html
    assert "alert" not in html


def test_authors_lead_to_their_pages_and_nobody_is_named_twice(client, make_story, make_author, ann):
    make_story("The ferry", authors=[ann, make_author("Bo <Baker>")])
    feeds = [ask(client, "/"), ask(client, "/", ATOM)]
    people = [
        ("Ann Archer", "http://testserver/author/ann-archer/"),
        ("Bo <Baker>", "http://testserver/author/bo-baker/"),
    ]
    rss, atom = (feed.parsed.entries[0] for feed in feeds)
    assert [one.name for one in rss.authors] == [name for name, _ in people]
    assert [(one.name, one.href) for one in rss.contributors] == people
    assert [(one.name, one.href) for one in atom.authors] == people
    assert [feed.mistakes() for feed in feeds] == [[], []]


def test_pictures_have_alternative_text_caption_and_credit(client, make_story, photo):
    blocks = [
        ("picture", {"photo": photo, "size": "text", "caption": "At <dusk>", "alt": "Boats"}),
        ("gallery", {"title": "Views", "pictures": [{"photo": photo, "caption": "", "alt": ""}]}),
    ]
    make_story("One", lead_picture=photo, lead_caption="The quay", body=blocks)
    html = content_of(client)
    assert html.count("<img ") == 3
    assert html.count('src="http://testserver/media/images/') == 3
    assert "<figcaption>The quay <small>Ada Quay</small></figcaption>" in html
    assert "<figcaption>At &lt;dusk&gt; <small>Ada Quay</small></figcaption>" in html
    assert "<p><b>Views</b></p><figure>" in html
    assert html.count('alt="A quay at dusk"') == 2
    item = ask(client, "/", JSON).parsed["items"][0]
    assert item["image"] == item["attachments"][0]["url"]
    assert item["_broadsheet"]["image_credit"] == "Ada Quay"
    content = ask(client, "/").tree.find(".//{*}content[@medium='image']")
    assert [child.text for child in content] == ["A quay at dusk", "The quay", "Ada Quay"]
    enclosure = ask(client, "/").tree.find(".//enclosure")
    assert dict(enclosure.attrib) == {"url": item["image"], "length": "0", "type": "image/jpeg"}


def test_the_file_behind_a_picture_is_one_readers_get(client, make_story, photo):
    make_story("One", lead_picture=photo)
    address = ask(client, "/", JSON).parsed["items"][0]["image"]
    answer = client.get(address.removeprefix("http://testserver"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")


def test_a_picture_whose_rights_have_ended_is_in_no_feed(client, make_story, photo):
    blocks = [
        ("picture", {"photo": photo, "size": "text", "caption": "", "alt": ""}),
        ("gallery", {"title": "Views", "pictures": [{"photo": photo, "caption": "", "alt": ""}]}),
        ("text", "<p>Words.</p>"),
    ]
    make_story("One", lead_picture=photo, body=blocks)
    Photo.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    for form in (RSS, ATOM, JSON):
        feed = ask(client, "/", form)
        assert feed.mistakes() == []
        assert "/media/" not in feed.text
        assert "Ada Quay" not in feed.text


def test_links_to_pages_files_and_stories_are_complete(client, make_story, news):
    linked, related, draft = make_story("Linked"), make_story("Related"), make_story("Not yet", live=False)
    file = File.objects.create(title="The report", file="files/report.pdf", file_size=2048)
    blocks = [
        ("text", f'<p>See <a linktype="page" id="{linked.pk}">that</a>, <a href="/about/">us</a>.</p>'),
        ("text", f'<p><a linktype="document" id="{file.pk}">All of it</a></p>'),
        ("related_story", {"story": related}),
        ("related_story", {"story": draft}),
        ("file", {"document": file, "title": ""}),
    ]
    make_story("One", body=blocks)
    html = content_of(client)
    assert '<a href="http://testserver/news/linked/">that</a>, <a href="http://testserver/about/">us</a>' in html
    assert '<p>Read also: <a href="http://testserver/news/related/">Related</a></p>' in html
    assert "Not yet" not in html
    assert html.count(f'href="http://testserver/files/{file.pk}/report.pdf"') == 2
    assert ">The report</a> (PDF, 2.0&nbsp;KB)" in html


def test_who_wrote_it_and_what_it_is_about_lead_somewhere(client, make_story, make_author, sport):
    authors = [make_author("Ann Archer"), make_author("Bo Baker")]
    make_story("One", section=sport, authors=authors, topics=["Ferry"], kind=Kind.OPINION)
    item = ask(client, "/", JSON).parsed["items"][0]
    assert [one["name"] for one in item["authors"]] == ["Ann Archer", "Bo Baker"]
    assert item["authors"][0]["url"] == "http://testserver/author/ann-archer/"
    assert item["tags"] == ["Sport", "Ferry", "Opinion"]
    entry = ask(client, "/", ATOM).parsed.entries[0]
    assert [(one["name"], one["href"]) for one in entry.authors][1] == (
        "Bo Baker",
        "http://testserver/author/bo-baker/",
    )
    assert [(tag["term"], tag["label"]) for tag in entry.tags] == [
        ("Sport", None),
        ("Ferry", None),
        ("opinion", "Opinion"),
    ]
    assert [tag["term"] for tag in ask(client, "/").parsed.entries[0].tags] == ["Sport", "Ferry", "Opinion"]
    assert [one["name"] for one in ask(client, "/").parsed.entries[0].authors] == ["Ann Archer", "Bo Baker"]


@pytest.mark.parametrize("form", [RSS, ATOM, JSON])
def test_a_sponsored_story_says_so_before_anything_else(client, make_story, form):
    make_story("Try our boats", kind=Kind.SPONSORED, standfirst="They float.")
    assert "Sponsored: Try our boats" in ask(client, "/", form).text
    assert content_of(client, form).startswith("<p><strong>Sponsored</strong></p>")


def test_a_correction_stands_in_the_story_it_corrects(client, full_story, correct):
    correct(full_story, "<p>It left at <b>seven</b>.</p>")
    assert "<b>Correction</b>, " in content_of(client)
    assert "<p>It left at <b>seven</b>.</p>" in content_of(client)


def test_an_entry_stays_the_same_entry_under_another_slug_and_headline(client, full_story, make_section):
    def identifiers():
        return (
            ask(client, "/").parsed.entries[0].id,
            ask(client, "/", ATOM).parsed.entries[0].id,
            ask(client, "/", JSON).parsed["items"][0]["id"],
            ask(client, full_story.section.address, ATOM).parsed.feed.id,
        )

    before = identifiers()
    full_story.slug, full_story.title = "it-has-sailed", "It has sailed"
    full_story.save_revision().publish()
    full_story.section.slug = "sports"
    full_story.section.save_revision().publish()
    full_story.refresh_from_db()
    story = Story.objects.get(pk=full_story.pk)
    full_story.section.refresh_from_db()
    assert ask(client, "/", JSON).parsed["items"][0]["url"] == f"http://testserver{story.address}"
    assert identifiers() == before
    assert before[0] == str(story.translation_key)
    assert before[1] == before[2] == f"urn:uuid:{story.translation_key}"


def test_what_appeared_elsewhere_first_says_where(client, make_story):
    make_story("One", canonical_url="https://elsewhere.example/one/")
    assert ask(client, "/", JSON).parsed["items"][0]["external_url"] == "https://elsewhere.example/one/"
    assert ask(client, "/", ATOM).tree.find("{*}entry/{*}link[@rel='canonical']") is not None


def test_the_dates_are_those_of_publication_and_of_the_last_change(client, make_story):
    story = make_story("One", minutes_ago=600)
    Story.objects.filter(pk=story.pk).update(
        first_published_at=story.published_at, last_published_at=timezone.now() - timedelta(minutes=1)
    )
    story.refresh_from_db()
    entry = ask(client, "/", ATOM).parsed.entries[0]
    assert entry.published == story.published_at.replace(microsecond=0).isoformat()
    assert entry.updated == ask(client, "/", ATOM).parsed.feed.updated
    assert entry.updated == story.last_published_at.replace(microsecond=0).isoformat()
