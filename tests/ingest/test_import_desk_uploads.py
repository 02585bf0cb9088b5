"""What the desk's forms of imports take, what they refuse and how, and where an upload is kept."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from broadsheet.ingest.desk.file_kinds import kind_of
from broadsheet.ingest.desk.private_uploads import arrivals
from broadsheet.ingest.models import ImportRun
from broadsheet.ingest.run_folder import folder_of
from tests.ingest.uploaded import IMPORTS as LIST
from tests.ingest.uploaded import complaint, wxr, zipped

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "upload", "says"),
    [
        ("wordpress", SimpleUploadedFile("old.xml", b""), "empty"),
        ("wordpress", SimpleUploadedFile("old.pdf", b"%PDF-1.7 \0\1"), "not a WordPress export"),
        ("wordpress", SimpleUploadedFile("old.json", b'{"db": []}'), "not a WordPress export"),
        ("ghost", SimpleUploadedFile("old.xml", b"<rss/>"), "not a Ghost export"),
        ("folder", SimpleUploadedFile("story.md", b"# A story"), "not a zip"),
        ("feed", SimpleUploadedFile("feed.zip", b"PK\x03\x04"), "not a feed"),
        ("folder", SimpleUploadedFile("cut.zip", b"PK\x03\x04 and no more"), "damaged or cut"),
        ("folder", zipped({"stories/bomb.md": b"0" * 80_000_000}, "bomb.zip"), "unpack to far more"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_at_its_field(
    kind: str, upload: SimpleUploadedFile, says: str, ada: Client
) -> None:
    upload.seek(0)
    response = ada.post(f"{LIST}new/{kind}/", {"export": upload, "manner": "rehearse"})
    assert says in complaint(response)
    assert list(response.context["form"].errors) == ["export"]
    assert not ImportRun.objects.exists()


def test_no_file_at_all_is_said_at_the_field(ada: Client) -> None:
    body = ada.post(f"{LIST}new/wordpress/", {"manner": "rehearse"}).content.decode()
    assert 'aria-invalid="true"' in body
    assert "This field is required." in body


def test_files_that_are_too_large_together_are_refused_with_the_limit(
    ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadsheet.ingest.desk.private_uploads.most_megabytes", lambda: 1)
    large = [wxr("<!--" + "x" * 700_000 + "-->", name=name) for name in ("a.xml", "b.xml")]
    response = ada.post(f"{LIST}new/wordpress/", {"export": large, "manner": "rehearse"})
    assert "larger than 1 MB" in complaint(response)
    assert list(arrivals().glob("*.upload")) == []
    one = wxr("<!--" + "x" * 700_000 + "-->")
    assert ada.post(f"{LIST}new/wordpress/", {"export": one, "manner": "rehearse"}).status_code == 302


def test_a_full_disk_is_said_and_leaves_nothing_behind(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("broadsheet.ingest.desk.private_uploads.ROOM_LEFT", 1 << 60)
    response = ada.post(f"{LIST}new/wordpress/", {"export": wxr(), "manner": "rehearse"})
    assert "not enough room" in complaint(response)
    assert list(arrivals().glob("*.upload")) == []


def test_a_wish_that_means_nothing_is_said_at_its_field(ada: Client) -> None:
    wishes = {"export": wxr(), "manner": "rehearse", "post_types": "event=banana"}
    response = ada.post(f"{LIST}new/wordpress/", wishes)
    assert "event=story" in complaint(response)
    assert list(response.context["form"].errors) == ["post_types"]


def test_a_feed_is_an_address_or_a_file_and_not_both(ada: Client) -> None:
    for fields in ({}, {"address": "https://old.example/feed/", "export": SimpleUploadedFile("f.xml", b"<rss/>")}):
        response = ada.post(f"{LIST}new/feed/", {"manner": "rehearse", **fields})
        assert "one of the two" in complaint(response)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xef\xbb\xbf  <?xml", "xml"),
        ("<rss/>".encode("utf-16"), "xml"),
        (b"[1]", "json"),
        (b"email,name\n", "csv"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"MZ\x90\0", ""),
        (b"  \n", ""),
    ],
)
def test_a_file_is_what_it_begins_with(head: bytes, kind: str) -> None:
    assert kind_of(head) == kind


def test_an_upload_is_kept_where_only_the_paper_can_read_it(begin: Callable[..., ImportRun]) -> None:
    run = begin(works=False, export=[wxr(name="one.xml"), wxr(name="two.xml")], uploads=zipped({"a.txt": b"a"}))
    kept = [path for path in (folder_of(run) / "upload").rglob("*") if path.is_file()]
    assert sorted(path.name for path in kept) == ["archive.zip", "one.xml", "two.xml"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert {stat.S_IMODE(path.parent.stat().st_mode) for path in kept} == {0o700}
    assert folder_of(run).is_relative_to(Path(settings.PAPER.data))
