"""A backup is whole, even of a paper at work; a restore is complete, or changes nothing."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from broadsheet.paper import PaperError
from broadsheet.upkeep import archive
from tests.command.running import Served, broadsheet, refused


def contents(folder: Path) -> dict[str, bytes]:
    """Every file a backup should bring back, but the database."""
    skipped = ("data/broadsheet.sqlite3", "data/static", "data/run", "data/cache", "data/version", "data/backups")
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in names.items() if not name.startswith((*skipped, "before-"))}


def dump(folder: Path) -> list[str]:
    """The whole database as text."""
    with closing(sqlite3.connect(folder / "data" / "broadsheet.sqlite3")) as database:
        return list(database.iterdump())


@pytest.fixture
def full(paper: Path) -> Path:
    """A paper with pictures, a theme and names that are hard to carry."""
    for name in ("media/images/a.webp", "media/original_images/été 日本 🗞.jpg", "theme/static/site.css"):
        (paper / name).parent.mkdir(parents=True, exist_ok=True)
        (paper / name).write_bytes(name.encode() * 1000)
    (paper / "data" / "picture-key.pem").write_text("the key and its certificate")
    return paper


@pytest.mark.parametrize("ending", ["tar.gz", "tar", "zip"])
def test_what_is_backed_up_comes_back_the_same(ending: str, full: Path, tmp_path: Path) -> None:
    file = tmp_path / f"backup.{ending}"
    done = broadsheet("backup", file, folder=full)
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    done = broadsheet("restore", file, tmp_path / "again")
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "again") == contents(full)
    assert dump(tmp_path / "again") == dump(full)
    for secret in ("secret.key", "picture-key.pem"):
        assert (tmp_path / "again" / "data" / secret).stat().st_mode & 0o777 == 0o600


@contextmanager
def writing(folder: Path) -> Iterator[list[int]]:
    """Somebody writes two rows at a time that belong together, as fast as they can."""
    stop, written = threading.Event(), []

    def write() -> None:
        with closing(sqlite3.connect(folder / "data" / "broadsheet.sqlite3", timeout=20)) as database:
            database.execute("CREATE TABLE pairs (number INTEGER, side TEXT)")
            number = 0
            while not stop.is_set():
                with database:
                    database.execute("INSERT INTO pairs VALUES (?, 'left')", [number])
                    database.execute("INSERT INTO pairs VALUES (?, 'right')", [number])
                written.append(number)
                number += 1

    thread = threading.Thread(target=write)
    thread.start()
    yield written
    stop.set()
    thread.join()


def test_a_backup_while_others_write_is_of_one_moment(paper: Path, tmp_path: Path) -> None:
    with writing(paper) as written:
        before = len(written)
        done = broadsheet("backup", tmp_path / "b.tar.gz", folder=paper)
        assert done.returncode == 0, done.stderr
        assert len(written) > before + 10
    broadsheet("restore", tmp_path / "b.tar.gz", tmp_path / "again")
    with closing(sqlite3.connect(tmp_path / "again" / "data" / "broadsheet.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        sides = "SELECT count(*), count(DISTINCT number), max(number) + 1 FROM pairs"
        rows, pairs, numbers = database.execute(sides).fetchone()
    assert rows == 2 * pairs
    assert pairs == numbers


def test_a_theme_of_another_name_comes_back_under_it(full: Path, tmp_path: Path) -> None:
    (full / "theme").rename(full / "clothes")
    named = {"BROADSHEET_THEME_FOLDER": "clothes"}
    assert broadsheet("backup", tmp_path / "b.zip", folder=full, **named).returncode == 0
    done = broadsheet("restore", tmp_path / "b.zip", tmp_path / "again", **named)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "again" / "clothes" / "static" / "site.css").exists()


def test_a_restored_paper_can_be_served(full: Path, tmp_path: Path, serve: Callable[..., Served]) -> None:
    broadsheet("backup", tmp_path / "b.zip", folder=full)
    broadsheet("restore", tmp_path / "b.zip", tmp_path / "again")
    served = serve(tmp_path / "again", "--only=web").is_ready()
    assert served.get("/media/images/a.webp").status == 200


def test_a_backup_overwrites_nothing(paper: Path, tmp_path: Path) -> None:
    (tmp_path / "b.tar.gz").write_text("last year's")
    assert "exists already" in refused("backup", tmp_path / "b.tar.gz", folder=paper)
    assert (tmp_path / "b.tar.gz").read_text() == "last year's"


@pytest.mark.parametrize(
    ("name", "words"),
    [("b.rar", "must end in .tar.gz"), ("gone/b.zip", "is missing"), ("media/b.zip", "outside media")],
)
def test_a_backup_in_the_wrong_place_is_refused(name: str, words: str, paper: Path) -> None:
    assert words in refused("backup", paper / name, folder=paper)


def test_a_paper_is_replaced_only_when_told_to_and_then_kept(full: Path, tmp_path: Path) -> None:
    broadsheet("backup", tmp_path / "b.zip", folder=full)
    (full / "media" / "later.jpg").write_bytes(b"later")
    assert "add --force" in refused("restore", tmp_path / "b.zip", full)
    assert (full / "media" / "later.jpg").exists()
    done = broadsheet("restore", tmp_path / "b.zip", full, "--force")
    assert done.returncode == 0, done.stderr
    assert not (full / "media" / "later.jpg").exists()
    (kept,) = full.glob("before-restore-*")
    assert (kept / "media" / "later.jpg").read_bytes() == b"later"
    assert (kept / "broadsheet.toml").exists()
    assert not list(full.glob(".restore-*"))


def test_a_folder_with_something_else_in_it_is_never_replaced(paper: Path, tmp_path: Path) -> None:
    broadsheet("backup", tmp_path / "b.zip", folder=paper)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").write_text("Dear editor")
    assert "holds no paper" in refused("restore", tmp_path / "b.zip", tmp_path / "letters", "--force")


def test_a_paper_that_is_being_served_is_not_replaced(
    paper: Path, tmp_path: Path, serve: Callable[..., Served]
) -> None:
    broadsheet("backup", tmp_path / "b.zip", folder=paper)
    served = serve(paper, "--only=clock")
    served.process_of("clock")
    assert f"served by process {served.supervisor}" in refused("restore", tmp_path / "b.zip", paper, "--force")


def test_a_backup_of_a_newer_version_is_refused(paper: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(paper / "data" / "broadsheet.sqlite3")) as database, database:
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('newsroom', '9999_x', '2099')")
    broadsheet("backup", tmp_path / "b.zip", folder=paper)
    assert "newer version of Broadsheet" in refused("restore", tmp_path / "b.zip", tmp_path / "again")
    assert not (tmp_path / "again").exists()


# What is not whole, or not safe, is refused. Small files are enough.


def packed(path: Path, packed_files: dict[str, bytes], **changed: object) -> Path:
    """A backup with these files and a manifest that fits them, but for what is `changed` in it."""
    entries = {name: {"size": len(data), "sha256": _sum(data)} for name, data in packed_files.items()}
    facts = {"made": "", "paper": "", "database": "sqlite", "with_media": True, "versions": {}, "migrations": []}
    manifest = {**facts, "files": entries, "format": archive.FORMAT, **changed}
    with tarfile.open(path, "w:gz") as tar:
        for name, data in [*packed_files.items(), (archive.MANIFEST, json.dumps(manifest).encode())]:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return path


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def not_unpacked(path: Path, tmp_path: Path) -> str:
    """Why a file is refused; nothing may appear outside the folder it is unpacked in."""
    folder = tmp_path / "in" / "here"
    folder.mkdir(parents=True)
    with pytest.raises(PaperError) as caught:
        archive.unpack(path, folder)
    assert [found.name for found in (tmp_path / "in").iterdir()] == ["here"]
    return str(caught.value)


@pytest.mark.parametrize(
    "name", ["../x", "data/../../x", "/etc/x", "media/./x", "media\\x", "data//x", "..", "media/x/.."]
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    assert "is no backup" in not_unpacked(packed(tmp_path / "b.tar.gz", {name: b"x"}), tmp_path)


def test_a_link_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "b.tar.gz", "w:gz") as tar:
        link = tarfile.TarInfo("media/x")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(link)
    assert "is no backup" in not_unpacked(tmp_path / "b.tar.gz", tmp_path)


def test_a_changed_file_is_refused_by_name(tmp_path: Path) -> None:
    wrong = {"media/a": {"size": 1, "sha256": "0"}}
    assert "(media/a is not what it was)" in not_unpacked(
        packed(tmp_path / "b.tar.gz", {"media/a": b"x"}, files=wrong), tmp_path
    )


def test_a_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    missing = {"media/b": {"size": 0, "sha256": "0"}}
    assert "media/b" in not_unpacked(packed(tmp_path / "b.tar.gz", {}, files=missing), tmp_path)


def test_a_file_too_many_is_refused(tmp_path: Path) -> None:
    assert "media/a" in not_unpacked(packed(tmp_path / "b.tar.gz", {"media/a": b"x"}, files={}), tmp_path)


def test_a_backup_of_a_later_kind_is_refused(tmp_path: Path) -> None:
    assert "newer version" in not_unpacked(packed(tmp_path / "b.tar.gz", {}, format=99), tmp_path)


@pytest.mark.parametrize("manifest", [b"", b"[]", b'{"format": 1}', b"\xff"])
def test_a_manifest_that_is_none_is_refused(manifest: bytes) -> None:
    with pytest.raises(PaperError, match="damaged"):
        archive.read_manifest_text(manifest)


def test_half_a_file_is_refused(tmp_path: Path) -> None:
    whole = packed(tmp_path / "b.tar.gz", {"media/a": bytes(range(256)) * 4000})
    whole.write_bytes(whole.read_bytes()[:-2000])
    assert "nothing was changed" in not_unpacked(whole, tmp_path)


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("media/a", b"a" * 1000)
    path.write_bytes(path.read_bytes().replace(b"aaaa", b"aaab", 1))
    assert "nothing was changed" in not_unpacked(path, tmp_path)


def test_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.tar.gz").write_text("Dear editor")
    assert "is no backup" in not_unpacked(tmp_path / "b.tar.gz", tmp_path)
