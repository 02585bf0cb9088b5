"""Small papers made at random, with what people write and what breaks files: for the round trip through an export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from hypothesis import strategies as st
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, PageViewRestriction

from broadsheet.fronts.models import (
    EditorsPick,
    EditorsPicks,
    Front,
    Machines,
    Masthead,
    Menu,
    Package,
    Republishing,
    Trust,
)
from broadsheet.fronts.models.packages import PackageStory
from broadsheet.lib.sanitising import clean_markup
from broadsheet.media.models import File, Photo
from broadsheet.newsroom import lists
from broadsheet.newsroom.models import (
    Author,
    ContactPage,
    ReaderComment,
    Section,
    StandingPage,
    Story,
    StoryAuthor,
    StoryCorrection,
    StorySource,
    StoryTopic,
    Topic,
)
from tests.ingest.leaving import a_photo, item_rows

TRAPS = [
    *(
        "---",
        "...",
        ":::",
        "::: block text",
        "# A heading",
        "## Two",
        "[a](b)",
        "![a](b)",
        "*star*",
        "**",
        "`code`",
        "```",
    ),
    *(
        "<b>bold</b>",
        "</p>",
        "&amp;",
        "&",
        "<",
        '"quoted"',
        "it's",
        "a: b",
        "- item",
        "1. one",
        "null",
        "true",
        "~",
        "yes",
    ),
    *(
        "2020-01-01",
        "1e3",
        "0x1f",
        "12:30",
        "!!python",
        "%TAG",
        "@at",
        "| bar",
        "> quote",
        "{a: 1}",
        "[1, 2]",
        "\\",
        "\\n",
    ),
    *(
        "السفينة تأخرت",
        "船が遅れた",
        "Ferry 🚢 e\u0301",
        "\u200f",
        "a\u00a0b",
        "#",
        "tab\there",
        "x" * 60,
        "{{ jinja }}",
        "$&",
    ),
]
_PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cn", "Co")), max_size=12)
_PIECES = st.lists(st.one_of(st.sampled_from(TRAPS), _PLAIN, st.just(" ")), max_size=4)
lines = _PIECES.map(lambda pieces: " ".join("".join(pieces).split())).filter(lambda text: "\ufeff" not in text)
"""One line, as a form leaves it: no blanks at its ends."""
titles = lines.filter(bool).map(lambda text: text[:250])
paragraphs = st.lists(lines, max_size=3).map("\n".join).map(str.strip)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)
LINKS = ('linktype="page" id="{page}"', 'linktype="document" id="{file}"', 'href="https://other.example/?a=1&amp;b=2"')


@st.composite
def inlines(draw: Any, depth: int = 2) -> str:
    """Rich text of one line."""
    text = escape(draw(lines), quote=False)
    kind = draw(st.sampled_from(["", "b", "i", "a", "code", "br", "sub", "s"])) if depth else ""
    if kind == "br":
        return f"{text}<br/>{draw(inlines(depth - 1))}"
    if kind == "a":
        return f"{text}<a {draw(st.sampled_from(LINKS))}>{draw(inlines(0))}</a>"
    return f"{text}<{kind}>{draw(inlines(depth - 1))}</{kind}>" if kind else text


@st.composite
def rich_texts(draw: Any) -> str:
    """What the editor's rich text stores: paragraphs and lists."""
    parts = draw(st.lists(st.sampled_from(["p", "p", "ul", "ol"]), min_size=1, max_size=3))
    return "".join(
        f"<p>{draw(inlines())}</p>"
        if part == "p"
        else f"<{part}><li>{draw(inlines(1))}</li><li>{draw(inlines(1))}</li></{part}>"
        for part in parts
    )


def _struct(**fields: Any) -> Any:
    return st.fixed_dictionaries({name: one if hasattr(one, "map") else st.just(one) for name, one in fields.items()})


def _rows_of(one: Any) -> Any:
    return st.lists(one, min_size=1, max_size=2).map(lambda rows: item_rows(*rows))


def _without_places(markup: str) -> str:
    """Of somebody for whom no story and no file is at hand: its links lead to what has been deleted."""
    return markup.replace("{page}", "9999").replace("{file}", "9999")


