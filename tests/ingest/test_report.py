"""What an import says of itself: everything of the source accounted for, on a terminal, as JSON and as a page."""

from __future__ import annotations

import json
import re
import stat
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from lxml import etree, html
from rich.console import Console

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.models import ImportRun
from broadsheet.ingest.proof.document import write_json
from broadsheet.ingest.proof.files import check_report_file, write_report, write_reports
from broadsheet.ingest.proof.fingerprints import SKETCH, fingerprint, matches, sketch_from, vocabulary_of
from broadsheet.ingest.proof.ledger import Ledger
from broadsheet.ingest.proof.sheet import MOST, context_of
from broadsheet.ingest.records import BodyFormat, MediaRef, Medium, Origin, State, Story
from broadsheet.ingest.report import Report
from broadsheet.ingest.run_folder import folder_of
from broadsheet.ingest.runs import import_ghost, import_wordpress
from broadsheet.ingest.verifying.reading import ReportFile
from broadsheet.newsroom.models import Story as StoryPage
from tests.ingest.exports import BLOCK_TEST, THEME_TEST, author, category, export, item, needs_inputs

GHOST = THEME_TEST.parents[1] / "ghost" / "ghost-6.65-export.json"


def words(text: str) -> Counter[str]:
    return Counter(text.split())


# Without a database


def test_a_fingerprint_tells_of_a_word_that_is_lost() -> None:
    source = words("the ferry left the quay at six and the ferry sank")
    whole = fingerprint(source, source, whole=True)
    assert (whole.words, whole.kept, whole.sketched) == (11, 11, len(sketch_from(whole.sketch)))
    assert vocabulary_of(whole.vocabulary or b"") == source
    less = fingerprint(source, source - words("quay the"))
    assert (less.words, less.kept) == (11, 9)
    assert less.vocabulary is None
    assert less.sketched == whole.sketched - 1


def test_a_fingerprint_stays_small_and_finds_what_a_page_lacks() -> None:
    source = Counter(f"word{number}" for number in range(5000))
    found = fingerprint(source, source)
    sketch = sketch_from(found.sketch)
    assert len(sketch) == SKETCH
    assert matches(sketch, source) == SKETCH
    assert matches(sketch, [f"word{number}" for number in range(4000)]) < SKETCH


def test_what_is_nowhere_counted_is_said_to_be_missing() -> None:
    report = Report("a.xml", "old.example", dry_run=False)
    report.expect("story", 3)
    report.expect("medium", 2)
    report.count("story", "created", 2)
    report.count("photo", "created")
    report.skip("medium", "was not found")
    report.count("redirect", "created", 9)
    assert report.unaccounted() == {"story": 1}
    report.skip("story", "in the bin")
    assert report.unaccounted() == {}
    report.count("topic", "created")
    assert report.unaccounted() == {"topic": -1}


def test_a_ledger_writes_what_waits_before_it_is_read() -> None:
    ledger = Ledger()
    story = Story(Origin("7", "a.xml", 12), "Tide", "tide", State.PUBLISHED, "", BodyFormat.HTML, addresses=("/tide/",))
    ledger.note(story)
    ledger.words("story", "7", fingerprint(words("a b"), words("a")))
    ledger.note(Medium(Origin("9", "a.xml", 30), "boats.jpg", title="Boats"))
    ledger.lose("9", "was not found")
    ledger.warn(story.origin, "Tide", "is odd")
    (row,) = ledger.rows("SELECT * FROM item")
    assert (row["place"], row["words"], row["kept"]) == ("a.xml:12", 2, 1)
    assert ledger.number("SELECT count(*) FROM picture WHERE reason = 'was not found'") == 1
    assert [row["old"] for row in ledger.rows("SELECT old FROM address")] == ["/tide/"]
    assert str(MediaRef("x")) == "x"


@pytest.mark.parametrize(("name", "said"), [("report.pdf", "is a .html or a .json"), ("no/where.html", "is not there")])
def test_a_place_no_report_can_go_is_refused_before_the_import(name: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=said):
        check_report_file(tmp_path / name)


# With a paper


def refuse_outside(markup: str) -> None:
    """A report is one file: nothing in it is fetched from anywhere, and nothing runs."""
    tree = html.fromstring(markup)
    assert not tree.xpath("//script | //link | //img | //iframe | //@onload | //@style")
    assert "@import" not in markup
    assert "url(" not in markup


def imported(tmp_path: Path, *parts: str, **options: Any) -> Report:
    return import_wordpress(export(tmp_path, *parts), **options)


def test_every_part_of_an_import_is_in_its_report(front: Any, tmp_path: Path) -> None:
    report = imported(
        tmp_path,
        author("mara", "Mara <b>Ellison</b>"),
        category(1, "coast", "Coast"),
        item(7, "Tide & time", "Salt and wind.", categories="Coast", tags="Sea"),
        item(8, "Draft", status="draft"),
        item(
            9, "Gone.jpg", "", post_type="attachment", status="inherit", attachment_url="https://old.example/gone.jpg"
        ),
        item(10, "Bin", status="trash"),
    )
    assert report.unaccounted() == {}
    write_reports(report, tmp_path)
    document = json.loads((tmp_path / "report.json").read_text())
    stories = {row["key"]: row for row in document["stories"]}
    assert stories["7"]["authors"] == ["Mara Ellison"]
    assert (stories["7"]["outcome"], stories["7"]["access"], stories["7"]["rendered"]) == ("created", "open", 3)
    assert stories["7"]["desk"].endswith(f"/desk/pages/{StoryPage.objects.get(slug='story-7').pk}/edit/")
    assert (stories["8"]["access"], stories["8"]["rendered"]) == ("closed", None)
    assert {(row["old"], row["new"], row["answer"]) for row in document["addresses"] if row["key"] in ("7", "8")} >= {
        ("/2020/05/story-7/", "/coast/story-7/", "redirect"),
        ("/?p=7", "/coast/story-7/", "redirect"),
        ("/2020/05/story-8/", "", "closed"),
    }
    assert document["pictures"][0]["reason"].startswith("neither uploads")
    assert document["summary"]["source"]["story"] == 3
    assert document["summary"]["counts"]["story"] == {"created": 2, "skipped": 1}
    assert any(row["key"] == "9" for row in document["pictures"])
    markup = (tmp_path / "report.html").read_text()
    refuse_outside(markup)
    assert "Tide &amp; time" in markup
    assert "100.00 %" in markup


