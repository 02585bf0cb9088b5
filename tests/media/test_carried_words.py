"""What the copies of a photo say of it, as programs read it that know nothing of this paper."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image, IptcImagePlugin

from broadsheet.media.carried_words import CarriedWords, iptc_segment, words_of, xmp_packet
from broadsheet.media.models import Photo
from broadsheet.media.renditions import addresses, version_of
from broadsheet.media.rights import withdraw_outdated
from tests.media.pictures import SECRET, from_a_camera
from tests.media.test_renditions import content_of

MakePhoto = Callable[..., Photo]
KINDS = ["jpg", "webp", "avif", "png"]
WORDS = {
    "caption": "Boats <at> dawn & “fog”\nin the harbour",
    "credit": "Bjørn Ås / Coast Agency",
    "copyright_notice": "© 2026 Coast Agency",
    "licence_url": "https://agency.example/terms?a=1&b=2",
    "alt_text": "Nine boats — ⛵ — in fog",
}
KEPT_BACK = {"source": "Sent by a neighbour", "rights_note": "Paid 200, do not tell"}


def said_by(content: bytes) -> dict[str, Any]:
    """Pillow's own reading of the XMP, by the names of the properties."""
    with Image.open(BytesIO(content)) as picture:
        found = picture.getxmp()
    return found["xmpmeta"]["RDF"]["Description"] if found else {}


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_carries_credit_caption_copyright_terms_and_alternative_text(
    kind: str, make_photo: MakePhoto, client: Client
) -> None:
    photo = make_photo(from_a_camera(), **WORDS, **KEPT_BACK)
    Photo.objects.filter(pk=photo.pk).update(title="The harbour")
    photo.refresh_from_db()
    content = content_of(client, addresses(photo, "3x2", kind)[320])
    said = said_by(content)
    assert said["title"]["Alt"]["li"]["text"] == "The harbour"
    assert said["description"]["Alt"]["li"] == {"lang": "x-default", "text": WORDS["caption"]}
    assert said["creator"]["Seq"]["li"] == "Bjørn Ås"
    assert said["Credit"] == WORDS["credit"]
    assert said["rights"]["Alt"]["li"]["text"] == WORDS["copyright_notice"]
    assert (said["Marked"], said["WebStatement"]) == ("True", WORDS["licence_url"])
    assert said["AltTextAccessibility"]["Alt"]["li"]["text"] == WORDS["alt_text"]
    assert not any(text.encode() in content for text in KEPT_BACK.values())
    assert not any(trace in content for trace in (SECRET, b"Exif", b"GPS"))


def test_a_jpeg_says_it_to_old_programs_too(make_photo: MakePhoto, client: Client) -> None:
    content = content_of(client, addresses(make_photo(**WORDS), "3x2", "jpg")[320])
    with Image.open(BytesIO(content)) as picture:
        records = IptcImagePlugin.getiptcinfo(picture)
    assert records[(1, 90)] == b"\x1b%G"
    assert records[(2, 120)].decode() == WORDS["caption"]
    assert records[(2, 80)].decode() == "Bjørn Ås"
    assert records[(2, 110)].decode() == WORDS["credit"]
    assert records[(2, 116)].decode() == WORDS["copyright_notice"]


def test_a_title_that_is_the_files_name_is_not_told(make_photo: MakePhoto) -> None:
    assert not words_of(make_photo(name="harbour.jpg"))
    assert words_of(make_photo(name="DSC_0042.jpg")).title == "Harbour"


def test_words_of_any_length_and_kind_fit_into_every_format(make_photo: MakePhoto, client: Client) -> None:
    hostile = "&\x00\x0b\ud800<]]>" * 20_000
    photo = make_photo(credit="&" * 255, alt_text="<" * 500, copyright_notice="é" * 500)
    Photo.objects.filter(pk=photo.pk).update(caption=hostile.replace("\ud800", ""))
    photo.refresh_from_db()
    for kind in KINDS:
        said = said_by(content_of(client, addresses(photo, "3x2", kind)[320]))
        assert said["description"]["Alt"]["li"]["text"].startswith("&<]]>&<]]>")
        assert said["Credit"] == "&" * 255


def test_texts_are_cut_between_characters_where_the_old_standard_ends_them() -> None:
    segment = iptc_segment(CarriedWords(credit="ø" * 40))
    assert ("ø" * 16).encode() in segment
    assert ("ø" * 17).encode() not in segment


def test_nothing_is_written_where_nothing_is_known() -> None:
    assert xmp_packet(CarriedWords()) == iptc_segment(CarriedWords()) == b""


def test_a_picture_said_to_be_made_with_ai_goes_on_saying_so(make_photo: MakePhoto, client: Client) -> None:
    photo = make_photo(content_credentials={"is_valid": True, "machine": "made"})
    said = said_by(content_of(client, addresses(photo, "3x2", "webp")[320]))
    assert said["DigitalSourceType"].endswith("/trainedAlgorithmicMedia")


@pytest.mark.parametrize("field", WORDS)
def test_other_words_are_at_another_address_and_the_old_one_leads_there(
    field: str, make_photo: MakePhoto, client: Client, media: Path
) -> None:
    photo = make_photo(**WORDS)
    before = addresses(photo, "3x2", "jpg")[320]
    content_of(client, before)
    setattr(photo, field, "https://another.example/")
    photo.save()
    after = addresses(photo, "3x2", "jpg")[320]
    assert after != before
    withdraw_outdated(photo)
    assert not (media / before.removeprefix("/media/")).exists()
    assert client.get(before).url == after
    assert b"https://another.example/" in content_of(client, after)


def test_words_changed_behind_our_back_do_not_leave_the_old_ones_at_the_new_address(
    make_photo: MakePhoto, client: Client
) -> None:
    photo = make_photo(**WORDS)
    content_of(client, addresses(photo, "3x2", "jpg")[320])
    Photo.objects.update(credit="Somebody else")
    photo.refresh_from_db()
    assert said_by(content_of(client, addresses(photo, "3x2", "jpg")[320]))["Credit"] == "Somebody else"


def test_what_changes_nothing_in_the_copies_leaves_their_address(make_photo: MakePhoto) -> None:
    photo = make_photo(**WORDS)
    before = version_of(photo)
    photo.source, photo.rights_note = "x", "y"
    assert version_of(photo) == before


def test_outdated_renditions_go_when_the_photo_is_saved(
    make_photo: MakePhoto, client: Client, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    photo = make_photo(**WORDS)
    content_of(client, addresses(photo, "3x2", "jpg")[320])
    desks = photo.get_rendition("max-165x165")
    photo.caption = "Another"
    with django_capture_on_commit_callbacks(execute=True):
        photo.save()
    assert [path.name for path in (media / "images").iterdir()] == [desks.file.name.removeprefix("images/")]
