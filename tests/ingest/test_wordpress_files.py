"""A WordPress export may come in one file or many, gzipped or in a zip."""

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers.wordpress import WordPressArchive
from broadsheet.ingest.records import Person, Skipped, Story, Term
from tests.ingest.exports import HEAD, author, category, export, item


def zipped(folder: Path, members: dict[str, bytes], name: str = "old.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for member, content in members.items():
            packed.writestr(member, content)
    return path


def keys(*paths: Path, kind: type = Story) -> list[str]:
    return [one.origin.key for one in WordPressArchive(paths).records() if isinstance(one, kind)]


def refusal(*paths: Path) -> str:
    with pytest.raises(ImportRefused) as refused:
        list(WordPressArchive(paths).records())
    return str(refused.value)


def test_several_files_of_one_site_are_one_archive(tmp_path: Path) -> None:
    head = (author("mara", "Mara"), category(1, "coast", "Coast"))
    first = export(tmp_path, *head, item(1, categories="Coast"), name="a.xml")
    second = export(tmp_path, *head, item(2, categories="Coast"), item(1), name="b.xml")
    found: list[Any] = list(WordPressArchive([first, second]).records())
    assert [str(one.origin).partition(":")[0] for one in found if isinstance(one, Story)] == ["a.xml", "b.xml"]
    assert [one.name for one in found if isinstance(one, Person)] == ["Mara"]
    assert [one.addresses.count("/?cat=1") for one in found if isinstance(one, Term)] == [1]
    assert [one.reason for one in found if isinstance(one, Skipped)] == ["is in the file twice; the first is kept"]


def test_files_of_two_sites_are_refused_together(tmp_path: Path) -> None:
    first = export(tmp_path, item(1), name="a.xml")
    second = export(tmp_path, item(2), name="b.xml", head=HEAD.replace("old.example", "other.example"))
    assert "b.xml: belongs to the site other.example" in refusal(first, second)


def test_a_second_file_that_is_no_export_is_refused(tmp_path: Path) -> None:
    first = export(tmp_path, item(1), name="a.xml")
    second = tmp_path / "b.xml"
    second.write_text("<rss><channel><title>x</title></channel></rss>")
    assert "wxr_version" in refusal(first, second)


def test_a_gzipped_export_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "old.xml"
    path.write_bytes(gzip.compress(export(tmp_path, item(1), name="plain.xml").read_bytes()))
    assert keys(path) == ["1"]


def test_a_zip_of_exports_is_read_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    parts = {f"site/part-{n}.xml": export(tmp_path, item(n), name="x.xml").read_bytes() for n in (10, 2, 1)}
    extra = {"__MACOSX/site/._part-1.xml": b"junk", "site/readme.txt": b"hello", "site/.hidden.xml": b"junk"}
    path = zipped(tmp_path, parts | extra)
    assert keys(path) == ["1", "2", "10"]
    assert next(WordPressArchive(path).records()).origin.file == "part-1.xml"


def test_names_in_a_zip_lead_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    content = export(folder, item(1), name="x.xml").read_bytes()
    path = zipped(folder, {"../../evil.xml": content, "/etc/evil.xml": content.replace(b">1<", b">2<")})
    assert sorted(keys(path)) == ["1", "2"]
    assert not list(tmp_path.parent.rglob("evil*"))


@pytest.mark.parametrize(
    ("members", "says"),
    [({}, "old.zip"), ({"a.txt": b"x"}, "holds no XML file"), ({"a.xml": b"x"}, "not XML")],
)
def test_a_zip_without_an_export_is_refused(tmp_path: Path, members: dict[str, bytes], says: str) -> None:
    assert says in refusal(zipped(tmp_path, members))


def test_a_packed_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    content = export(tmp_path, *(item(n) for n in range(1, 30)), name="x.xml").read_bytes()
    for whole in (gzip.compress(content), zipped(tmp_path, {"a.xml": content}).read_bytes()):
        for end in range(len(whole) // 9, len(whole), len(whole) // 9 + 1):
            path = tmp_path / "cut"
            path.write_bytes(whole[:end])
            assert "cut" in refusal(path)


def test_a_zip_whose_member_was_changed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.zip"
    content = export(tmp_path, item(1), name="x.xml").read_bytes()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("a.xml", content)
    path.write_bytes(path.read_bytes().replace(b"Some words", b"Evil words"))
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("pack", ["gzip", "zip"])
def test_a_bomb_is_refused_before_it_fills_anything(tmp_path: Path, pack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same letter again and again: a thousandth of that when packed."""
    monkeypatch.setattr("broadsheet.ingest.parsers.packed.RATIO_COUNTS_FROM", 1_000_000)
    head = (HEAD + "<item><title>").encode()
    if pack == "zip":
        path = zipped(tmp_path, {"a.xml": head + b"x" * 9_000_000})
    else:
        packed = io.BytesIO()
        with gzip.GzipFile(fileobj=packed, mode="wb") as stream:
            stream.write(head + b"x" * 9_000_000)
        path = tmp_path / "old.gz"
        path.write_bytes(packed.getvalue())
    assert path.stat().st_size < 20_000
    assert "times its size" in refusal(path)


def test_a_locked_zip_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"a.xml": b"<rss/>"})
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    path.write_bytes(bytes(data))
    assert "password" in refusal(path)
