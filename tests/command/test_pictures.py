"""Renditions are answered before Django: quickly, safely, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from broadsheet.serving.pictures import Pictures

PASSED_ON = [b"Django"]


class Asked:
    """What a request got."""

    def __init__(self, pictures: Pictures, path: str, method: str = "GET", **headers: str) -> None:
        environ = {"PATH_INFO": path, "REQUEST_METHOD": method, **headers}
        self.status, self.headers = "", dict[str, str]()
        self.body = list(pictures(environ, self._start))

    def _start(self, status: str, headers: Iterable[tuple[str, str]]) -> None:
        self.status, self.headers = status, dict(headers)


def life_of(name: str) -> list[tuple[str, str]]:
    """As the paper's CDN would have it said."""
    return [("Cache-Control", "public, max-age=31536000, immutable"), ("Cache-Tag", name)]


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    """A folder of renditions, with secrets beside it."""
    folder = tmp_path / "images"
    folder.mkdir()
    (folder / "wave.width-800.avif").write_bytes(b"a wave")
    (folder / "été.webp").write_bytes(b"summer")
    (folder / "page.html").write_bytes(b"<script>")
    (folder / "drawing.svg").write_bytes(b"<svg>")
    (folder / ".hidden.jpg").write_bytes(b"hidden")
    (folder / "folder.jpg").mkdir()
    (tmp_path / "original.jpg").write_bytes(b"where the camera was")
    (folder / "link.jpg").symlink_to(tmp_path / "original.jpg")

    def django(_environ: dict[str, Any], _start: Any) -> list[bytes]:
        return PASSED_ON

    return Pictures(django, folder, life_of)


def test_a_rendition_is_answered_with_headers_that_let_it_be_kept(pictures: Pictures) -> None:
    asked = Asked(pictures, "/media/images/wave.width-800.avif")
    assert (asked.status, asked.body) == ("200 OK", [b"a wave"])
    assert asked.headers["Content-Type"] == "image/avif"
    assert asked.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert asked.headers["X-Content-Type-Options"] == "nosniff"
    assert asked.headers["Content-Length"] == "6"
    assert asked.headers["Cache-Tag"] == "wave.width-800.avif"


def test_a_name_outside_ascii_is_found(pictures: Pictures) -> None:
    assert Asked(pictures, "/media/images/" + "été.webp".encode().decode("latin-1")).body == [b"summer"]


def test_head_has_the_headers_and_no_body(pictures: Pictures) -> None:
    asked = Asked(pictures, "/media/images/wave.width-800.avif", "HEAD")
    assert (asked.status, asked.body, asked.headers["Content-Length"]) == ("200 OK", [], "6")


@pytest.mark.parametrize(
    "path",
    [
        "/media/images/page.html",
        "/media/images/drawing.svg",
        "/media/images/.hidden.jpg",
        "/media/images/folder.jpg",
        "/media/images/link.jpg",
        "/media/images/gone.jpg",
        "/media/images/../original.jpg",
        "/media/images//etc/x.jpg",
        "/media/images/a\x00.jpg",
        "/media/images/\udcff.jpg",
        "/media/images/",
        "/media/original.jpg",
        "/",
        "",
    ],
)
def test_everything_else_is_passed_on(path: str, pictures: Pictures) -> None:
    assert Asked(pictures, path).body == PASSED_ON


def test_a_post_is_passed_on(pictures: Pictures) -> None:
    assert Asked(pictures, "/media/images/wave.width-800.avif", "POST").body == PASSED_ON


def test_what_a_browser_has_is_not_sent_again(pictures: Pictures) -> None:
    path = "/media/images/wave.width-800.avif"
    tag = Asked(pictures, path).headers["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        asked = Asked(pictures, path, HTTP_IF_NONE_MATCH=known)
        assert (asked.status, asked.body) == ("304 Not Modified", [])
    assert Asked(pictures, path, HTTP_IF_NONE_MATCH='"other"').status == "200 OK"


@pytest.mark.parametrize(
    ("since", "status"),
    [
        (formatdate(4_000_000_000, usegmt=True), "304 Not Modified"),
        (formatdate(0, usegmt=True), "200 OK"),
        ("yesterday", "200 OK"),
    ],
)
def test_a_date_serves_when_there_is_no_tag(since: str, status: str, pictures: Pictures) -> None:
    path = "/media/images/wave.width-800.avif"
    assert Asked(pictures, path, HTTP_IF_MODIFIED_SINCE=since).status == status
    assert Asked(pictures, path, HTTP_IF_MODIFIED_SINCE=since, HTTP_IF_NONE_MATCH='"x"').status == "200 OK"
