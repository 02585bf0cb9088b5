"""The file of members that comes with an import: checked by the line, kept in private, and nobody is subscribed."""

import stat
from pathlib import Path

import pytest
from django.utils import timezone

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.kept_members import keep_members
from broadsheet.ingest.models import ImportRun
from broadsheet.ingest.parsers.members import count_members
from broadsheet.ingest.run_folder import folder_of

HEADER = b"id,email,name,note,subscribed_to_emails\n"


@pytest.mark.parametrize(
    ("content", "number"),
    [
        (HEADER + b"1,a@x.example,A,,true\n2,b@x.example,B,,false\n", 2),
        (b"\xef\xbb\xbfname,E-Mail\r\nA,a@x.example\r\n", 1),
        (HEADER + b'1,a@x.example,"Last, First","two\nlines",true\n\n,,,,\n2,A@X.example,,,\n', 1),
        (HEADER, 0),
    ],
)
def test_members_are_counted_each_address_once(tmp_path: Path, content: bytes, number: int) -> None:
    path = tmp_path / "members.csv"
    path.write_bytes(content)
    assert count_members(path) == number


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "line 1: the first line names no column “email”"),
        (b"name,address\nA,B\n", "line 1: the first line names no column “email”"),
        (HEADER + b"1,a@x.example,A,,\n2,nobody,B,,\n", "line 3: there is no e-mail address"),
        (HEADER + b"1\n", "line 2: there is no e-mail address"),
        (HEADER + b'1,a@x.example,"A" B,,\n', "line 2: the file of members is damaged"),
        (HEADER + b'1,a@x.example,"A\n', "the file of members is damaged"),
        (HEADER + b"1,a@x.example\0,A,,\n", "line 2: the file of members is not text"),
        (HEADER + b"1,\xff@x.example,A,,\n", "not UTF-8"),
        (b"\xff\xfee\0m\0", "not UTF-8"),
        (HEADER + b"1,a@x.example," + b"x" * 200_000 + b",,\n", "line 2: the file of members is damaged"),
    ],
)
def test_what_is_no_file_of_members_is_refused_with_its_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "members.csv"
    path.write_bytes(content)
    with pytest.raises(ImportRefused, match=message):
        count_members(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"members\.csv: cannot be read"):
        count_members(tmp_path / "members.csv")


@pytest.mark.django_db
def test_the_file_is_kept_beside_the_run_for_nobody_else_to_read(tmp_path: Path, settings: object) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(HEADER + b"1,a@x.example,A,,true\n")
    path.chmod(0o644)
    run = ImportRun.objects.create(kind="ghost", site="old.example", file_name="x", started_at=timezone.now())
    kept = keep_members(run, path)
    assert kept == folder_of(run) / "members.csv"
    assert kept.read_bytes() == path.read_bytes()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert [one.name for one in kept.parent.iterdir()] == ["members.csv"]