quotes = inlines().map(lambda markup: f"<p>{markup}</p>")
PHOTO, FILE, STORY = "{photo}", "{file}", "{story}"
_pictures = _struct(photo=PHOTO, caption=paragraphs, alt=lines)
BLOCKS: dict[str, Any] = {
    "text": rich_texts(),
    "heading": _struct(text=titles, level=st.sampled_from(["2", "3"])),
    "picture": _struct(photo=PHOTO, caption=paragraphs, alt=lines, size=st.sampled_from(["text", "wide", "side"])),
    "gallery": _struct(title=lines, pictures=_rows_of(_pictures)),
    "quote": _struct(text=quotes, source=lines),
    "pull_quote": _struct(text=paragraphs, source=lines),
    "list": _struct(
        style=st.sampled_from(["bulleted", "numbered"]),
        items=_rows_of(quotes),
    ),
    "table": _struct(
        data=st.lists(st.lists(st.one_of(st.none(), lines), min_size=2, max_size=2), min_size=1, max_size=3),
        table_header_choice=st.sampled_from(["row", "column", "both", "neither", ""]),
        table_caption=lines,
    ),
    "embed": _struct(url="https://vimeo.com/76979871", title=lines, caption=paragraphs),
    "file": _struct(document=FILE, title=lines),
    "related_story": _struct(story=STORY),
    "info_box": _struct(title=lines, text=rich_texts()),
    "code": _struct(language=st.sampled_from(["", "python"]), code=paragraphs),
    "shortcode": _struct(code=lines),
    "markup": _struct(html=inlines().map(lambda markup: clean_markup(f"<section><p>{markup}</p><hr></section>"))),
}  # fmt: skip
bodies = st.lists(
    st.one_of(*[one.map(lambda value, kind=kind: (kind, value)) for kind, one in BLOCKS.items()]), max_size=5
)
ACCESS = st.sampled_from(["", "", "", "login", "password", "groups"])


