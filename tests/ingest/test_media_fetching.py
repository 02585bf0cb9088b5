"""Pictures of a source brought in over HTTP: which ones, how often, and what is said of those that fail."""

import errno
import os
import signal
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from broadsheet.ingest.catalogue import Catalogue
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.media_supply.fetched import FetchedFiles
from broadsheet.ingest.media_supply.gathering import imports_folder
from broadsheet.ingest.media_supply.supply import MediaSupply, MediaWishes
from broadsheet.ingest.media_supply.wanted import original_of
from broadsheet.ingest.models import ImportedItem
from broadsheet.ingest.records import BodyFormat, Medium, Origin, Page, Record, State, Story
from broadsheet.ingest.report import Report
from broadsheet.ingest.runs import import_wordpress
from broadsheet.media.models import File, Photo
from broadsheet.newsroom.models import Story as StoryPage
from tests.ingest.exports import attachment, export, item
from tests.ingest.strange_server import NoWaiting, StrangeServer, jpeg, strange_server

UPLOADS = "/wp-content/uploads/2020/05"


@pytest.fixture
def server() -> Iterator[StrangeServer]:
    with strange_server() as server:
        yield server


class Source:
    """An archive of these records."""

    kind, site, name, moves_dates = "wordpress", "old.example", "Old Gazette", False

    def __init__(self, *records: Record, media_root: Path | None = None) -> None:
        self._records = records
        self.media_root = media_root

    def records(self) -> Iterator[Record]:
        yield from self._records


def story(body: str, **fields: Any) -> Story:
    values = {"title": "Tide", "slug": "tide", "state": State.PUBLISHED, "body_format": BodyFormat.HTML} | fields
    return Story(Origin("1", "old.xml", 7), body=body, **values)


def medium(key: str, url: str) -> Medium:
    return Medium(Origin(key, "old.xml", 9), url.partition("/uploads/")[2], url, title=f"Picture {key}")


def supply_of(source: Source, folder: Path, **wishes: bool) -> MediaSupply:
    catalogue = Catalogue(source.site)
    for record in source.records():
        if isinstance(record, Medium):
            catalogue.add_medium(record)
    supply = MediaSupply(source, catalogue, MediaWishes(**({"fetch": True, "allow_private": True} | wishes)), folder)
    supply.fetcher.courtesy = NoWaiting()
    return supply


def quiet(done: int, total: int | None, label: str) -> None:
    """Nobody watches."""


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        ('<img src="https://pics.example/a.jpg">', ["pics.example/a.jpg"]),
        ('<img src="//pics.example/a.jpg?w=9">', ["pics.example/a.jpg?w=9"]),
        (
            '<img src="https://old.example/wp-content/uploads/2020/05/b-300x200.jpg">',
            ["old.example" + UPLOADS + "/b.jpg"],
        ),
        (
            '<img src="/wp-content/uploads/2020/05/b-300x200.jpg">'
            '<img src="/wp-content/uploads/2020/05/b-90x60.jpg?x">',
            ["old.example" + UPLOADS + "/b.jpg"],
        ),
        ('<img src="https://www.old.example/wp-content/uploads/2020/05/listed.jpg" class="wp-image-5">', []),
        ('<img src="https://old.example/wp-content/uploads/2020/05/listed-300x200.jpg">', []),
        (
            '<p><a href="https://old.example/wp-content/uploads/2020/05/a.pdf">A</a></p>',
            ["old.example" + UPLOADS + "/a.pdf"],
        ),
        ('<p><a href="https://other.example/wp-content/uploads/2020/05/a.pdf">A</a></p>', []),
        ('<p><a href="https://old.example/2020/05/tide/">A</a> and src="words"</p>', []),
        ('<img src="data:image/png;base64,AAAA"><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>', []),
    ],
)
def test_what_a_story_shows_is_wanted_once_and_in_its_original_size(body: str, keys: list[str], tmp_path: Path) -> None:
    listed = medium("5", "https://old.example" + UPLOADS + "/listed.jpg")
    with supply_of(Source(listed, story(body)), tmp_path) as supply:
        supply.list_all(quiet)
        assert [one.origin.key for one in supply.unlisted()] == keys
        assert len(supply.wanted) == 1 + len(keys)
        assert all((one.origin.file, one.origin.line) == ("old.xml", 7) for one in supply.unlisted())


