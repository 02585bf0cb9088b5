"""What others make of whole papers: of the feeds, of structured data and social tags, and two that look for the story.

The demo paper and WordPress's own test archives are rendered; nothing is fetched. `make install-audit` installs those
that are written in JavaScript.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import trafilatura
from django.test import Client
from django.urls import reverse

from broadsheet.demo.loader import load_demo
from broadsheet.fronts.models import Masthead, Package
from broadsheet.ingest.runs import import_wordpress
from broadsheet.newsroom.models import Author, ListEntry, Section, StandingPage, Story, Topic
from tests.feeds.every_feed import judge_feeds, lists_of
from tests.feeds.heads import head_of
from tests.house_rules.tree import ROOT
from tests.ingest.exports import BLOCK_TEST, THEME_TEST, needs_inputs

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("checked by others")]

READER = ROOT / "tools" / "audit" / "read-pages.mjs"
LEAST_RECOVERED = 0.99
WORD = re.compile(r"\w+")
SHORTEST = 50
"""Of a story with fewer words there is no reader view: it is taken for no article."""
OTHER_PAGES = 3
"""Of each sort beside stories."""


@dataclass
class Read:
    """What was made of one page."""

    findings: list[str]
    readable: dict[str, Any] | None


@dataclass
class Recovered:
    """Words of the stories, and how many of them somebody found."""

    wanted: int = 0
    found: int = 0
    mistakes: list[str] = field(default_factory=list)

    def add(self, wanted: Counter[str], text: str) -> None:
        if wanted.total() < SHORTEST:
            return
        self.wanted += wanted.total()
        self.found += wanted.total() - (wanted - words(text)).total()

    @property
    def share(self) -> float:
        return self.found / self.wanted


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.lower()))


def read(folder: Path, pages: dict[str, str]) -> dict[str, Read]:
    """What the checkers say of ``{name: html}``, by name; one process for all."""
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html)
    done = subprocess.run(["node", READER, folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"make install-audit installs what is missing:\n{done.stderr}"
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {one["name"].removesuffix(".html"): Read(one["findings"], one["readable"]) for one in said}


def other_addresses() -> list[str]:
    """Pages that are no stories, a few of each sort."""
    kinds = (
        Section.objects.live().public(),
        Topic.objects,
        Author.objects,
        Package.objects,
        StandingPage.objects.live(),
    )
    rows = [row for kind in kinds for row in kind.order_by("pk")[:OTHER_PAGES]]
    names = ("topics", "authors", "archive", "menu", "search")
    return ["/", "/contact/", *(row.address for row in rows), *map(reverse, names)]


def judge(client: Client, folder: Path, stories: Iterable[Story]) -> None:
    """Render everything, and hold each page to what all of them say."""
    stories = list(stories)
    pages = {f"story-{story.pk}": client.get(story.address).content.decode() for story in stories}
    others = {f"page-{n}": address for n, address in enumerate(other_addresses())}
    others_html = {name: client.get(address).content.decode() for name, address in others.items()}
    said = read(folder, {**pages, **others_html})
    assert said.keys() == pages.keys() | others.keys()
    named = {**others, **{f"story-{story.pk}": story.address for story in stories}}
    assert [f"{named[name]}: {finding}" for name, one in said.items() for finding in one.findings] == []
    in_reader_view, extracted = Recovered(), Recovered()
    for story in stories:
        name = f"story-{story.pk}"
        judge_reader_view(story, said[name].readable, in_reader_view)
        judge_extraction(story, pages[name], extracted)
    print(f"Readability {in_reader_view.share:.4f}, trafilatura {extracted.share:.4f} of {extracted.wanted} words")
    assert (in_reader_view.mistakes, extracted.mistakes) == ([], [])
    assert in_reader_view.share >= LEAST_RECOVERED
    assert extracted.share >= LEAST_RECOVERED


def judge_reader_view(story: Story, found: dict[str, Any] | None, into: Recovered) -> None:
    wanted = words(story.body_text)
    if found is None:
        into.mistakes += [f"{story.address} is no article"] if wanted else []
        return
    told = (found["title"], found["byline"] or "", found["publishedTime"])
    published = head_date(story)
    expected = (story.title, ", ".join(author.name for author in story.authors) or "The Test Gazette", published)
    if told != expected:
        into.mistakes.append(f"{told} instead of {expected}")
    into.add(wanted, found["text"])


def judge_extraction(story: Story, html: str, into: Recovered) -> None:
    address = f"http://testserver{story.address}"
    found = trafilatura.bare_extraction(html, url=address, with_metadata=True)
    wanted = words(story.body_text)
    if found is None:
        into.mistakes += [f"{story.address} is no article"] if wanted else []
        return
    title = " ".join(story.title.split())
    if (found.title, found.date) != (title, head_date(story)[:10]):
        into.mistakes.append(f"{found.title}, {found.date} instead of {story.title}, {head_date(story)}")
    into.mistakes += [
        f"{author} is no author of {address}" for author in story.authors if author.name not in (found.author or "")
    ]
    into.add(wanted, found.text or "")


def head_date(story: Story) -> str:
    assert story.local_date
    from django.utils import timezone

    return timezone.localtime(story.published_at).isoformat(timespec="seconds")


def give_it_an_account() -> None:
    """Twitter's checker wants to know whose account is behind a page; most papers have one."""
    masthead = Masthead.of_the_paper()
    others = [(child.block_type, child.value) for child in masthead.follow if child.value["service"] != "x"]
    masthead.follow = [*others, ("profile", {"service": "x", "url": "https://x.com/gazette"})]
    masthead.save()