@dataclass
class Put:
    """Numbers of what the blocks of a paper refer to."""

    photo: int
    file: int
    story: int

    def into(self, value: Any) -> Any:
        """The value with real numbers for the places kept free."""
        if isinstance(value, dict):
            return {name: self.into(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self.into(one) for one in value]
        if value in (PHOTO, FILE, STORY):
            return getattr(self, value.strip("{}"))
        if isinstance(value, str):
            return value.replace('id="{page}"', f'id="{self.story}"').replace('id="{file}"', f'id="{self.file}"')
        return value


def make_paper(draw: Any, front: Front) -> None:
    """Fill a founded paper with whatever is drawn."""
    media = _media(draw)
    sections = _sections(draw, front)
    people = [
        Author.objects.create(
            name=draw(titles)[:200], role=draw(lines)[:200], slug=f"a-{n}", is_guest=bool(n),
            biography=_without_places(draw(rich_texts())),
        )
        for n in range(2)
    ]  # fmt: skip
    topics = [
        Topic.objects.create(name=f"{n} {draw(lines)}"[:90], slug=f"t-{n}", description=draw(lines)) for n in range(2)
    ]
    first = sections[0].add_child(instance=Story(title="The first", slug="first", section=sections[0]))
    put = Put(media[0].pk, media[1].pk, first.pk)
    stories = [_story(draw, number, sections, put) for number in range(draw(st.integers(1, 3)))]
    for story in stories:
        for order, author in enumerate(draw(st.permutations(people))):
            StoryAuthor.objects.create(story=story, author=author, sort_order=order)
        StoryTopic.objects.create(content_object=story, tag=draw(st.sampled_from(topics)))
    _pages(draw, front, put)
    _arrange(draw, front, stories, topics)
    _house(draw, put)
    lists.rebuild()


def _media(draw: Any) -> tuple[Photo, File]:
    photo = a_photo(draw(st.sampled_from(["quay.jpg", "Kai am Abend.jpg", "港.jpg"])))
    texts = ("caption", "alt_text", "credit", "source", "rights_note", "copyright_notice", "description")
    for name in ("title", *texts):
        setattr(photo, name, draw(titles if name == "title" else lines)[:250])
    photo.licence_url = draw(st.sampled_from(["", "https://coast.example/terms?a=1&b=2#c"]))
    photo.focal_point_x, photo.focal_point_y, photo.focal_point_width, photo.focal_point_height = 30, 20, 5, 5
    root = Collection.get_first_root_node()
    assert root
    photo.collection = root.add_child(instance=Collection(name=draw(titles)[:200]))
    photo.save()
    photo.tags.add("harbour")
    return photo, File.objects.create(title=draw(titles), file=ContentFile(b"%PDF-1.4", "tides.pdf"))


def _sections(draw: Any, front: Front) -> list[Section]:
    above = front.add_child(
        instance=Section(title=draw(titles), slug="above", standfirst=draw(lines), accent="#aa2211")
    )
    below = above.add_child(instance=Section(title=draw(titles), slug="below", seo_title=draw(lines)[:250]))
    if draw(st.booleans()):
        PageViewRestriction.objects.create(page=below, restriction_type="password", password=draw(titles)[:200])
    return [above, below]


def _rows(kind: str, values: list[Any]) -> list[dict[str, Any]]:
    return [{"type": kind, "value": value, "id": f"r{number}"} for number, value in enumerate(values)]


def _story(draw: Any, number: int, sections: list[Section], put: Put) -> Story:
    home = draw(st.sampled_from(sections))
    shown = draw(moments)
    live = draw(st.booleans())
    points = draw(st.lists(_struct(label=lines.map(lambda text: text[:120]), text=titles), max_size=2))
    questions = draw(st.lists(_struct(question=titles, answer=rich_texts()), max_size=2))
    body = [{"type": kind, "value": put.into(value), "id": str(n)} for n, (kind, value) in enumerate(draw(bodies))]
    story = Story(
        title=draw(titles), slug=f"s-{number}", section=home, live=live,
        short_headline=draw(lines)[:120], kicker=draw(lines)[:80], standfirst=draw(paragraphs),
        kind=draw(st.sampled_from(["news", "opinion", "sponsored"])), language=draw(st.sampled_from(["", "ar"])),
        hide_from_lists=draw(st.booleans()), no_republishing=draw(st.booleans()),
        seo_title=draw(lines)[:250], search_description=draw(paragraphs),
        canonical_url=draw(st.sampled_from(["", "https://first.example/?a=1"])), lead_caption=draw(lines),
        machine_use=draw(st.sampled_from(["", "data", "other"])), machine_words=draw(paragraphs),
        lead_alt=draw(lines), lead_picture_id=put.photo, social_picture_id=put.photo if draw(st.booleans()) else None,
        summary=put.into(draw(rich_texts())), key_points=_rows("point", points),
        questions=_rows("question", put.into(questions)), body=body,
        published_at=shown if live else None, first_published_at=shown if live else None,
        last_published_at=draw(moments) if live else None,
    )  # fmt: skip
    home.add_child(instance=story)
    if live:
        story.standfirst = draw(paragraphs)
        story.save()  # a second version
    _revise(draw, story)
    if draw(st.booleans()):
        story.further_sections.set([one for one in sections if one != home])
        story.save()
    note = put.into(draw(rich_texts()))
    StoryCorrection.objects.create(
        story=story, kind=draw(st.sampled_from(["correction", "update"])), date=draw(moments), note=note,
        was_wrong=draw(paragraphs), who=draw(lines)[:200], on_card=draw(st.booleans()),
    )  # fmt: skip
    _source(draw, story, put)
    first = ReaderComment.objects.create(
        page=story, author=draw(titles)[:200], body="<p>Well <b>put</b>.</p>", written_at=draw(moments)
    )
    ReaderComment.objects.create(
        page=story, parent=first, body=f"<p>{number} {escape(draw(lines), quote=False)}</p>", is_approved=False
    )
    _restrict(story, draw(ACCESS), draw(titles))
    return story


def _source(draw: Any, story: Story, put: Put) -> None:
    is_unnamed = draw(st.booleans())
    StorySource.objects.create(
        story=story, kind=draw(st.sampled_from(["person", "document", "data", "observation"])), is_unnamed=is_unnamed,
        name="" if is_unnamed else draw(lines)[:250], why_unnamed=draw(lines)[:300] if is_unnamed else "",
        role=draw(lines)[:300], desk_note=draw(lines)[:200], url=draw(st.sampled_from(["", "https://a.example/?b=1"])),
        file_id=draw(st.sampled_from([None, put.file])),
    )  # fmt: skip


def _revise(draw: Any, story: Story) -> None:
    """Changes that are not published, or a time to publish at."""
    if story.live and draw(st.booleans()):
        changed = Story.objects.get(pk=story.pk)
        changed.title, changed.kicker = draw(titles), draw(lines)[:80]
        changed.save_revision(clean=False)
    elif not story.live:
        story.save_revision(clean=False)
    if not story.live and draw(st.booleans()):
        story.go_live_at = timezone.now().replace(microsecond=0, year=2099)
        story.save_revision(clean=False, approved_go_live_at=story.go_live_at)
        Story.objects.filter(pk=story.pk).update(go_live_at=story.go_live_at)


def _restrict(page: Any, kind: str, password: str) -> None:
    if not kind:
        return
    row = PageViewRestriction.objects.create(
        page=page, restriction_type=kind, password=password[:200] if kind == "password" else ""
    )
    if kind == "groups":
        row.groups.set(Group.objects.filter(name="Publisher"))


def _pages(draw: Any, front: Front, put: Put) -> None:
    body = [{"type": kind, "value": put.into(value), "id": str(n)} for n, (kind, value) in enumerate(draw(bodies))]
    parent = front.add_child(instance=StandingPage(title=draw(titles), slug="house", standfirst=draw(lines), body=body))
    child = parent.add_child(instance=StandingPage(title=draw(titles), slug="rooms", live=draw(st.booleans())))
    if not child.live:
        child.save_revision(clean=False)


def _house(draw: Any, put: Put) -> None:
    """Masthead, menus, the page for letters; feeds, crawlers, publisher and trust."""
    masthead, letters = Masthead.of_the_paper(), ContactPage.objects.get()
    masthead.name, masthead.tagline = draw(titles)[:100], draw(lines)[:200]
    masthead.preset = draw(st.sampled_from(["broadsheet", "tabloid", "magazine"]))
    masthead.save()
    letters.title, letters.introduction = draw(titles), put.into(draw(rich_texts()))
    letters.save_revision(clean=False).publish()
    below = item_rows({"label": draw(titles)[:100], "page": put.story, "url": ""})
    link = {
        "label": draw(lines)[:100],
        "page": draw(st.sampled_from([None, put.story])),
        "url": "/topics/",
        "children": below,
    }
    menu = draw(st.sampled_from(list(Menu.objects.order_by("pk"))))
    menu.title, menu.items = draw(lines)[:60], _rows("link", [link])
    menu.save()
    machines, trust = Machines.of_the_paper(), Trust.of_the_paper()
    machines.allow_training, machines.trust_txt = draw(st.booleans()), draw(paragraphs)
    machines.save()
    republishing = Republishing.of_the_paper()
    republishing.is_offered, republishing.licence_name = draw(st.booleans()), draw(lines)[:100]
    republishing.conditions = draw(paragraphs)
    republishing.save()
    trust.legal_name, trust.founded = draw(lines)[:200], draw(st.sampled_from([None, 1899]))
    trust.ai_policy = StandingPage.objects.get(slug="house")
    trust.save()


def _arrange(draw: Any, front: Front, stories: list[Story], topics: list[Topic]) -> None:
    package = front.add_child(
        instance=Package(
            title=draw(titles), slug="special", label=draw(lines)[:40], standfirst=draw(lines), topic=topics[0]
        )
    )
    picks, _made = EditorsPicks.objects.get_or_create(pk=1)
    for order, story in enumerate(stories):
        PackageStory.objects.create(package=package, story=story, sort_order=order)
        EditorsPick.objects.create(picks=picks, story=story, sort_order=order)
    Redirect.objects.create(old_path="/old", redirect_page_id=stories[0].pk)
    Redirect.objects.create(old_path="/older?p=1", redirect_link="https://other.example/", is_permanent=False)
