"""Pages say what they are, in words that search engines and others know."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from broadsheet.fronts.models import Masthead, Package, Trust
from broadsheet.media.models import Photo
from broadsheet.media.renditions import addresses
from broadsheet.newsroom.models import StandingPage, Story
from broadsheet.newsroom.plain_text import html_to_text
from broadsheet.newsroom.signals import story_described
from broadsheet.press.recording import Recording, recording
from tests.feeds.heads import Head, head_of

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!-- --> ]]> <b>bold</b> & “quoted” \"plain\" 'single'",
    "Line\u2028and\u2029paragraph",
    "🚢 Ferry 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "{{ 7|add:7 }} {% now 'Y' %}",
    "\x01\x02 controlled",
    "x" * 255,
]


@pytest.fixture
def told(client, make_story, make_section, make_author, photo):
    """A story with one of everything, and its head."""
    sport = make_section("Sport")
    ann = make_author("Ann Archer", role="Reporter", website="https://ann.example/")
    story = make_story(
        "The last ferry sails",
        section=sport,
        authors=[ann, make_author("Bo Baker")],
        topics=["Ferry", "Sallow Island"],
        standfirst="It left at six.",
        lead_picture=photo,
        body=[("text", "<p>The ferry <b>sailed</b> at six.</p>")],
        questions=[("question", {"question": "Will it return?", "answer": "<p>In <b>spring</b>.</p>"})],
        minutes_ago=300,
    )
    story.corrections = [
        story.corrections.model(kind="correction", note="<p>It was <i>six</i>.</p>"),
        story.corrections.model(kind="update", note="<p>It is back.</p>"),
    ]
    story.save_revision().publish()
    return Story.objects.get(pk=story.pk), head_of(client, story.address)


def test_a_story_says_what_it_is(told):
    story, head = told
    said = head.node("ReportageNewsArticle")
    address = f"http://testserver{story.address}"
    assert said["@context"] == "https://schema.org"
    assert said["headline"] == "The last ferry sails"
    assert said["description"] == "It left at six."
    assert said["mainEntityOfPage"]["@id"] == address
    assert said["articleSection"] == "Sport"
    assert said["keywords"] == ["Ferry", "Sallow Island"]
    assert said["wordCount"] == story.word_count == 5
    assert said["isAccessibleForFree"] is True
    assert [(author["name"], author["url"]) for author in said["author"]] == [
        ("Ann Archer", "http://testserver/author/ann-archer/"),
        ("Bo Baker", "http://testserver/author/bo-baker/"),
    ]
    assert said["publisher"]["name"] == "The Test Gazette"
    assert said["publisher"]["logo"]["url"].startswith("http://testserver/cards/front-1-")
    assert said["isPartOf"]["@id"] == "http://testserver/#website"


def test_dates_have_their_distance_from_utc(client, told):
    story, _ = told
    Story.objects.update(first_published_at=story.published_at)
    head = head_of(client, story.address)
    said = head.node("ReportageNewsArticle")
    published = timezone.localtime(story.published_at).isoformat(timespec="seconds")
    assert said["datePublished"] == published
    assert published[-6] in "+-"
    assert said["dateModified"] == timezone.localtime(story.last_published_at).isoformat(timespec="seconds")


def test_a_picture_is_told_in_three_shapes(told, photo):
    _, head = told
    images = head.node("ReportageNewsArticle")["image"]
    assert [(image["width"], image["height"]) for image in images] == [(480, 480), (960, 720), (960, 540)]
    assert images[2]["url"] == f"http://testserver{addresses(photo, '16x9', 'jpg')[960]}"
    assert images[0]["creditText"] == "Ada Quay"
    assert images[0]["caption"] == "A quay at dusk"


def test_corrections_are_told_and_an_update_is_not_called_one(told):
    _, head = told
    said = {note["@type"]: note["text"] for note in head.node("ReportageNewsArticle")["correction"]}
    assert said == {"CorrectionComment": "It was six.", "Comment": "It is back."}


def test_questions_are_told_where_there_are_any(client, told, make_story):
    _, head = told
    (question,) = head.node("FAQPage")["mainEntity"]
    assert (question["name"], question["acceptedAnswer"]["text"]) == ("Will it return?", "In spring.")
    assert "FAQPage" not in head_of(client, make_story().address).types()


def test_the_way_to_a_story_is_told(told):
    steps = told[1].node("BreadcrumbList")["itemListElement"]
    assert [(step["position"], step["name"], step.get("item")) for step in steps] == [
        (1, "Home", "http://testserver/"),
        (2, "Sport", "http://testserver/sport/"),
        (3, "The last ferry sails", None),
    ]


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("news", "ReportageNewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("interview", "NewsArticle"),
        ("review", "ReviewNewsArticle"),
        ("explainer", "BackgroundNewsArticle"),
        ("sponsored", "AdvertiserContentArticle"),
    ],
)
def test_each_kind_of_journalism_has_its_type(client, make_story, make_author, kind, type_):
    story = make_story(kind=kind, authors=[make_author("Ann Archer")])
    assert type_ in head_of(client, story.address).types()


def test_what_others_reported_is_not_called_the_papers_reportage(client, make_story, make_author):
    ann = make_author("Ann Archer")
    elsewhere = make_story(authors=[ann], canonical_url="https://agency.example/story")
    said = head_of(client, elsewhere.address).node("NewsArticle")
    assert said["mainEntityOfPage"]["@id"] == "https://agency.example/story"
    assert "NewsArticle" in head_of(client, make_story().address).types()


def test_a_story_without_anything_still_says_what_it_is(client, make_story):
    said = head_of(client, make_story("Bare").address).node("NewsArticle")
    assert said["author"][0]["@type"] == "NewsMediaOrganization"
    assert (said["image"][0]["width"], said["image"][0]["height"]) == (1200, 630)
    assert "description" not in said
    assert "keywords" not in said


def test_a_story_nobody_has_summed_up_is_described_by_its_first_words(client, make_story):
    story = make_story(body=[("heading", {"text": "Part", "level": "2"}), ("text", f"<p>{'Word ' * 100}</p>")])
    head = head_of(client, story.address)
    assert head.node("NewsArticle")["description"].startswith("Word Word")
    assert len(head.tag("description")) <= 200


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_no_title_ends_the_element_it_stands_in(client, make_story, title):
    story = make_story(title, slug="hostile", standfirst=title)
    head = head_of(client, story.address)
    said = head.node("NewsArticle")
    assert said["headline"] == title
    assert said["description"] == title
    block = head.soup.select('script[type="application/ld+json"]')[-2].string
    assert not set(block) & set("<>&\u2028\u2029")
    assert head.tag("og:title") == title
    assert "<script>alert" not in head.html


def test_a_picture_whose_rights_have_ended_is_told_nowhere(client, make_story, photo):
    story = make_story(lead_picture=photo, standfirst="One")
    photo.expires_at = timezone.now() - timedelta(minutes=1)
    photo.save()
    head = head_of(client, story.address)
    assert "/media/images/" not in head.html
    assert head.node("NewsArticle")["image"][0]["url"].endswith(head.card)


def test_the_front_can_be_searched_and_lists_its_stories(client, make_story):
    story = make_story("On the front")
    head = head_of(client, "/")
    site = head.node("WebSite")
    assert site["potentialAction"]["target"]["urlTemplate"] == "http://testserver/search/?q={search_term_string}"
    listed = head.node("ItemList")["itemListElement"]
    assert (listed[0]["name"], listed[0]["url"]) == ("On the front", f"http://testserver{story.address}")
    assert "BreadcrumbList" not in head.types()


def test_every_kind_of_page_has_its_type(client, front, news, make_story, make_author):
    make_story("One", authors=[make_author("Ann Archer")], topics=["Ferry"])
    package = front.add_child(instance=Package(title="The ferry question"))
    package.save_revision().publish()
    kinds = {
        news.address: "CollectionPage",
        "/topic/ferry/": "CollectionPage",
        "/topics/": "CollectionPage",
        "/authors/": "CollectionPage",
        "/archive/": "CollectionPage",
        package.address: "CollectionPage",
        "/author/ann-archer/": "ProfilePage",
        "/about/": "AboutPage",
        "/contact/": "ContactPage",
    }
    for address, type_ in kinds.items():
        head = head_of(client, address)
        assert {type_, "BreadcrumbList", "NewsMediaOrganization"} <= head.types(), address
        assert head.node(type_)["url"] == f"http://testserver{address}"


def test_a_section_lists_its_stories(client, news, make_story):
    make_story("One", minutes_ago=5)
    make_story("Two", minutes_ago=9)
    listed = head_of(client, news.address).node("CollectionPage")["mainEntity"]
    assert [item["name"] for item in listed["itemListElement"]] == ["One", "Two"]


def test_an_author_is_a_person_with_a_profile(client, make_author, photo):
    make_author(
        "Ann Archer", role="Reporter", biography="<p>Ann reports.</p>", picture=photo, website="https://a.example/"
    )
    person = head_of(client, "/author/ann-archer/").node("ProfilePage")["mainEntity"]
    assert (person["@type"], person["name"], person["jobTitle"]) == ("Person", "Ann Archer", "Reporter")
    assert person["description"] == "Ann reports."
    assert person["sameAs"] == ["https://a.example/"]
    assert person["image"]["url"].startswith("http://testserver/media/images/")
    assert person["worksFor"]["name"] == "The Test Gazette"


def test_the_publisher_names_its_policies(client, front):
    ethics = front.add_child(instance=StandingPage(title="Ethics"))
    draft = front.add_child(instance=StandingPage(title="Funding", live=False))
    closed = front.add_child(instance=StandingPage(title="Sources"))
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    Trust(
        legal_name="Gazette Ltd",
        founded=1871,
        email="desk@gazette.example",
        place="Tidewell",
        ethics_policy=ethics,
        ownership_policy=draft,
        unnamed_sources_policy=closed,
        ai_policy=ethics,
    ).save()
    said = head_of(client, "/about/").node("NewsMediaOrganization")
    assert said["ethicsPolicy"] == "http://testserver/ethics/"
    assert said["publishingPrinciples"] == ["http://testserver/ethics/", "http://testserver/ethics/"]
    assert "ownershipFundingInfo" not in said
    assert "unnamedSourcesPolicy" not in said
    assert (said["legalName"], said["foundingDate"]) == ("Gazette Ltd", "1871")
    assert said["contactPoint"]["email"] == "desk@gazette.example"
    assert said["address"]["addressLocality"] == "Tidewell"
    assert said["masthead"] == "http://testserver/authors/"


def test_policies_are_noted_by_the_piece_all_pages_share_and_by_no_story(client, front, make_story):
    ethics = front.add_child(instance=StandingPage(title="Ethics"))
    Trust(ethics_policy=ethics).save()
    with recording(Recording(holes=True)) as noted:
        client.get(make_story().address)
    (piece,) = (piece for name, piece in noted.pieces.items() if "publisher" in name)
    assert {"trust", "masthead", f"address:{ethics.pk}"} <= piece.keys
    assert f"page:{ethics.pk}" not in piece.keys
    assert not {"trust", f"address:{ethics.pk}"} & noted.keys


def test_a_page_that_is_not_there_says_nothing(client, front):
    head = Head(client.get("/nothing/").content)
    assert head.types() == {"NewsMediaOrganization"}
    assert head.tags("og:title") == []


def test_other_apps_may_say_more_of_a_story(client, make_story):
    def more(sender, instance, context, **_):
        return {"identifier": f"sha256-{instance.pk}", "correction": [{"@type": "CorrectionComment", "text": "More"}]}

    story = make_story()
    story_described.connect(more)
    try:
        said = head_of(client, story.address).node("NewsArticle")
    finally:
        story_described.disconnect(more)
    assert said["identifier"] == f"sha256-{story.pk}"
    assert said["correction"] == [{"@type": "CorrectionComment", "text": "More"}]
    assert head_of(client, story.address).node("NewsArticle")["identifier"] != said["identifier"]


def test_a_story_tells_open_graph_and_twitter_what_stands_beside_a_link(told, photo):
    story, head = told
    assert head.tag("og:type") == "article"
    assert head.tag("og:title") == head.tag("twitter:title") == "The last ferry sails"
    assert head.tag("og:url") == f"http://testserver{story.address}"
    assert head.tag("og:site_name") == "The Test Gazette"
    assert head.tag("og:locale") == "en_GB"
    assert (head.tag("og:image:width"), head.tag("og:image:height")) == ("960", "540")
    assert head.tag("og:image:alt") == head.tag("twitter:image:alt") == "A quay at dusk"
    assert head.tag("og:image:type") == "image/jpeg"
    assert head.tag("twitter:card") == "summary_large_image"
    assert head.tags("article:tag") == ["Ferry", "Sallow Island"]
    assert head.tags("author") == ["Ann Archer", "Bo Baker"]
    assert head.tags("article:author")[0] == "http://testserver/author/ann-archer/"
    assert head.tag("article:section") == "Sport"
    assert head.tag("article:published_time") == head.node("ReportageNewsArticle")["datePublished"]


def test_the_papers_and_the_authors_handles_are_told(client, make_story, make_author):
    masthead = Masthead.of_the_paper()
    masthead.follow = [("profile", {"service": "x", "url": "https://x.com/gazette"})]
    masthead.save()
    ann = make_author("Ann", profiles=[("profile", {"service": "x", "url": "https://x.com/ann_a?lang=en"})])
    head = head_of(client, make_story(authors=[ann]).address)
    assert (head.tag("twitter:site"), head.tag("twitter:creator")) == ("@gazette", "@ann_a")
    assert head_of(client, make_story().address).tag("twitter:creator") == "@gazette"


def test_other_pages_are_told_as_what_they_are(client, news, make_author, photo):
    make_author("Ann Archer")
    assert head_of(client, "/author/ann-archer/").tag("og:type") == "profile"
    assert head_of(client, "/").tag("og:type") == "website"
    news.picture = photo
    news.save_revision().publish()
    assert "/media/images/" in head_of(client, news.address).tag("og:image")


def test_a_canonical_address_elsewhere_is_respected(client, make_story):
    head = head_of(client, make_story(canonical_url="https://agency.example/story").address)
    assert head.tag("og:url") == "https://agency.example/story"


def test_the_pictures_of_a_description_are_there(client, told):
    _, head = told
    for image in head.node("ReportageNewsArticle")["image"]:
        assert client.get(image["url"].removeprefix("http://testserver")).status_code == 200


def test_a_social_picture_is_preferred(client, make_story, photo):
    other = Photo.objects.create(title="Other", file=photo.file, width=1200, height=800, alt_text="Another")
    head = head_of(client, make_story(lead_picture=photo, social_picture=other).address)
    assert head.tag("og:image:alt") == "Another"
    assert head.node("NewsArticle")["image"][0]["caption"] == "Another"


def test_a_title_for_search_engines_is_not_the_headline(client, make_story):
    story = make_story("The last ferry sails", seo_title="Ferry times 2026")
    head = head_of(client, story.address)
    assert head.soup.title.string.startswith("Ferry times 2026")
    assert head.tag("og:title") == head.node("NewsArticle")["headline"] == "The last ferry sails"


def test_words_of_a_list_within_a_list_are_words_of_their_own():
    assert html_to_text("<ul><li>One<ul><li>Two</li></ul></li></ul><dl><dt>Three</dt><dd>Four</dd></dl>").split() == [
        *("One", "Two", "Three", "Four"),
    ]
