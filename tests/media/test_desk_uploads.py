"""Uploading in the desk: one photo, many at once, from a chooser; files; and somebody who may not."""

import json

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from broadsheet.accounts.models import User
from broadsheet.fronts.models import Front
from broadsheet.media.models import File, Photo
from tests.media.pictures import drawn, encoded, xmp
from tests.media.test_embedded_metadata import LANGUAGES

SMALL = drawn(60, 40)
FROM_AN_AGENCY = encoded(picture=SMALL, xmp=xmp(LANGUAGES))
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture
def desk(front: Front, client: Client) -> Client:
    """A reporter's browser."""
    rita = User.objects.create_user("rita@gazette.example", name="Rita")
    rita.groups.add(Group.objects.get(name="Reporter"))
    client.force_login(rita)
    return client


def upload(content: bytes, name: str = "DSC_0042.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add_many(desk: Client, content: bytes, name: str, kind: str = "images"):
    data = {"files[]": upload(content, name), "title": name}
    return json.loads(desk.post(f"/desk/{kind}/multiple/add/", data).content)


def test_one_photo_is_filled_from_what_the_agency_wrote(desk: Client) -> None:
    desk.post("/desk/images/add/", {"title": "DSC 0042", "file": upload(FROM_AN_AGENCY), "caption": "Ours"})
    photo = Photo.objects.get()
    assert photo.caption == "Ours"
    assert photo.credit == "Jo Lund, Ada Moe / Coast Agency"
    assert (photo.title, photo.alt_text) == ("Harbour", "Boats in fog")


def test_many_photos_are_filled_too_and_shown_filled_for_correction(desk: Client) -> None:
    answer = add_many(desk, FROM_AN_AGENCY, "DSC_0042.jpg")
    assert answer["success"]
    assert "The harbour at dawn" in answer["form"]
    assert Photo.objects.get().credit == "Jo Lund, Ada Moe / Coast Agency"


def test_a_photo_uploaded_while_choosing_is_filled_too(desk: Client) -> None:
    data = {"image-chooser-upload-title": "DSC 0042", "image-chooser-upload-file": upload(FROM_AN_AGENCY)}
    desk.post("/desk/images/chooser/create/", data)
    assert Photo.objects.get().alt_text == "Boats in fog"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (HTML, "a.jpg"),
        (b"<svg onload=alert(1)>", "a.svg"),
        (encoded("PNG", SMALL), "a.jpg"),
        (FROM_AN_AGENCY[:400], "a.jpg"),
    ],
)
def test_what_is_no_picture_is_refused_everywhere(content: bytes, name: str, desk: Client) -> None:
    desk.post("/desk/images/add/", {"title": "x", "file": upload(content, name)})
    answer = add_many(desk, content, name)
    assert not answer["success"]
    assert answer["error_message"]
    data = {"image-chooser-upload-title": "x", "image-chooser-upload-file": upload(content, name)}
    desk.post("/desk/images/chooser/create/", data)
    assert not Photo.objects.exists()


def test_what_is_no_document_is_refused_everywhere(desk: Client) -> None:
    desk.post("/desk/documents/add/", {"title": "x", "file": upload(HTML, "minutes.pdf")})
    answer = add_many(desk, HTML, "minutes.pdf", "documents")
    assert answer["error_message"] == "This file is called .pdf but is something else. Save it as what it is."
    data = {"document-chooser-upload-title": "x", "document-chooser-upload-file": upload(HTML, "minutes.pdf")}
    desk.post("/desk/documents/chooser/create/", data)
    assert not File.objects.exists()


def test_a_stranger_uploads_nothing(front: Front, client: Client) -> None:
    assert client.post("/desk/images/add/", {"title": "x", "file": upload(FROM_AN_AGENCY)}).status_code == 302
    assert not Photo.objects.exists()


# Serving files


def serve(client: Client, name: str, content: bytes):
    file = File.objects.create(title="x", file=upload(content, name))
    return client.get(file.url)


def test_a_pdf_opens_in_the_browser_and_nothing_else_is_guessed(front: Front, client: Client) -> None:
    response = serve(client, "minutes.pdf", b"%PDF-1.7")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers.get("Content-Disposition", "inline").startswith("inline")
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "script.js", "page.xhtml", "notes.txt", "data.json"])
def test_what_a_browser_would_run_is_never_shown_in_it(name: str, front: Front, client: Client) -> None:
    """Such kinds are not taken; one that came in some other way is still only downloaded."""
    response = serve(client, name, HTML)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_has_no_address_but_its_own(front: Front, client: Client) -> None:
    file = File.objects.create(title="x", file=upload(b"%PDF-1.7", "minutes.pdf"))
    assert client.get(file.file.url, follow=True).status_code == 404
    assert client.get(f"/media/images/../{file.file.name}", follow=True).status_code == 404