def test_markdown_pictures_and_lead_pictures_are_wanted_too(tmp_path: Path) -> None:
    records = (
        story("![Boats](https://pics.example/a.jpg)", body_format=BodyFormat.MARKDOWN),
        Page(Origin("2"), "About", "about", State.PUBLISHED, '<img src="https://pics.example/b.jpg">', BodyFormat.HTML),
    )
    with supply_of(Source(*records), tmp_path) as supply:
        supply.list_all(quiet)
        assert [one.url for one in supply.unlisted()] == ["https://pics.example/a.jpg", "https://pics.example/b.jpg"]


@pytest.mark.parametrize(
    ("url", "original"),
    [
        (
            "https://old.example/wp-content/uploads/2020/05/a-300x200.jpg?x=1",
            "https://old.example/wp-content/uploads/2020/05/a.jpg",
        ),
        ("https://old.example/photos/a-300x200.jpg?x=1", "https://old.example/photos/a-300x200.jpg?x=1"),
        (
            "https://old.example/content/images/size/w600/format/webp/2023/a.png",
            "https://old.example/content/images/2023/a.png",
        ),
        ("https://[bad/wp-content/uploads/a-300x200.jpg", "https://[bad/wp-content/uploads/a-300x200.jpg"),
        ("", ""),
    ],
)
def test_only_uploads_have_an_original_to_look_for(url: str, original: str) -> None:
    assert original_of(url) == original


def test_the_original_is_fetched_else_the_copy_and_failures_say_why(server: StrangeServer, tmp_path: Path) -> None:
    server.files |= {
        f"{UPLOADS}/a.jpg": b"a",
        f"{UPLOADS}/b-300x200.jpg": b"copy",
        f"{UPLOADS}/page.jpg": b"<!doctype html>",
    }
    at = server.address(UPLOADS)
    body = "".join(f'<img src="{at}/{name}">' for name in ("a-300x200.jpg", "b-300x200.jpg"))
    listed = [medium(name, f"{at}/{name}") for name in ("gone.jpg", "page.jpg")]
    listed += [medium("odd", "ftp://old.example/uploads/x.jpg"), medium("none", "")]
    with supply_of(Source(story(body), *listed), tmp_path) as supply:
        supply.list_all(quiet)
        supply.fetch_all(set(), quiet)
        a, b = supply.unlisted()
        assert (located := supply.find(a)) is not None
        assert (located.path.read_bytes(), located.name) == (b"a", "a.jpg")
        assert (located := supply.find(b)) is not None
        assert located.path.read_bytes() == b"copy"
        assert [supply.trouble_with(one) for one in listed] == [
            ("could not be fetched", f"the server answered 404 Not Found: {at}/gone.jpg"),
            ("could not be fetched", f"a web page came instead of a file: {at}/page.jpg"),
            ("has no address that could be fetched", "ftp://old.example/uploads/x.jpg"),
            ("has no address that could be fetched", ""),
        ]
    assert f"{UPLOADS}/a-300x200.jpg" not in server.asked


