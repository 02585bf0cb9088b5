"""Every feed is valid by its specification, whatever is in the paper."""

import pytest

from broadsheet.fronts.models import Masthead, Package
from broadsheet.newsroom.feed_addresses import ATOM, FORMATS, JSON, RSS
from broadsheet.newsroom.models import Author, Story, Topic
from tests.feeds.asking import ask, ask_all

HOSTILE_TITLES = [
    "Tom & Jerry <b>bold</b> <script>alert(1)</script>",
    "The end ]]> of a section",
    "Bells\x07 and \x1b[31mcolours\x0b and \x00 nothing",
    "A ferry 🚢 and a family 👨‍👩‍👧 and a flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "Half a pair \ud83d and \ufffe".encode("utf-8", "ignore").decode() + "\ufffe\uffff",
    "x" * 255,
    "&amp; &#0; &bogus; %s {{ title }}",
    "عنوان \u202e عربي",
]
HOSTILE_HTML = [
    "<p>Never closed <b>bold <i>both <a href='page/2/'>link",
    "<div><div><ul><li>One<li>Two</div>",
    "]]> <![CDATA[ x ]]> <!-- never closed",
    '<p>See <a href="../other/">that</a>, <a href="//cdn.example/x">this</a>, <a href="#note">below</a>.</p>',
    '<a href="javascript:alert(1)">x</a><a href="http://[bad">y</a><a href=" /quay/ ">z</a>',
    '<iframe src="/news/a-story/embed/"></iframe><script>alert(1)</script><style>p{}</style><form><input></form>',
    '<img src="/old/quay.jpg" onerror="alert(1)"><p style="color:red" class="x" id="y">Words\x00\x0b\x1f</p>',
    "<svg><use href='#x'/></svg><math><mtext></mtext></math><table><td>Cell",
    '<a linktype="page" id="999999">gone</a> <a linktype="document" id="999999">gone too</a>',
    '<p>Runs on <a linktype="page" id="1"',
]


@pytest.fixture(params=FORMATS, ids=lambda form: form.name)
def form(request):
    return request.param


def test_the_feeds_of_every_list_are_valid(client, front, full_story, photo, correct, sport):
    full_story.lead_picture = photo
    full_story.save_revision().publish()
    correct(full_story, "<p>It left at <b>seven</b>.</p>")
    package = front.add_child(instance=Package(title="The ferry question", topic=Topic.objects.first()))
    package.save_revision().publish()
    named = [Topic.objects.first().address, Author.objects.first().address]
    for address in ["/", sport.address, package.address, "/corrections/", *named]:
        for feed in ask_all(client, address):
            assert feed.mistakes() == []
            assert "errata" in feed.text or "ferry" in feed.text
    for feed in ask_all(client, "/search/", query="?q=ferry"):
        assert feed.mistakes() == []


def test_the_feeds_of_a_paper_without_stories_are_valid(client, front, make_author, form):
    ann = make_author("Ann Archer")
    for address in ("/", "/news/", ann.address, "/corrections/"):
        assert ask(client, address, form).mistakes() == []
    assert ask(client, "/search/", form).mistakes() == []


def test_excerpts_are_valid(client, full_story, photo, excerpts, form):
    full_story.lead_picture = photo
    full_story.save_revision().publish()
    feed = ask(client, "/", form)
    assert feed.mistakes() == []
    assert "It left at six with nine aboard." in feed.text
    assert "By hand" not in feed.text


@pytest.mark.parametrize("title", HOSTILE_TITLES)
def test_no_title_breaks_a_feed(client, make_story, make_author, title, form):
    story = make_story(
        "Plain", standfirst=title, authors=[make_author(title[:200].replace("\0", ""))], topics=["Ferry"]
    )
    Story.objects.filter(pk=story.pk).update(title=title.replace("\0", ""))
    feed = ask(client, "/", form)
    assert feed.mistakes() == []
    shown = feed.parsed["items"][0]["title"] if form is JSON else feed.tree.find(".//{*}item/title")
    if form is RSS:
        shown = shown.text
    elif form is ATOM:
        shown = feed.tree.findtext("{*}entry/{*}title")
    for word in ("<script>", "]]>", "👨‍👩‍👧", "&amp; &#0; &bogus;", "x" * 255):
        assert (word in shown) == (word in title)


@pytest.mark.parametrize("html", HOSTILE_HTML)
def test_no_body_breaks_a_feed(client, make_story, html, form):
    blocks = [("markup", {"html": html}), ("text", html), ("text", "<p>The words after.</p>")]
    make_story("Imported", body=blocks, summary=html, questions=[("question", {"question": "Why?", "answer": html})])
    make_story("The next one", body=[("text", "<p>Another's words.</p>")])
    feed = ask(client, "/", form)
    assert feed.mistakes() == []
    assert "The words after." in feed.text
    assert "s words." in feed.text
    assert "alert(1)" not in feed.text


def test_a_story_without_anything_is_valid(client, make_story, form):
    story = make_story("\u2003", slug="blank")
    Story.objects.filter(pk=story.pk).update(title=" \u0085 ", section=None, standfirst="", body=[])
    feed = ask(client, "/", form)
    assert feed.mistakes() == []
    assert "Untitled" in feed.text


def test_a_name_that_is_nothing_is_left_out(client, make_story, make_author, form):
    make_story("By nobody", authors=[make_author("\u0085 ", slug="nobody")])
    assert ask(client, "/", form).mistakes() == []


def test_a_story_in_another_language_says_so(client, make_story, form):
    make_story("رحلة", language="ar", body=[("text", "<p>غادرت العبارة</p>")])
    feed = ask(client, "/", form)
    assert feed.mistakes() == []
    assert 'lang="ar" dir="rtl"' in feed.text.replace("\\", "")


def test_addresses_in_other_scripts_are_written_in_ascii(client, make_story, make_author, make_section, form):
    section = make_section("Ærø", slug="ærø")
    make_story("Færgen", section=section, slug="færgen", authors=[make_author("Åse", slug="åse")], topics=["Ø"])
    for address in ("/", section.address, Author.objects.get().address, Topic.objects.get().address):
        feed = ask(client, address, form)
        assert feed.mistakes() == []
        assert feed.headers["Link"].isascii()


def test_a_masthead_that_says_strange_things_breaks_nothing(client, make_story, form):
    make_story("One")
    masthead = Masthead.of_the_paper()
    masthead.name, masthead.copyright = "A & B <i>\x0b", "]]>"
    masthead.save()
    assert ask(client, "/", form).mistakes() == []