def test_a_run_keeps_its_report_for_nobody_else_to_read(front: Any, tmp_path: Path) -> None:
    report = imported(tmp_path, item(7))
    folder = folder_of(ImportRun.objects.latest("pk"))
    assert report.kept_at == folder / "report.html"
    assert {path.name for path in folder.iterdir()} == {"report.html", "report.json"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert ReportFile(folder / "report.json").summary["run"] == report.run_id


def test_a_rehearsal_keeps_nothing_and_says_what_would_be(front: Any, tmp_path: Path) -> None:
    before = sorted(Path(settings.PAPER.data).rglob("*"))
    report = imported(tmp_path, item(7, body="Salt and wind."), dry_run=True)
    assert sorted(Path(settings.PAPER.data).rglob("*")) == before
    write_report(report, tmp_path / "plan.html")
    markup = (tmp_path / "plan.html").read_text()
    assert "Nothing was written" in markup
    assert "/desk/pages/" not in markup
    write_report(report, tmp_path / "plan.json")
    (story,) = ReportFile(tmp_path / "plan.json").rows("stories")
    assert (story["outcome"], story["rendered"]) == ("created", 3)


def test_what_was_edited_here_is_named_as_a_conflict(front: Any, tmp_path: Path) -> None:
    imported(tmp_path, item(7, "Tide", "Old words."))
    story = StoryPage.objects.get()
    story.standfirst = "Edited here."
    story.save_revision().publish()
    report = imported(tmp_path, item(7, "Tide", "New words."))
    assert [row["title"] for row in context_of(report)["conflicts"].rows] == ["Tide"]
    assert report.unaccounted() == {}


def test_a_second_import_says_again_where_every_address_leads(front: Any, tmp_path: Path) -> None:
    for _ in range(2):
        report = imported(tmp_path, item(7))
    answers = Counter(row["answer"] for row in report.ledger.rows("SELECT answer FROM address WHERE kind = 'story'"))
    assert answers == {"redirect": 2}


def test_an_address_another_page_has_is_told_and_not_counted_as_answered(
    front: Any, make_section: Any, tmp_path: Path
) -> None:
    make_section("Tide", slug="tide")
    report = imported(tmp_path, item(7, link="https://old.example/tide/", categories="Coast"))
    (row,) = report.ledger.rows("SELECT * FROM address WHERE old = '/tide/'")
    assert (row["answer"], row["new"]) == ("other page", "/tide/")
    assert context_of(report)["unanswered"].total == 1


def test_a_long_list_is_cut_on_the_page_and_whole_in_the_document(front: Any, tmp_path: Path) -> None:
    report = Report("a.xml", "old.example", dry_run=False)
    for number in range(MOST + 5):
        report.warn(Origin(str(number), "a.xml", number), f"Story {number}", "is odd")
    warnings = context_of(report)["warnings"]
    assert (len(warnings.rows), warnings.more) == (MOST, 5)
    write_json(report, tmp_path / "report.json")
    assert sum(1 for _ in ReportFile(tmp_path / "report.json").rows("warnings")) == MOST + 5


def test_the_terminal_says_what_adds_up(front: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = imported(tmp_path, item(7), item(8, status="trash"))
    report.print(Console(width=200))
    said = capsys.readouterr().out
    assert re.search(r"story\s+2\s+1\s+1", said)
    assert "Old addresses that answer" in said
    assert "Not accounted for" not in said
    report.expect("story")
    report.print(Console(width=200))
    assert "Not accounted for  story: 1" in capsys.readouterr().out


@needs_inputs
@pytest.mark.parametrize("source", [THEME_TEST, BLOCK_TEST, GHOST], ids=lambda path: path.name[:5])
def test_real_archives_are_accounted_for_to_the_last_word(source: Path, front: Any, tmp_path: Path) -> None:
    ghost = source is GHOST
    report = import_ghost([source], address="https://ghost.example") if ghost else import_wordpress(source)
    assert report.unaccounted() == {}
    assert report.words_kept_share >= 0.995
    assert not list(report.ledger.rows("SELECT title FROM item WHERE kept < 0.995 * words OR rendered < 0.995 * words"))
    open_ones = report.ledger.number("SELECT count(*) FROM item WHERE access <> 'closed'")
    assert report.ledger.number("SELECT count(rendered) FROM item") == open_ones > 20
    others = report.ledger.rows("SELECT old FROM address WHERE answer NOT IN ('redirect', 'same', 'closed')")
    assert {row["old"] for row in others} == ({"/search/"} if source is BLOCK_TEST else set())
    if not ghost:
        assert report.source_counts["story"] == _entries(source, "post")
    write_reports(report, tmp_path)
    refuse_outside((tmp_path / "report.html").read_text())
    assert len(list(ReportFile(tmp_path / "report.json").rows("stories"))) == report.ledger.number(
        "SELECT count(*) FROM item"
    )


def _entries(source: Path, kind: str) -> int:
    types = etree.parse(str(source)).iter("{*}post_type")
    return sum(1 for one in types if one.text == kind)