def test_what_is_stored_or_in_the_uploads_is_not_fetched(server: StrangeServer, tmp_path: Path) -> None:
    at = server.address(UPLOADS)
    server.files |= {f"{UPLOADS}/{name}.jpg": b"x" for name in "abc"}
    with zipfile.ZipFile(tmp_path / "up.zip", "w") as archive:
        archive.writestr("2020/05/b.jpg", b"zipped")
    source = Source(*(medium(name, f"{at}/{name}.jpg") for name in "abc"), media_root=tmp_path / "up.zip")
    with supply_of(source, tmp_path) as supply:
        supply.list_all(quiet)
        supply.fetch_all({"a"}, quiet)
        found = supply.find(medium("b", f"{at}/b.jpg"))
        assert found is not None
        assert found.path.read_bytes() == b"zipped"
    assert set(server.asked) == {f"{UPLOADS}/c.jpg"}


def test_a_run_killed_while_fetching_goes_on_where_it_was(server: StrangeServer, tmp_path: Path) -> None:
    names = [f"{UPLOADS}/{number}.jpg" for number in range(40)]
    server.files |= {name: name.encode() for name in names}
    source = Source(*(medium(name, server.address(name)) for name in names))

    def die_after_ten(done: int, total: int | None, label: str) -> None:
        if done == 10:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        with supply_of(source, tmp_path) as supply:
            supply.list_all(quiet)
            supply.fetch_all(set(), die_after_ten)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    kept = {path for path in tmp_path.rglob("*") if path.is_file() and not path.name.startswith("part-")}
    assert 10 <= len(kept) < 40
    (tmp_path / "old.example" / "aa").mkdir(exist_ok=True)
    (tmp_path / "old.example" / "aa" / "part-torn").write_bytes(b"half")
    server.asked.clear()
    with supply_of(source, tmp_path) as supply:
        supply.list_all(quiet)
        supply.fetch_all(set(), quiet)
        for name in names:
            assert (located := supply.find(medium(name, server.address(name)))) is not None
            assert located.path.read_bytes() == name.encode()
    assert sum(server.asked.values()) == 40 - len(kept)
    assert not list(tmp_path.rglob("part-*"))


