"""What is let in: judged by content and size, refused in words that help."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from broadsheet.media.uploads import check_file, check_photo
from tests.media.pictures import drawn, encoded, from_a_camera, named

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
PROGRAM = b"MZ\x90\x00\x03" + b"\0" * 200


def refusal(check: Callable[..., None], content: bytes, name: str) -> str:
    with pytest.raises(ValidationError) as caught:
        check(named(content, name))
    return str(caught.value.messages[0])


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(
                zipfile.ZipInfo(name), "x"
            )  # without the present time: it names a test, which two processes collect
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("kind", "name"),
    [("JPEG", "a.jpg"), ("JPEG", "a.JPEG"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("AVIF", "a.avif"), ("GIF", "a.gif")],
)
def test_real_pictures_are_taken(kind: str, name: str) -> None:
    file = named(encoded(kind, drawn(200, 100)), name)
    check_photo(file)
    assert file.tell() == 0


def test_a_picture_with_all_a_telephone_writes_into_it_is_taken() -> None:
    check_photo(named(from_a_camera(), "a.jpg"))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (HTML, "a.jpg"),
        (SVG, "a.png"),
        (PROGRAM, "a.jpg"),
        (b"%PDF-1.7", "a.jpg"),
        (b"GIF89a" + HTML, "a.gif"),
        (b"x", "a.webp"),
    ],
)
def test_something_else_in_a_pictures_clothes_is_refused(content: bytes, name: str) -> None:
    assert refusal(check_photo, content, name)


def test_svg_is_refused_and_told_why() -> None:
    assert "carry programs" in refusal(check_photo, SVG, "logo.svg")


def test_a_picture_under_another_kinds_name_is_refused() -> None:
    assert "is a PNG picture" in refusal(check_photo, encoded("PNG", drawn(20, 20)), "a.jpg")


def test_a_picture_of_a_kind_nobody_decodes_for_readers_is_refused() -> None:
    assert "not a picture" in refusal(check_photo, encoded("TIFF", drawn(20, 20)), "a.jpg")


def test_a_picture_that_breaks_off_is_refused() -> None:
    content = encoded(picture=drawn(800, 600), quality=95)
    assert "damaged" in refusal(check_photo, content[: len(content) // 2], "a.jpg")


def test_a_picture_that_swells_is_refused_before_it_does(settings: Settings) -> None:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 1_000_000
    bomb = encoded("PNG", drawn(1200, 900))
    assert len(bomb) < 20_000
    assert "million pixels" in refusal(check_photo, bomb, "a.png")


def test_the_frames_of_an_animation_are_counted(settings: Settings) -> None:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 100_000
    frames = [drawn(100, 100).rotate(n) for n in range(20)]
    content = encoded("GIF", frames[0], save_all=True, append_images=frames[1:])
    assert "million pixels" in refusal(check_photo, content, "a.gif")


def test_a_picture_too_heavy_is_refused_with_both_sizes(settings: Settings) -> None:
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 1000
    assert "At most 1000" in refusal(check_photo, encoded(), "a.jpg")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7\n...", "minutes.pdf"),
        (archive("[Content_Types].xml", "word/document.xml"), "letter.docx"),
        (archive("xl/workbook.xml"), "budget.xlsx"),
        (archive("mimetype", "content.xml"), "letter.odt"),
        (archive("a.txt"), "all.zip"),
        ("Straße;Höhe\n".encode("latin-1"), "streets.csv"),
        ("name,größe\n".encode(), "sizes.csv"),
        ("name\tsize\n".encode("utf-16"), "sizes.tsv"),
        (b'{"type": "FeatureCollection"}', "map.geojson"),
        (b"BEGIN:VCALENDAR\r\n", "dates.ics"),
        (b"ID3\x04\x00", "talk.mp3"),
        (b"\0\0\0\x20ftypisom", "film.mp4"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old.doc"),
        (b"{\\rtf1", "old.rtf"),
        (b"A plain text with 1 < 2.", "notes.txt"),
    ],
)
def test_files_that_are_what_they_say_are_taken(content: bytes, name: str) -> None:
    file = named(content, name)
    check_file(file)
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (HTML, "minutes.pdf"),
        (PROGRAM, "minutes.pdf"),
        (HTML, "notes.txt"),
        (b"\xef\xbb\xbf  <svg onload=alert(1)>", "notes.txt"),
        (b"<?php system($_GET[0]);", "sizes.csv"),
        (b"#!/bin/sh\n", "notes.txt"),
        (PROGRAM, "notes.txt"),
        (HTML, "map.json"),
        (HTML, "dates.ics"),
        (archive("a.exe"), "letter.docx"),
        (b"PK\x03\x04 not really", "all.zip"),
        (HTML, "film.mp4"),
        (HTML, "talk.mp3"),
        (b"%PDF-1.7", "letter.docx"),
    ],
)
def test_files_that_are_something_else_are_refused(content: bytes, name: str) -> None:
    assert "something else" in refusal(check_file, content, name)


@pytest.mark.parametrize(
    "name", ["page.html", "drawing.svg", "run.exe", "a.js", "a.xhtml", "no-extension", "a.pdf.exe"]
)
def test_kinds_a_browser_or_a_machine_would_run_are_refused(name: str) -> None:
    assert "not taken" in refusal(check_file, b"%PDF-1.7", name)


def test_every_kind_that_may_be_uploaded_is_looked_into(settings: Settings) -> None:
    from broadsheet.media.uploads import _LOOKS_RIGHT

    assert set(settings.WAGTAILDOCS_EXTENSIONS) == set(_LOOKS_RIGHT)


def test_a_file_too_large_or_empty_is_refused(settings: Settings) -> None:
    assert "empty" in refusal(check_file, b"", "a.pdf")
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 10
    assert "too large" in refusal(check_file, b"%PDF-1.7 and more", "a.pdf")
