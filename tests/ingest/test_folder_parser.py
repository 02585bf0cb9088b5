"""A folder of Markdown files as records, and mistakes named by file, line and field."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from broadsheet.ingest.bodies import convert
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers.folder import FolderArchive
from broadsheet.ingest.records import (
    Block,
    BodyFormat,
    MediaRef,
    Medium,
    Page,
    Person,
    State,
    Story,
    StoryRef,
    Taxonomy,
    Term,
    Warned,
)
from tests.ingest.exports import paper_folder

STORY = """---
headline: The tide came in
kind: analysis
date: 2026-07-01T07:30
updated: 2026-07-02
authors: [ada-lowe, "A Guest"]
topics: [Ferry, The Barrier]
sections: [coast]
picture: harbour.jpg
key_points:
  - It came in
  - {label: Cost, text: It was dear}
questions:
  - {question: "Why?", answer: "Because of the *moon*."}
corrections:
  - {kind: correction, date: 2026-07-03, note: It was a Tuesday.}
aliases: [/old/tide/]
---
The words.
"""
LONDON = ZoneInfo("Europe/London")


def read(folder: Path, kind: type, **options: Any) -> list[Any]:
    return [record for record in FolderArchive(folder, LONDON, **options).records() if isinstance(record, kind)]


def test_a_story_has_everything_its_front_matter_says(tmp_path: Path) -> None:
    paper_folder(tmp_path, {"stories/news/the-tide.md": STORY})
    story = read(tmp_path, Story)[0]
    assert (story.title, story.slug, story.home, story.kind) == ("The tide came in", "the-tide", "news", "analysis")
    assert story.published == datetime(2026, 7, 1, 6, 30, tzinfo=UTC)
    assert story.authors == ("ada-lowe", "A Guest")
    assert story.sections == ("news", "coast")
    assert story.topics == ("Ferry", "The Barrier")
    assert [(point.label, point.text) for point in story.key_points] == [("", "It came in"), ("Cost", "It was dear")]
    assert "<em>moon</em>" in story.questions[0].answer
    assert story.corrections[0].kind == "correction"
    assert story.addresses == ("/news/the-tide/", "/old/tide/")
    assert story.state is State.PUBLISHED
    assert story.body.strip() == "The words."


def test_people_sections_topics_pages_and_media_are_read(tmp_path: Path) -> None:
    paper_folder(
        tmp_path,
        {
            "authors/ada-lowe.md": "---\nname: Ada Lowe\nprofiles: {mastodon: 'https://m.example/@ada'}\n---\nWrites.\n",
            "sections/sport.md": "---\ntitle: Sport\norder: 3\n---\n",
            "sections/sport/rowing.md": "---\ntitle: Rowing\n---\n",
            "topics/ferry.md": "---\nname: The ferry\ndescription: It sails.\n---\n",
            "pages/about.md": "---\ntitle: About us\n---\nWe.\n",
            "photos/photos.yaml": "harbour.jpg: {caption: The harbour, credit: Ada, focal: [20, 80]}\n",
            "photos/harbour.jpg": "not looked at here",
            "files/report.pdf": "nor here",
        },
    )
    assert read(tmp_path, Person)[0].profiles == {"mastodon": "https://m.example/@ada"}
    sections = [term for term in read(tmp_path, Term) if term.taxonomy is Taxonomy.SECTION]
    assert {term.origin.key: term.parent for term in sections} == {"sport": "", "sport/rowing": "sport"}
    assert [term.name for term in read(tmp_path, Term) if term.taxonomy is Taxonomy.TOPIC] == ["The ferry"]
    assert read(tmp_path, Page)[0].title == "About us"
    photo, file = read(tmp_path, Medium)
    assert (photo.caption, photo.credit, photo.focal) == ("The harbour", "Ada", (20.0, 80.0))
    assert file.path == "files/report.pdf"


def test_a_section_without_a_file_is_made_from_its_folder(tmp_path: Path) -> None:
    paper_folder(tmp_path, {"stories/deep/sea/a.md": "---\nheadline: A\n---\n"})
    assert [term.name for term in read(tmp_path, Term)] == ["Deep", "Sea"]


def test_a_topic_may_be_named_by_its_file(tmp_path: Path) -> None:
    files = {
        "topics/ferry.md": "---\nname: The ferry\n---\n",
        "stories/n/a.md": "---\nheadline: A\ntopics: [ferry]\n---\n",
    }
    assert read(paper_folder(tmp_path, files), Story)[0].topics == ("The ferry",)


def test_all_dates_can_be_moved_so_that_the_newest_is_now(tmp_path: Path) -> None:
    old = STORY.replace("2026-07-01T07:30", "2026-06-30T07:30")
    paper_folder(tmp_path, {"stories/news/new.md": STORY, "stories/news/old.md": old})
    now = datetime(2030, 1, 1, 12, tzinfo=UTC)
    stories = read(tmp_path, Story, shift_to=now)
    assert {story.slug: story.published for story in stories} == {
        "new": now,
        "old": now.replace(year=2029, month=12, day=31),
    }
    assert all(story.corrections[0].date <= now for story in stories)


@pytest.mark.parametrize(
    ("front", "place", "says"),
    [
        ("headline: A\ndate: soon", "line 3, date", "not a date"),
        ("headline: A\nkind: rumour", "line 3, kind", "rumour"),
        ("headline: A\nstatus: live", "line 3, status", "live"),
        ("headline: A\nhide_from_lists: maybe", "line 3, hide_from_lists", "true or false"),
        ("headline: A\nauthors: {a: b}", "line 3, authors", "list of texts"),
        ("headline: A\nkey_points: none", "line 3, key_points", "a list"),
        ("headline: A\n\ncorrections:\n  - {kind: wrong, date: 2026-01-01}", "line 4, kind", "wrong"),
        ("headline: [A]", "line 2, headline", "text"),
        ("kicker: x", "line 1, headline", "missing"),
        ("headline: 'A", "line 2", "YAML"),
        ("- a\n- b", "line 2", "names with values"),
        ("a: &x [1]\nb: *x", "", "aliases"),
        ("headline: !!python/object/apply:os.system ['true']", "line 2", "YAML"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_field(tmp_path: Path, front: str, place: str, says: str) -> None:
    paper_folder(tmp_path, {"stories/news/bad.md": f"---\n{front}\n---\nWords.\n"})
    with pytest.raises(ImportRefused) as refused:
        read(tmp_path, Story)
    assert "bad.md" in str(refused.value)
    assert place in str(refused.value)
    assert says in str(refused.value)


def test_an_unknown_field_is_reported_and_stops_nothing(tmp_path: Path) -> None:
    paper_folder(tmp_path, {"stories/news/a.md": "---\nheadline: A\nlayout: post\n---\n"})
    assert "layout" in read(tmp_path, Warned)[0].message
    assert len(read(tmp_path, Story)) == 1


def test_front_matter_that_never_ends_and_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    paper_folder(tmp_path, {"stories/news/a.md": "---\nheadline: A\n"})
    with pytest.raises(ImportRefused, match="never closed"):
        read(tmp_path, Story)
    (tmp_path / "stories/news/a.md").write_bytes(b"---\nheadline: caf\xe9\n---\n")
    with pytest.raises(ImportRefused, match=r"line 2.*UTF-8"):
        read(tmp_path, Story)


def test_a_folder_without_stories_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="stories"):
        list(FolderArchive(tmp_path).records())


# Markdown


def blocks(text: str) -> list[Block]:
    return convert(text, BodyFormat.MARKDOWN).blocks


def test_markdown_becomes_blocks() -> None:
    text = """## Heading

