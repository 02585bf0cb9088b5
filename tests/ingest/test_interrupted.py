"""An import that is killed or fails at any moment leaves the paper as it was, and done again ends the same."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from broadsheet.ingest import runs
from broadsheet.ingest.runs import import_wordpress
from broadsheet.ingest.writer import survey
from tests.ingest.cut_short import (
    PaperFile,
    Step,
    at_write,
    count_writes,
    die,
    files,
    in_the_middle_of_a_file,
    instead_of,
)
from tests.ingest.exports import attachment, author, category, export, item
from tests.ingest.strange_server import jpeg

pytestmark = [
    pytest.mark.usefixtures("front"),
    pytest.mark.skipif(
        settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3",
        reason="copies the paper's database as a file",
    ),
]
UPLOADS = "https://old.example/wp-content/uploads/2020/05/"
COMMENT = (
    "<wp:comment><wp:comment_id>5</wp:comment_id><wp:comment_author>Jo</wp:comment_author><wp:comment_content>Well said"
    "</wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment>"
)


@pytest.fixture
def bring_in(tmp_path: Path) -> Callable[[], None]:
    """Imports a bit of everything; whatever was loaded for it once is there for every process that comes after."""
    for name in ("cut-short-boats.jpg", "cut-short-quay.jpg"):
        path = tmp_path / "uploads" / "2020" / "05" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(jpeg((60, 40) if name == "cut-short-quay.jpg" else (90, 60)))
    path = export(
        tmp_path,
        author("mara", "Mara"),
        category(1, "coast", "Coast"),
        item(1, "Tide", f'<img src="{UPLOADS}cut-short-boats.jpg">', categories="Coast", tags="Sea", extra=COMMENT),
        item(2, "Quay", '<a href="/?p=1">Tide</a>', meta="_thumbnail_id=9", post_password="enter"),
        item(3, "Draft", status="draft", tags="Sea,Ferry"),
        item(4, "The quay", post_type="page"),
        attachment(8, UPLOADS + "cut-short-boats.jpg"),
        attachment(9, UPLOADS + "cut-short-quay.jpg"),
    )
    return lambda: import_wordpress(path, uploads=tmp_path / "uploads") and None  # type: ignore[func-returns-value]


@pytest.fixture
def paper(tmp_path: Path) -> PaperFile:
    return PaperFile(tmp_path / "paper.sqlite3")


@pytest.fixture(autouse=True)
def _queued_work_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is queued with an import is done after it, by somebody else."""
    monkeypatch.setattr(runs, "begin_records", SimpleNamespace(enqueue=lambda: None))


@pytest.fixture(autouse=True)
def _clean_media() -> Iterator[None]:
    before = set(files())
    yield
    for name in set(files()) - before:
        Path(name).unlink()


def whole(tmp_path: Path, bring_in: Step) -> tuple[object, list[str], int]:
    """What an import that nobody disturbs leaves: content, files, and the number of writes it takes. The files go."""
    undisturbed, before, number = PaperFile(tmp_path / "whole.sqlite3"), set(files()), tmp_path / "writes"
    assert undisturbed.run(count_writes(number), bring_in) == 0
    added = sorted(set(files()) - before)
    for name in added:
        Path(name).unlink()
    return undisturbed.content(), added, int(number.read_text())


def spread(writes: int, number: int) -> list[int]:
    """Some of the writes, from the first to the last."""
    return sorted({1 + (writes - 1) * part // (number - 1) for part in range(number)})


def test_killed_anywhere_it_leaves_nothing_and_ends_the_same_when_run_again(
    paper: PaperFile, bring_in: Step, tmp_path: Path
) -> None:
    content, added, writes = whole(tmp_path, bring_in)
    assert len(added) == 2
    before, rows = files(), paper.rows()
    moments = {
        "while it reads": instead_of(survey, "_note", die),
        "within a picture": in_the_middle_of_a_file(die),
        "before the stories": instead_of(runs, "_write_stories", die),
        "before the proof": instead_of(runs, "prove", die),
        "before the commit": instead_of(runs, "_close", die),
        **{f"before write {number}": at_write(number, die) for number in spread(writes, 8)},
    }
    for name, moment in moments.items():
        assert paper.run(moment, bring_in) == signal.SIGKILL, name
        assert paper.rows() == rows, name
    assert paper.run(bring_in) == 0
    assert sorted(set(files()) - set(before)) == added
    assert paper.content() == content


def test_failing_anywhere_it_takes_out_again_what_it_had_stored(
    paper: PaperFile, bring_in: Step, tmp_path: Path
) -> None:
    _content, _added, writes = whole(tmp_path, bring_in)
    before, rows = files(), paper.rows()

    def full() -> None:
        raise OperationalError("database or disk is full")

    def stop() -> None:
        raise KeyboardInterrupt

    def fails() -> None:
        with pytest.raises((OperationalError, KeyboardInterrupt)):
            bring_in()
        assert not connection.in_atomic_block

    moments = {
        "stopped within a picture": in_the_middle_of_a_file(stop),
        "stopped at the proof": instead_of(runs, "prove", stop),
        **{f"full at write {number}": at_write(number, full) for number in spread(writes, 8)},
    }
    for name, moment in moments.items():
        assert paper.run(moment, fails) == 0, name
        assert paper.rows() == rows, name
        assert files() == before, name


def test_killed_once_it_is_committed_it_is_done(paper: PaperFile, bring_in: Step, tmp_path: Path) -> None:
    content, added, _writes = whole(tmp_path, bring_in)
    before = files()
    assert paper.run(instead_of(runs, "keep_reports", die), bring_in) == signal.SIGKILL
    assert sorted(set(files()) - set(before)) == added
    assert paper.content() == content
    assert paper.run(bring_in) == 0
    assert sorted(set(files()) - set(before)) == added
