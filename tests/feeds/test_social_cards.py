"""The pictures drawn for pages that have none."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageChops, features
from wagtail.models import PageViewRestriction

from broadsheet.feeds.social_cards import faces
from broadsheet.feeds.social_cards.cards import Card, Look, card_of
from broadsheet.feeds.social_cards.colours import LEAST_CONTRAST, contrast, readable, rgb
from broadsheet.feeds.social_cards.drawing import draw
from broadsheet.feeds.social_cards.faces import LABEL, SANS, SERIF
from broadsheet.feeds.social_cards.lines import MOST_LINES, fitted
from broadsheet.fronts.models import Masthead
from broadsheet.newsroom.models import Author, Story, Topic
from broadsheet.press.recording import Recording, recording
from tests.feeds.heads import head_of

PRESETS = ("broadsheet", "tabloid", "magazine")
ARABIC = "العبّارة الأخيرة تغادر الميناء في 2026"
JAPANESE = "港の鉄道、四十年ぶりに再開へ「住民の声が届いた」"
LONG = "Harbour " * 62


def look(preset: str = "broadsheet", name: str = "The Test Gazette") -> Look:
    return Look(name, "Printed daily", preset, "", "", "")


def card(headline: str, preset: str = "broadsheet", **fields: str) -> Card:
    return Card("story", 1, headline, look(preset), **fields)


def picture(drawn: bytes) -> Image.Image:
    return Image.open(BytesIO(drawn)).convert("RGB")


def ink_box(card: Card) -> tuple[int, int, int, int]:
    """Where the card differs from the same one with another headline: left, top, right, bottom."""
    blank = Card(card.kind, card.pk, ".", card.look, colour=card.colour)
    box = ImageChops.difference(picture(draw(card)), picture(draw(blank))).crop((0, 130, 1200, 540)).getbbox()
    assert box
    return box


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("headline", ["Ferry", LONG, ARABIC, JAPANESE, "", "]]> </script> 🚢 \x01", "x" * 500])
def test_a_card_is_drawn_of_whatever_is_given(preset, headline):
    drawn = draw(card(headline[:500], preset, label="Sport" * 40, foot="Ann Archer, " * 40, colour="#8a1f11"))
    assert picture(drawn).size == (1200, 630)
    assert len(drawn) < 60_000


def test_the_same_card_is_always_the_same_picture():
    assert draw(card(LONG)) == draw(card(LONG))


def test_the_looks_are_not_the_same():
    assert len({draw(card("Ferry", preset)) for preset in PRESETS}) == 3


@pytest.mark.parametrize("preset", PRESETS)
def test_nothing_is_written_beyond_the_edges(preset):
    for headline in (LONG[:500], ARABIC * 9, JAPANESE * 12):
        left, _, right, _ = ink_box(card(headline, preset))
        assert (left, right) >= (60, 0)
        assert right <= 1140


def test_a_long_headline_ends_in_an_ellipsis_on_the_fifth_line():
    set_text = fitted(LONG[:500].strip(), SERIF, 1056, 320, (60, 44), 1.08)
    assert (len(set_text.lines), set_text.size) == (MOST_LINES, 44)
    assert set_text.lines[-1].endswith("…")
    assert all(SERIF.width(line, 44) <= 1056 for line in set_text.lines)


def test_the_lines_of_a_headline_are_about_equally_long():
    lines = fitted("Council votes to reopen the harbour railway", SERIF, 1056, 320, (80,), 1.08).lines
    assert len(lines) == 2
    widths = [SERIF.width(line, 80) for line in lines]
    assert min(widths) > 0.75 * max(widths)


def test_no_line_of_japanese_begins_with_a_mark_that_ends_a_sentence():
    lines = fitted(JAPANESE * 3, SERIF, 700, 400, (60, 44), 1.26).lines
    assert len(lines) > 1
    assert not any(line[0] in "、。」" for line in lines)


def test_arabic_is_joined_and_begins_on_the_right():
    assert features.check("raqm")
    apart = sum(SERIF.width(letter, 60) for letter in "العبارة")
    assert SERIF.width("العبارة", 60) < 0.8 * apart
    assert faces.is_rtl(ARABIC)
    _, _, right, _ = ink_box(card("ميناء"))
    assert right > 1100
    left, _, right, _ = ink_box(card("Ferry"))
    assert left < 90
    assert right < 700


def test_without_what_joins_letters_no_arabic_is_drawn_wrongly(monkeypatch):
    monkeypatch.setattr(features, "check", lambda name: False)
    assert SERIF.shown(ARABIC) == ""
    assert draw(card(ARABIC)) == draw(card(""))


def test_a_headline_with_letters_the_faces_lack_is_left_out_whole_and_pictograms_are_not_missed():
    assert SERIF.shown("Паром ушёл") == ""
    assert SERIF.shown("Ferry 🚢 sails") == "Ferry sails"
    assert SERIF.shown("Łódź, Ærø & Çeşme") == "Łódź, Ærø & Çeşme"
    assert LABEL.shown("地域") == SANS.shown("地域") == "地域"


@pytest.mark.parametrize("colour", ["#ffee00", "#000000", "#ffffff", "#8a1f11"])
@pytest.mark.parametrize("ground", ["#fbfbf8", "#1a1a1a"])
def test_a_label_can_be_read_in_any_colour_on_any_paper(colour, ground):
    paper = rgb(ground, (0, 0, 0))
    assert contrast(readable(rgb(colour, (0, 0, 0)), paper), paper) >= LEAST_CONTRAST


def test_the_address_changes_with_whatever_the_card_shows_and_with_nothing_else(make_story, make_author):
    ann = make_author("Ann Archer")
    story = make_story("Ferry", authors=[ann])
    sections = [story.section]

    def address(of=None):
        return card_of(Story.objects.get(pk=story.pk), of or look(), sections).address

    seen = [address()]
    story.title = "Ferry late"
    story.save_revision().publish()
    seen.append(address())
    story.kicker = "Transport"
    story.save_revision().publish()
    seen.append(address())
    ann.name = "Anna Archer"
    ann.save()
    seen.append(address())
    sections[0].accent = "#8a1f11"
    seen.append(address())
    seen += [address(look("tabloid")), address(look(name="Other"))]
    assert len(set(seen)) == len(seen)
    story.body = [("text", "<p>More.</p>")]
    story.save_revision().publish()
    assert address() == seen[4]


def test_a_sub_section_has_the_colour_above_it(make_section, make_story):
    sport = make_section("Sport", accent="#123456")
    rowing = make_section("Rowing", under=sport)
    story = make_story("Eight win", section=rowing)
    assert card_of(story, look(), [sport, rowing]).colour == "#123456"


def test_what_was_paid_for_says_so_on_its_card(make_story):
    story = make_story(kind="sponsored", kicker="Holidays")
    assert card_of(story, look(), []).label == "Sponsored"


@pytest.fixture
def addresses_of_cards(client, news, make_story, make_author):
    """The card each kind of page names."""
    story = make_story("Ferry sails", authors=[make_author("Ann Archer")], topics=["Ferry"])
    pages = {"story": story.address, "section": news.address, "topic": "/topic/ferry/", "author": "/author/ann-archer/"}
    pages |= {"front": "/", "about": "/about/"}
    return {kind: head_of(client, address).card for kind, address in pages.items()}


def test_every_page_without_a_picture_names_a_card_that_is_there(client, addresses_of_cards):
    for kind, address in addresses_of_cards.items():
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png"), kind
        assert picture(answer.content).size == (1200, 630)
    assert addresses_of_cards["about"] == addresses_of_cards["front"]
    assert len(set(addresses_of_cards.values())) == 5


def test_a_card_notes_what_it_shows(client, addresses_of_cards):
    story, author = Story.objects.get(), Author.objects.get()
    expected = {
        "story": {story.own_key, f"card:{story.pk}", f"section:{story.section_id}", author.own_key, "masthead"},
        "section": {f"page:{story.section_id}", f"section:{story.section_id}", "masthead"},
        "topic": {Topic.objects.get().own_key, "masthead"},
        "author": {author.own_key, "masthead"},
        "front": {"masthead"},
    }
    for kind, keys in expected.items():
        with recording(Recording(holes=True)) as noted:
            client.get(addresses_of_cards[kind])
        assert keys <= noted.keys, kind
        assert not noted.unstorable


def test_no_card_costs_more_than_a_few_queries(client, addresses_of_cards):
    for kind, address in addresses_of_cards.items():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address)
        assert len(asked) <= 10, kind


def test_an_older_address_leads_to_the_present_card_and_nothing_is_drawn(client, addresses_of_cards, monkeypatch):
    from broadsheet.feeds.social_cards import views

    monkeypatch.setattr(views, "draw", None)
    present = addresses_of_cards["story"]
    stem = present.rpartition("-")[0]
    answer = client.get(f"{stem}-0123456789.png")
    assert (answer.status_code, answer["Location"]) == (302, present)


@pytest.mark.parametrize(
    "name",
    [
        *("story-999999-0123456789", "story-0-0123456789", "front-2-0123456789", "masthead-1-0123456789", "x"),
        *("story-1-0", "story-1-ABCDEF0123", "story-99999999999999999999-0123456789", "story-１-0123456789"),
    ],
)
def test_there_is_no_other_card(client, front, name):
    assert client.get(f"/cards/{name}.png").status_code == 404


def test_no_card_is_given_of_what_is_not_for_everybody(client, make_story, make_section):
    draft = make_story("Draft", live=False)
    closed = make_story("Closed")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    members = make_section("Members")
    PageViewRestriction.objects.create(page=members, restriction_type="login")
    below = make_story("Below", section=members)
    names = [f"story-{story.pk}-0123456789" for story in (draft, closed, below)]
    for name in [*names, f"section-{members.pk}-0123456789"]:
        assert client.get(f"/cards/{name}.png").status_code == 404


def test_a_hidden_story_has_its_card_since_it_can_be_shared(client, make_story):
    assert client.get(head_of(client, make_story(hide_from_lists=True).address).card).status_code == 200


def test_a_new_look_gives_every_card_a_new_address(client, addresses_of_cards):
    masthead = Masthead.of_the_paper()
    masthead.preset = "tabloid"
    masthead.save()
    answer = client.get(addresses_of_cards["front"])
    assert answer.status_code == 302
    assert answer["Location"] == head_of(client, "/").card
