"""A paper with something of everything, for the tests of its exports to other programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image
from wagtail.models import PageViewRestriction

from broadsheet.fronts.models import EditorsPick, EditorsPicks, Front, Machines, Menu, Republishing, Trust
from broadsheet.ingest.exporters.media_book import Placed
from broadsheet.ingest.exporters.outside import Outside
from broadsheet.ingest.exporters.whole_body import Row
from broadsheet.media.models import File, Photo
from broadsheet.newsroom.models import (
    Author,
    ReaderComment,
    Section,
    StandingPage,
    Story,
    StoryCorrection,
    StorySource,
)

ORIGIN = "https://gazette.example"
QUAY = Placed(7, "2026/05/quay.jpg", f"{ORIGIN}/media/quay.jpg", "Quay", "The quay.", "A quay", 1200, 800)
TIDES = Placed(9, "2026/05/files/tides.pdf", f"{ORIGIN}/files/9/tides.pdf", "Tide table")


def an_outside() -> Any:
    """Knows one photo (7), one file (9) and one story (3); asks no database."""
    story = SimpleNamespace(address="/news/ferry/", title="The ferry & the tide")
    content = SimpleNamespace(page={3: story}.get)
    media = SimpleNamespace(photo={7: QUAY}.get, file={9: TIDES}.get)
    return Outside(content, media, ORIGIN)  # type: ignore[arg-type]  # as much of them as a body needs


def item_rows(*items: str) -> list[dict[str, str]]:
    """Items of a list block as the database holds them."""
    return [{"type": "item", "value": item, "id": f"i{number}"} for number, item in enumerate(items)]


EVERY_BLOCK: list[Row] = [
    ("text", '<p data-block-key="a1">Six &amp; <b>bold</b>, <i>slanted</i>, H<sub>2</sub>O, x<sup>2</sup>.</p>'),
    ("text", '<p>To <a linktype="page" id="3">the story</a>, <a linktype="document" id="9">the table</a>,'
             ' <a href="https://other.example/?a=1&amp;b=2">away</a>, <a linktype="page" id="99">nowhere</a>.</p>'),
    ("text", "<p>One<br/>two</p><ul><li>A<ol><li>A1</li></ol></li><li>B</li></ul><p><code>x &lt; 1</code></p>"),
    ("heading", {"text": "Low & high water", "level": "2"}),
    ("heading", {"text": "Smaller", "level": "3"}),
    ("picture", {"photo": 7, "caption": "", "alt": "", "size": "wide"}),
    ("picture", {"photo": 7, "caption": "At dusk <now>", "alt": 'A "quay"', "size": "side"}),
    ("gallery", {"title": "Boats", "pictures": item_rows(*[{"photo": 7, "caption": c, "alt": ""} for c in "ab"])}),  # type: ignore[arg-type]  # dicts here
    ("quote", {"text": "<p>We saw it go.</p>", "source": "Ada Quay"}),
    ("pull_quote", {"text": "We saw\nit go", "source": "Ada Quay"}),
    ("list", {"style": "numbered", "items": item_rows("<p>First</p>", "Second <b>thing</b>")}),
    ("table", {"data": [["Day", "Boats"], ["Monday", None]], "table_header_choice": "row", "table_caption": "Boats"}),
    ("embed", {"url": "https://vimeo.com/76979871", "title": "The crossing", "caption": "In May"}),
    ("file", {"document": 9, "title": ""}),
    ("related_story", {"story": 3}),
    ("info_box", {"title": "How we counted", "text": "<p>By hand.</p><p>Twice.</p>"}),
    ("code", {"language": "python", "code": "if a < 1:\n    b[0]"}),
    ("markup", {"html": "<dl><dt>Kept</dt><dd>as it is</dd></dl>"}),
    ("markup", {"html": "<hr>"}),
    ("text", "<p>[gallery ids=1] is no shortcode here, and 終わり is the end.</p>"),
]  # fmt: skip
"""Every kind of block as the database holds it."""


def a_photo(name: str = "quay.jpg") -> Photo:
    """A real picture, small."""
    buffer = BytesIO()
    Image.new("RGB", (100, 70), "#8a1f11").save(buffer, "JPEG")
    file = ImageFile(BytesIO(buffer.getvalue()), name)
    return Photo.objects.create(title="Quay", caption="The quay.", alt_text="A quay", credit="Ada", file=file)


def whole_paper(make_story: Callable[..., Story], make_section: Callable[..., Section]) -> dict[str, Any]:
    """Fill the founded paper; returns what tests ask for by name."""
    photo, tides = a_photo(), File.objects.create(title="Tides", file=ContentFile(b"%PDF-1.4", "tides.pdf"))
    sport = make_section("Sport", standfirst="Games.")
    rowing = make_section("Rowing", under=sport)
    ann = Author.objects.create(name="Ann Archer", email="ann@gazette.example", biography="<p>Ann reports.</p>")
    guest = Author.objects.create(name="Bo Öberg", slug="bo-öberg", is_guest=True, biography="<p>Bo visits.</p>")
    other = make_story("Another story", authors=[ann], published_at=datetime(2019, 5, 6, 7, 8, 9, tzinfo=UTC))
    body = _with_own(EVERY_BLOCK, photo, tides, other)
    full = make_story(
        "The <last> ferry & more", section=rowing, further_sections=[sport], authors=[guest, ann],
        topics=["Ferry", "Sallow Island"], standfirst="It left at six.", lead_picture=photo, kicker="Harbour",
        social_picture=photo, canonical_url="https://first.example/ferry/", seo_title="Ferry gone",
        search_description="The ferry is gone.", published_at=datetime(2020, 1, 31, 23, 30, tzinfo=UTC),
        key_points=[("point", {"label": "When", "text": "At six."}), ("point", {"label": "", "text": "With nine."})],
        summary="<p>The ferry has gone.</p>",
        questions=[("question", {"question": "Will it return?", "answer": "<p>In spring.</p>"})],
    )  # fmt: skip
    Story.objects.filter(pk=full.pk).update(body=body)
    _trusted(full, tides)
    picks, _ = EditorsPicks.objects.get_or_create(pk=1)
    EditorsPick.objects.create(picks=picks, story=full)
    found = {"full": full, "other": other, "photo": photo, "tides": tides, "ann": ann, "guest": guest}
    return {**found, "rowing": rowing, **_in_every_state(make_story), **_around(full, sport)}


def _trusted(story: Story, file: File) -> None:
    """What readers are told of how it came about, and a second version of it."""
    StoryCorrection.objects.create(
        story=story, date=datetime(2020, 2, 2, tzinfo=UTC), note="<p>It was seven.</p>", was_wrong="It was six.",
        who="The editors", on_card=True,
    )  # fmt: skip
    StorySource.objects.create(story=story, kind="document", name="Timetable", role="of 1 May", file=file, sort_order=0)
    StorySource.objects.create(
        story=story, is_unnamed=True, role="A deckhand", why_unnamed="He fears for his job", desk_note="m, crew",
        url="https://union.example/", sort_order=1,
    )  # fmt: skip
    story = Story.objects.get(pk=story.pk)
    story.machine_use, story.machine_words = "data", "A program read the timetables.\nAnn checked them."
    story.save()
    trust, machines = Trust.of_the_paper(), Machines.of_the_paper()
    trust.legal_name, trust.founded, trust.history = "Ferry Press: Ltd", 1876, "since"
    trust.history_since = date(2001, 2, 3)
    trust.ethics_policy = StandingPage.objects.get(slug="about")
    trust.save()
    machines.allow_search, machines.feed_text = False, "excerpt"
    machines.ads_txt = "# ours\nads.example, 1, DIRECT"
    machines.save()
    Republishing(is_offered=True, licence_name="CC BY: ours", conditions="Ask first.\nNot on Sundays.").save()


def _with_own(rows: Iterable[Row], photo: Photo, tides: File, story: Story) -> str:
    """The same blocks about things that are there, as JSON."""
    text = json.dumps([{"type": kind, "value": value, "id": str(n)} for n, (kind, value) in enumerate(rows)])
    for name, old, new in (("photo", 7, photo.pk), ("document", 9, tides.pk), ("story", 3, story.pk)):
        text = text.replace(f'"{name}": {old}', f'"{name}": {new}')
    page, document = 'linktype=\\"page\\" id=\\"{}\\"', 'linktype=\\"document\\" id=\\"{}\\"'
    return text.replace(page.format(3), page.format(story.pk)).replace(document.format(9), document.format(tides.pk))


def _in_every_state(make_story: Callable[..., Story]) -> dict[str, Any]:
    draft = make_story("A draft", live=False)
    shut = make_story("For who knows the word", minutes_ago=900)
    PageViewRestriction.objects.create(page=shut, restriction_type="password", password="low tide")
    private = make_story("For the house", minutes_ago=1000)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    coming = make_story("Tomorrow's story", live=False, go_live_at=timezone.now() + timedelta(days=1))
    coming.save_revision(approved_go_live_at=coming.go_live_at)
    return {"draft": draft, "shut": shut, "private": private, "coming": coming}


def _around(full: Story, sport: Section) -> dict[str, Any]:
    front = Front.objects.get()
    parent = front.add_child(instance=StandingPage(title="The house", standfirst="Who we are."))
    parent.add_child(instance=StandingPage(title="Its rooms", body=[("text", "<p>Four of them.</p>")]))
    first = ReaderComment.objects.create(
        page=full, author="Cy", body="<p>Well <b>put</b>.</p>", written_at=datetime(2020, 2, 1, tzinfo=UTC)
    )
    ReaderComment.objects.create(page=full, parent=first, body="<p>No.</p>", is_approved=False)
    menu = Menu.objects.get(location="main")
    child = {"type": "item", "id": "c", "value": {"label": "The ferry", "page": full.pk, "url": ""}}
    menu.items = [
        {"type": "link", "id": "a", "value": {"label": "", "page": sport.pk, "url": "", "children": [child]}},
        {
            "type": "link",
            "id": "b",
            "value": {"label": "Ferries", "page": None, "url": "/topic/ferry/", "children": []},
        },
        {"type": "link", "id": "d", "value": {"label": "House", "page": parent.pk, "url": "", "children": []}},
    ]
    menu.save()
    return {"parent": parent, "menu": menu}