def test_nobody_finds_anything_wrong_with_the_demo_paper(front: Any, client: Client, tmp_path: Path) -> None:
    load_demo()
    assert len(lists_of(client)) > 30
    judge_feeds(client)
    give_it_an_account()
    judge(client, tmp_path, Story.objects.live().public().order_by("-published_at")[:30])


@needs_inputs
def test_nobody_finds_anything_wrong_with_an_imported_archive(front: Any, client: Client, tmp_path: Path) -> None:
    import_wordpress(THEME_TEST)
    judge_feeds(client)
    give_it_an_account()
    judge(client, tmp_path, Story.objects.live().public())


@needs_inputs
def test_every_feed_of_an_archive_of_blocks_is_valid(client: Client, front: Any) -> None:
    import_wordpress(BLOCK_TEST)
    assert ListEntry.objects.filter(list_key="paper").count() > 20
    judge_feeds(client)


BROKEN = {
    "without its headline": (r'"headline":"[^"]*",', "", "headline"),
    "with a property nobody knows": ('"wordCount":', '"countOfWords":', "countOfWords"),
    "of a type nobody knows": ('"@type":"ReportageNewsArticle"', '"@type":"Reportage"', "Reportage"),
    "by somebody without a name": (r'"@type":"Person","@id":"[^"]*","name":"Ann Archer",', '"@type":"Person",', "name"),
    "without its pictures": (r'"image":\[.*?\],', "", "image"),
    "without the publisher's logo": (r'"logo":\{.*?\}', '"slogan":"x"', "logo"),
    "with a step that leads nowhere": (r'"item":"http://testserver/news/"', '"item":""', "item"),
    "without a title for Facebook": (r'<meta property="og:title"[^>]*>', "", "og:title"),
    "without a picture for Twitter": (r'<meta name="twitter:image" [^>]*>', "", "twitter:image"),
    "whose data can not be read": (r'\[\{"@context"', '[{"@context', ""),
}


def test_what_is_wrong_with_a_page_is_found(client: Client, make_story: Any, make_author: Any, tmp_path: Path) -> None:
    give_it_an_account()
    body = [("text", "<p>" + "The ferry sailed at six with nine aboard. " * 20 + "</p>")]
    story = make_story("The ferry sails", authors=[make_author("Ann Archer")], standfirst="At six.", body=body)
    whole = client.get(story.address).content.decode()
    broken = {name: re.sub(pattern, put, whole, count=1) for name, (pattern, put, _) in BROKEN.items()}
    assert whole not in broken.values()
    other_headline = {"with another headline": whole.replace('"headline":"The ferry sails"', '"headline":"Sunk"')}
    said = read(tmp_path, {"whole": whole, **broken, **other_headline})
    assert said["whole"].findings == []
    for name, (_, _, word) in BROKEN.items():
        assert any(word in finding for finding in said[name].findings), (name, said[name].findings)
    in_whole, in_other = said["whole"].readable, said["with another headline"].readable
    assert in_whole
    assert in_other
    assert (in_whole["title"], in_whole["byline"]) == ("The ferry sails", "Ann Archer")
    assert in_other["title"] != "The ferry sails"


def test_what_two_readers_find_of_a_story_with_one_of_every_block(
    client: Client, make_story: Any, tmp_path: Path
) -> None:
    words_of = {
        number: " ".join(f"{name}{number}" for name in ("harbour", "ferry", "tide", "quay") * 8) for number in range(9)
    }
    body = [
        ("text", f"<p>{words_of[0]}</p><p>{words_of[1]}</p>"),
        ("heading", {"text": "Subheading", "level": "2"}),
        ("quote", {"text": f"<p>{words_of[2]}</p>", "source": "Ada Quay"}),
        ("list", {"style": "numbered", "items": [f"<p>{words_of[3]}</p>", "<p>Two</p>"]}),
        (
            "table",
            {
                "data": [["Day", "Boats"], ["Monday", "4"]],
                "first_row_is_table_header": True,
                "table_caption": "Sailings",
            },
        ),
        ("text", f"<p>{words_of[4]}</p><ul><li>{words_of[5]}</li></ul>"),
    ]
    story = make_story("The ferry sails", body=body)
    html = client.get(story.address).content.decode()
    found = read(tmp_path, {"story": html})["story"].readable
    assert found
    extracted = trafilatura.bare_extraction(html, url=head_of(client, story.address).tag("og:url"), with_metadata=True)
    for text in (found["text"], extracted.text):
        assert words(story.body_text) - words(text) == Counter()
