"""What an upload's Content Credentials say is kept; what they do to whoever reads them is nothing."""

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from broadsheet.accounts.models import User
from broadsheet.fronts.models import Front
from broadsheet.media import content_credentials
from broadsheet.media.content_credentials import LONGEST, Credentials, credentials_in
from broadsheet.media.credentials_reader import summary_of
from broadsheet.media.models import Photo
from tests.media.credentialed import AI, WITH_AI, credentialed, somebody
from tests.media.pictures import drawn, encoded

SMALL = drawn(60, 40)
JPEG = encoded(picture=SMALL)


def of(content: bytes) -> Credentials | None:
    return Credentials.of(credentials_in(BytesIO(content)))


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("AVIF", "image/avif"), ("PNG", "image/png")],
)
def test_signer_and_tool_are_read_from_every_format(kind: str, media_type: str) -> None:
    found = of(credentialed(encoded(kind, SMALL), media_type=media_type))
    assert found == Credentials(True, "Lumen Cameras", None, "Lumen X1 4.2", "")


def test_a_picture_made_with_ai_is_known_and_so_is_one_with_a_part_of_it() -> None:
    made = credentialed(JPEG, source_type=AI)
    assert of(made).machine == "made"
    assert of(credentialed(JPEG, source_type=WITH_AI)).machine == "changed"
    assert of(credentialed(JPEG, component=made)).machine == "changed"
    edited = of(credentialed(made, somebody("Retouchers"), is_edited=True))
    assert (edited.signer, edited.is_valid, edited.machine) == ("Retouchers", True, "made")


def test_a_picture_changed_after_it_was_signed_does_not_fit() -> None:
    signed = bytearray(credentialed(JPEG))
    signed[-40] ^= 0xFF
    assert of(bytes(signed)).is_valid is False


def test_most_pictures_carry_none_and_cost_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_credentials.subprocess, "run", None)
    assert of(JPEG) is None


def test_a_mark_is_found_wherever_it_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (1, 2, 3, 4, 5, 7, 64):
        monkeypatch.setattr(content_credentials, "BLOCK", size)
        assert content_credentials._is_marked(BytesIO(b"x" * 9 + b"c2pa" + b"y"))
        assert not content_credentials._is_marked(BytesIO(b"x" * 9 + b"c2p" + b"y"))


# What strangers send


def test_names_are_text_and_no_longer_than_a_line() -> None:
    found = of(credentialed(JPEG, somebody("<script>alert(1)</script>"), tool="T\n\x07" + "x" * 5000))
    assert found.signer == "<script>alert(1)</script>"
    assert found.tool.startswith("T xxx")
    assert len(found.tool) == LONGEST


@pytest.mark.parametrize("at", range(0, 1500, 250))
def test_a_broken_manifest_keeps_no_picture_out(at: int) -> None:
    signed = bytearray(credentialed(JPEG))
    start = signed.index(b"jumb") + at
    signed[start : start + 40] = b"\xff" * 40
    found = of(bytes(signed))
    assert found is None or not found.is_valid


def test_a_mark_without_anything_behind_it_is_no_manifest() -> None:
    assert of(JPEG + b"c2pa") is None


def test_a_process_that_dies_hangs_or_talks_nonsense_is_only_a_signature_that_does_not_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signed = credentialed(JPEG)
    for program in ("kill -9 $$", "sleep 9", "echo '{'", "exit 3"):
        command = Path(__file__)  # any file that is there
        monkeypatch.setattr(content_credentials, "SECONDS", 0.5)
        monkeypatch.setattr(content_credentials, "COMMAND", ("/bin/sh", "-c", program, str(command)))
        assert of(signed) == Credentials(False, "", None, "", ""), program


def test_ingredients_that_name_each_other_are_followed_to_an_end() -> None:
    ring = {"ingredients": [{"active_manifest": "a", "relationship": "parentOf"}] * 1000}
    assert summary_of({"active_manifest": "a", "manifests": {"a": ring}})["machine"] == ""


@pytest.mark.parametrize(
    "values",
    [None, [], "x", {}, {"is_valid": "yes", "signer": 7, "signed_at": "2026-99-99T00:00:00Z", "machine": "<b>"}],
)
def test_what_is_kept_is_judged_again_when_it_is_shown(values: object) -> None:
    found = Credentials.of(values)
    assert found is None or found == Credentials(False, "", None, "", "")


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """A server that would have a manifest, and what it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/manifest.c2pa", asked
    server.shutdown()
    server.server_close()


def test_a_manifest_elsewhere_is_not_fetched(elsewhere: tuple[str, list[str]]) -> None:
    address, asked = elsewhere
    picture = credentialed(JPEG, remote=address)
    assert address.encode() in picture
    assert of(picture + b"c2pa") is None or not of(picture + b"c2pa").is_valid
    assert asked == []


# In the desk


@pytest.fixture
def desk(front: Front, client: Client) -> Client:
    """A reporter's browser."""
    rita = User.objects.create_user("rita@gazette.example", name="Rita")
    rita.groups.add(Group.objects.get(name="Reporter"))
    client.force_login(rita)
    return client


def test_an_upload_is_kept_byte_for_byte_with_what_it_says(desk: Client, media: Path) -> None:
    content = credentialed(JPEG)
    desk.post("/desk/images/add/", {"title": "Boats", "file": SimpleUploadedFile("a.jpg", content)})
    photo = Photo.objects.get()
    assert photo.credentials == Credentials(True, "Lumen Cameras", None, "Lumen X1 4.2", "")
    assert (media / photo.file.name).read_bytes() == content
    assert "Lumen Cameras" in desk.get(f"/desk/images/{photo.pk}/").content.decode()


def test_another_file_has_other_credentials(desk: Client) -> None:
    desk.post("/desk/images/add/", {"title": "Boats", "file": SimpleUploadedFile("a.jpg", credentialed(JPEG))})
    photo = Photo.objects.get()
    desk.post(f"/desk/images/{photo.pk}/", {"title": "Boats", "file": SimpleUploadedFile("b.jpg", JPEG)})
    photo.refresh_from_db()
    assert photo.credentials is None


def test_nobody_writes_credentials_into_the_form(desk: Client, make_photo: Callable[..., Photo]) -> None:
    forged = json.dumps({"is_valid": True, "signer": "Reuters"})
    data = {"title": "Boats", "file": SimpleUploadedFile("a.jpg", JPEG), "content_credentials": forged}
    desk.post("/desk/images/add/", data)
    assert Photo.objects.get().credentials is None


def test_a_name_with_markup_is_only_a_name_in_the_desk(desk: Client) -> None:
    content = credentialed(JPEG, somebody("<script>alert(1)</script>"))
    desk.post("/desk/images/add/", {"title": "Boats", "file": SimpleUploadedFile("a.jpg", content)})
    shown = desk.get(f"/desk/images/{Photo.objects.get().pk}/").content.decode()
    assert "<script>alert(1)" not in shown
    assert "signed in the name of &lt;script&gt;alert(1)&lt;/script&gt;" in shown
    many = desk.post("/desk/images/multiple/add/", {"files[]": SimpleUploadedFile("b.jpg", content), "title": "b"})
    assert "<script>alert(1)" not in many.json()["form"]
