"""Where the paper signs, every copy of a picture says so in a way that anybody can check."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from c2pa import Context, Reader
from django.conf import settings as django_settings
from django.test import Client
from PIL import Image

from broadsheet.fronts.models import Front, Trust
from broadsheet.media import signing
from broadsheet.media.credentials_reader import SETTINGS
from broadsheet.media.models import Photo, PhotoRendition
from broadsheet.media.renditions import addresses
from broadsheet.media.rights import withdraw_all_renditions
from tests.media.credentialed import somebody
from tests.media.test_carried_words import KINDS, said_by
from tests.media.test_renditions import content_of

MakePhoto = Callable[..., Photo]
CERTIFICATE = "/.well-known/content-credentials.pem"


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this paper's key is, or would be."""
    file = tmp_path / "picture-key.pem"
    monkeypatch.setattr(type(django_settings.PAPER), "picture_key_file", file)
    return file


@pytest.fixture
def signs(db: None, key_file: Path) -> None:
    """The paper signs."""
    Trust(sign_pictures=True).save()


def checked(content: bytes, media_type: str, certificate: bytes) -> tuple[str, dict[str, Any]]:
    """What somebody finds who believes ``certificate``: the state, and the manifest."""
    trust = {"user_anchors": certificate.decode(), "trust_config": "1.3.6.1.5.5.7.3.4\n"}
    with (
        Context.from_dict({**SETTINGS, "trust": trust}) as context,
        Reader(media_type, BytesIO(content), context=context) as reader,
    ):
        return reader.get_validation_state(), reader.get_active_manifest()


@pytest.mark.parametrize("kind", KINDS)
def test_others_can_check_a_copy_by_the_published_certificate(
    kind: str, signs: None, make_photo: MakePhoto, client: Client, key_file: Path
) -> None:
    photo = make_photo(credit="Ada Quay", caption="Boats")
    content = content_of(client, addresses(photo, "3x2", kind)[320])
    certificate = client.get(CERTIFICATE)
    assert certificate.headers["Content-Type"] == "application/x-pem-file"
    assert b"PRIVATE" not in certificate.content
    state, manifest = checked(content, signing.SIGNED[kind], certificate.content)
    assert state == "Trusted"
    assert manifest["signature_info"]["issuer"] == django_settings.PAPER.name
    actions = next(one["data"]["actions"] for one in manifest["assertions"] if "actions" in one["label"])
    assert [action["action"] for action in actions] == ["c2pa.opened", "c2pa.published"]
    assert said_by(content)["Credit"] == "Ada Quay"
    with Image.open(BytesIO(content)) as picture:
        picture.load()
    assert len(content) < 12_000


def test_a_copy_somebody_has_changed_is_found_out(
    signs: None, make_photo: MakePhoto, client: Client, key_file: Path
) -> None:
    content = content_of(client, addresses(make_photo(credit="Ada Quay"), "3x2", "jpg")[320])
    forged = content.replace(b"Ada Quay", b"Ann Quay")
    assert forged != content
    assert checked(forged, "image/jpeg", signing.published_certificate())[0] == "Invalid"


def test_a_paper_that_does_not_sign_makes_no_key_and_publishes_none(
    make_photo: MakePhoto, client: Client, front: Front, key_file: Path
) -> None:
    content = content_of(client, addresses(make_photo(), "3x2", "jpg")[320])
    assert b"c2pa" not in content
    assert client.get(CERTIFICATE).status_code == 404
    assert not key_file.exists()


def test_what_the_desk_makes_for_itself_is_not_signed(signs: None, make_photo: MakePhoto, media: Path) -> None:
    rendition = make_photo().get_rendition("max-165x165")
    assert b"c2pa" not in (media / rendition.file.name).read_bytes()


def test_the_key_is_its_owners_alone_and_made_once(signs: None, key_file: Path) -> None:
    first = signing.key_of_the_paper()
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert signing.key_of_the_paper() == first
    assert list(key_file.parent.glob(".picture-key-*")) == []


def test_many_who_need_a_key_at_once_get_the_same(key_file: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _n: signing.key_of_the_paper().certificate, range(16)))
    assert len(set(made)) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"nonsense", somebody().key, somebody().key + somebody().certificate],
    ids=["nothing", "nonsense", "another's key", "another's key with a third one's certificate"],
)
def test_a_key_that_can_not_be_used_is_not_replaced_and_pictures_go_out_unsigned(
    content: bytes, signs: None, make_photo: MakePhoto, client: Client, key_file: Path, caplog: Any
) -> None:
    key_file.write_bytes(content)
    with pytest.raises(signing.KeyFileError):
        signing.read_key(key_file)
    assert b"c2pa" not in content_of(client, addresses(make_photo(), "3x2", "jpg")[320])
    assert "goes out unsigned" in caplog.text
    assert client.get(CERTIFICATE).status_code == 404
    assert key_file.read_bytes() == content


def test_a_certificate_that_has_ended_signs_nothing_more(
    signs: None, make_photo: MakePhoto, client: Client, key_file: Path
) -> None:
    over = somebody(years=-8 / 365)
    key_file.write_bytes(over.key + over.certificate)
    with pytest.raises(signing.KeyFileError, match="ended on"):
        signing.key_of_the_paper()
    assert b"c2pa" not in content_of(client, addresses(make_photo(), "3x2", "jpg")[320])
    assert client.get(CERTIFICATE).content == over.certificate


def test_switching_it_on_or_off_has_every_picture_made_anew(
    make_photo: MakePhoto, client: Client, key_file: Path, django_capture_on_commit_callbacks: Any, monkeypatch: Any
) -> None:
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(
        "broadsheet.fronts.signal_handlers.withdraw_all_renditions",
        SimpleNamespace(enqueue=lambda *arguments: asked.append(arguments)),
    )
    for wish, times in ((False, 0), (True, 1), (True, 1), (False, 2)):
        with django_capture_on_commit_callbacks(execute=True):
            Trust(sign_pictures=wish).save()
        assert len(asked) == times, wish


def test_made_anew_means_signed(make_photo: MakePhoto, client: Client, key_file: Path, media: Path) -> None:
    photo = make_photo()
    address = addresses(photo, "3x2", "jpg")[320]
    assert b"c2pa" not in content_of(client, address)
    photo.get_rendition("max-165x165")
    Trust(sign_pictures=True).save()
    withdraw_all_renditions.call()
    assert [one.filter_spec for one in PhotoRendition.objects.all()] == ["max-165x165"]
    assert b"c2pa" in content_of(client, address)


def test_the_paper_asks_no_network_when_it_signs() -> None:
    assert json.dumps(SETTINGS["core"]["allowed_network_hosts"]) == "[]"
    assert not SETTINGS["verify"]["remote_manifest_fetch"]
    assert not SETTINGS["verify"]["ocsp_fetch"]