A *paragraph* with `code`.

- one
- two

| a | b |
|---|---|
| 1 | 2 |

```python
x = 1
```

> Hurry up.
>
> — A woman

![Boats](harbour.jpg "The harbour {wide}")

[The report](files/report.pdf)

https://vimeo.com/123456
"""
    found = blocks(text)
    assert [name for name, _value in found] == [
        "heading",
        "text",
        "list",
        "table",
        "code",
        "quote",
        "picture",
        "file",
        "embed",
    ]
    values = dict(found)
    assert values["quote"] == {"text": "<p>Hurry up.</p>", "source": "A woman"}
    photo = MediaRef("harbour.jpg")
    assert values["picture"] == {"photo": photo, "caption": "The harbour", "alt": "Boats", "size": "wide"}
    assert values["file"] == {"document": MediaRef("files/report.pdf"), "title": "The report"}
    assert values["code"] == {"language": "python", "code": "x = 1"}


def test_directives_become_blocks() -> None:
    text = """::: pullquote Joanna Strake
Steel and weather.
:::

::: info Who is who
Ned *grows* oysters.
:::

::: gallery The works
![One](a.jpg "First")
![Two](b.jpg)
:::

::: related news/barrier
:::
"""
    values = dict(blocks(text))
    assert values["pull_quote"] == {"text": "Steel and weather.", "source": "Joanna Strake"}
    assert values["info_box"] == {"title": "Who is who", "text": "<p>Ned <i>grows</i> oysters.</p>"}
    assert [picture["caption"] for picture in values["gallery"]["pictures"]] == ["First", ""]
    assert values["related_story"] == {"story": StoryRef("news/barrier")}


def test_colons_in_a_code_listing_are_no_directive() -> None:
    assert blocks("```\n::: info x\n```") == [("code", {"language": "", "code": "::: info x"})]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("Words.\n\n::: pullquote\nNever closed", 6, "never closed"),
        ("::: rumour\n:::", 4, "unknown"),
        ("::: gallery\n![a](a.jpg)\nno picture\n:::", 6, "one picture per line"),
        ("::: related\n:::", 4, "names no story"),
    ],
)
def test_a_wrong_directive_is_named_by_file_and_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    paper_folder(tmp_path, {"stories/news/bad.md": f"---\nheadline: A\n---\n{text}\n"})
    with pytest.raises(ImportRefused) as refused:
        read(tmp_path, Story)
    assert f"bad.md, line {line}:" in str(refused.value)
    assert says in str(refused.value)