def test_a_disk_that_is_full_ends_the_import_in_one_line(
    server: StrangeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with supply_of(Source(medium("a", server.address("/a.jpg"))), tmp_path) as supply:
        monkeypatch.setattr(supply.fetcher, "fetch_to", full)
        supply.list_all(quiet)
        with pytest.raises(ImportRefused, match="what was fetched cannot be kept: No space left on device"):
            supply.fetch_all(set(), quiet)


def test_a_folder_has_only_pictures_of_the_web_fetched(server: StrangeServer, tmp_path: Path) -> None:
    server.files["/a.jpg"] = b"a"
    body = f"![A]({server.address('/a.jpg')})\n\n![B](absent.jpg)"
    source = Source(story(body, body_format=BodyFormat.MARKDOWN), media_root=tmp_path)
    source.kind = "folder"
    with supply_of(source, tmp_path / "fetched", fetch=False) as supply:
        supply.list_all(quiet)
        assert len(supply.wanted) == 0
    with supply_of(source, tmp_path / "fetched") as supply:
        supply.list_all(quiet)
        supply.fetch_all(set(), quiet)
        assert [one.url for one in supply.unlisted()] == [server.address("/a.jpg")]
    assert dict(server.asked) == {"/a.jpg": 1}


def test_fetched_files_of_any_site_stay_in_their_folder(tmp_path: Path) -> None:
    for site in ("../../etc", "old.example/blog", "…", ""):
        folder = FetchedFiles(tmp_path, site).folder
        assert folder.parent == tmp_path
        assert folder != tmp_path


# In the paper


def messages(report: Report) -> list[str]:
    return [line.message for line in report.warnings]


@pytest.mark.usefixtures("front")
def test_an_import_fetches_its_pictures_and_says_what_it_could_not_get(server: StrangeServer, tmp_path: Path) -> None:
    at = server.address(UPLOADS)
    server.files |= {
        f"{UPLOADS}/boats.jpg": jpeg(),
        f"{UPLOADS}/again.jpg": jpeg(),
        f"{UPLOADS}/ferry.jpg": jpeg((50, 50), "red"),
        f"{UPLOADS}/evil.jpg": b"<svg onload='alert(1)'/>",
        f"{UPLOADS}/plan.pdf": b"%PDF-1.4",
    }
    body = (
        f'<p><a href="{at}/plan.pdf">The plan</a></p>'
        f'<img src="{at}/boats-300x200.jpg"><img src="{at}/ferry-90x90.jpg"><img src="{at}/gone.jpg">'
    )
    path = export(
        tmp_path,
        item(1, body=body, meta="_thumbnail_id=10"),
        attachment(9, f"{at}/boats.jpg"),
        attachment(10, f"{at}/again.jpg"),
        attachment(11, f"{at}/evil.jpg"),
    )
    text = path.read_text().replace("https://old.example</", server.address("</"))
    path.write_text(text)

    rehearsal = import_wordpress(path, dry_run=True, fetch_media=True, allow_private=True)
    assert not server.asked
    assert rehearsal.reasons[("medium", "would be fetched; a rehearsal fetches nothing")] == 6
    assert not Photo.objects.exists()
    assert not messages(rehearsal)
    assert not rehearsal.unaccounted()

    report = import_wordpress(path, fetch_media=True, allow_private=True)
    boats, ferry = Photo.objects.order_by("pk")
    assert (boats.width, ferry.width) == (60, 50)
    assert File.objects.get().title == "plan"
    made = StoryPage.objects.get()
    assert made.lead_picture == boats
    shown = [block["value"]["photo"] for block in made.body.raw_data if block["type"] == "picture"]
    assert shown == [boats.pk, ferry.pk]
    assert f'linktype="document" id="{File.objects.get().pk}"' in str(made.body.raw_data[0])
    lost = [
        line for line in report.warnings if line.message.startswith("could not be fetched: the server answered 404")
    ]
    assert [(line.title, line.place) for line in lost] == [("A story", "old.xml:8")]
    assert any(one.endswith("evil.jpg") for one in messages(report))
    assert not (imports_folder() / "fetched" / path_site(server)).exists()

    assert not report.unaccounted()

    server.asked.clear()
    server.files[f"{UPLOADS}/gone.jpg"] = jpeg((40, 40), "green")
    again = import_wordpress(path, fetch_media=True, allow_private=True)
    assert set(server.asked) == {f"{UPLOADS}/gone.jpg", f"{UPLOADS}/evil.jpg"}
    assert again.created("photo") == 1


def path_site(server: StrangeServer) -> str:
    return f"127.0.0.1-{server.server_port}"


@pytest.mark.usefixtures("front")
def test_the_same_bytes_with_other_words_are_another_photo(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "up.zip", "w") as archive:
        for name in "abc":
            archive.writestr(f"2020/05/{name}.jpg", jpeg())
    at = "https://old.example" + UPLOADS
    parts = [attachment(9, f"{at}/a.jpg", excerpt="At noon"), attachment(10, f"{at}/b.jpg", excerpt="At night")]
    path = export(tmp_path, item(), *parts, attachment(11, f"{at}/c.jpg"))
    report = import_wordpress(path, uploads=tmp_path / "up.zip")
    assert sorted(Photo.objects.values_list("caption", flat=True)) == ["At night", "At noon"]
    assert ImportedItem.objects.filter(kind="photo").count() == 3
    assert report.created("photo") == 2
    assert import_wordpress(path, uploads=tmp_path / "up.zip").counts["photo"] == {"unchanged": 3}


@pytest.mark.usefixtures("front")
def test_no_address_of_ones_own_network_is_asked_without_leave(
    server: StrangeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_args: pytest.fail("it was called"))
    path = export(
        tmp_path, item(body='<img src="http://169.254.169.254/latest.jpg"><img src="http://localhost/b.jpg">')
    )
    report = import_wordpress(path, fetch_media=True)
    assert sum("lies in a private network" in one for one in messages(report)) == 2
    assert not server.asked
