"""What readers get of a photo: the right way up, and not a word about where it was taken."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageCms
from wagtail.images.models import Filter

from broadsheet.media.encoding import making
from broadsheet.media.models import Photo, PhotoRendition
from broadsheet.media.renditions import addresses
from tests.media.pictures import SECRET, drawn, encoded, from_a_camera

MakePhoto = Callable[..., Photo]


def content_of(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, address
    return b"".join(response.streaming_content)


def assert_bare(content: bytes) -> None:
    picture = Image.open(BytesIO(content))
    picture.load()
    of_the_format = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progressive", "progression"}
    of_the_format |= {"loop", "background", "timestamp", "duration"}
    assert set(picture.info) - of_the_format <= {"icc_profile"}
    assert not dict(picture.getexif())
    for trace in (SECRET, b"Exif", b"GPS", b"<x:xmpmeta", b"8BIM"):
        assert trace not in content


@pytest.mark.parametrize("source", ["JPEG", "WEBP", "PNG", "AVIF"])
@pytest.mark.parametrize("kind_made", ["avif", "webp", "jpg", "png"])
def test_no_rendition_says_where_a_photo_was_taken(
    source: str, kind_made: str, make_photo: MakePhoto, client: Client
) -> None:
    content = from_a_camera(source)
    assert SECRET in content
    photo = make_photo(content, f"harbour.{source.lower()}")
    assert_bare(content_of(client, addresses(photo, "3x2", kind_made)[320]))


@pytest.mark.parametrize("spec", ["max-165x165", "max-800x600", "width-500", "original", "fill-100x100|jpegquality-40"])
def test_nor_does_a_rendition_the_desk_makes_for_itself(spec: str, make_photo: MakePhoto, media: Path) -> None:
    rendition = make_photo(from_a_camera()).get_rendition(spec)
    assert_bare((media / rendition.file.name).read_bytes())


@pytest.mark.parametrize(("orientation", "left", "upright"), [(1, "red", False), (3, "blue", False), (6, None, True)])
def test_a_photo_stands_the_right_way_up(
    orientation: int, left: str | None, upright: bool, make_photo: MakePhoto, client: Client
) -> None:
    photo = make_photo(from_a_camera(orientation=orientation))
    assert (photo.height > photo.width) is upright
    picture = Image.open(BytesIO(content_of(client, addresses(photo, "whole", "png")[320]))).convert("RGB")
    assert (picture.height > picture.width) is upright
    if left:
        red, _green, blue = picture.getpixel((5, picture.height // 2))
        assert (red > blue) is (left == "red")


def test_the_colour_profile_is_kept(make_photo: MakePhoto, client: Client) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo = make_photo(encoded(icc_profile=profile))
    picture = Image.open(BytesIO(content_of(client, addresses(photo, "3x2", "jpg")[320])))
    assert picture.info["icc_profile"] == profile


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "I;16", "P", "RGBA", "LA"])
@pytest.mark.parametrize("kind_made", ["avif", "webp", "jpg", "png"])
def test_pictures_in_any_colours_become_renditions_browsers_can_show(
    mode: str, kind_made: str, make_photo: MakePhoto, client: Client
) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    picture = drawn(640, 427)
    source = Image.new("I;16", (640, 427), 60_000) if mode == "I;16" else picture.convert(mode)
    photo = make_photo(encoded(kind, source), "harbour.jpg" if kind == "JPEG" else "harbour.png")
    shown = Image.open(BytesIO(content_of(client, addresses(photo, "3x2", kind_made)[320])))
    assert shown.mode in ("RGB", "RGBA", "L", "LA", "P")
    if mode == "I;16":
        assert 220 < shown.convert("L").getpixel((10, 10)) < 245


def test_the_original_has_no_public_address(make_photo: MakePhoto, client: Client) -> None:
    photo = make_photo(from_a_camera())
    assert photo.file.name.startswith("original_images/")
    for address in (photo.file.url, f"/media/images/../{photo.file.name}", f"/media/images/{photo.file.name}"):
        assert client.get(address, follow=True).status_code == 404


def test_only_the_sizes_a_photo_is_offered_in_are_made(make_photo: MakePhoto, client: Client) -> None:
    photo = make_photo()
    offered = addresses(photo, "3x2", "jpg")[640]
    for asked in ("641", "9999", "1920"):
        assert client.get(offered.replace("-640.", f"-{asked}.")).status_code == 404
    for asked in (".gif", ".svg", ".tiff"):
        assert client.get(offered.replace(".jpg", asked)).status_code == 404
    assert not PhotoRendition.objects.exists()


def test_a_photo_whose_rights_have_ended_is_not_found(make_photo: MakePhoto, client: Client) -> None:
    photo = make_photo(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(addresses(photo, "3x2", "jpg")[320]).status_code == 404


def test_a_photo_whose_original_is_lost_is_not_found(make_photo: MakePhoto, client: Client, media: Path) -> None:
    photo = make_photo()
    (media / photo.file.name).unlink()
    assert client.get(addresses(photo, "3x2", "jpg")[320]).status_code == 404


def test_a_rendition_whose_file_is_lost_is_made_again(make_photo: MakePhoto, client: Client, media: Path) -> None:
    address = addresses(make_photo(), "3x2", "jpg")[320]
    first = content_of(client, address)
    (media / address.removeprefix("/media/")).unlink()
    assert content_of(client, address) == first
    assert (media / address.removeprefix("/media/")).is_file()


def test_a_file_left_over_without_a_record_makes_room(make_photo: MakePhoto, client: Client, media: Path) -> None:
    address = addresses(make_photo(), "3x2", "jpg")[320]
    left_over = media / address.removeprefix("/media/")
    left_over.parent.mkdir(exist_ok=True)
    left_over.write_bytes(b"left over")
    content_of(client, address)
    assert left_over.read_bytes() != b"left over"
    assert len(list(left_over.parent.iterdir())) == 1


def test_renditions_the_desk_makes_have_names_nobody_can_guess(make_photo: MakePhoto) -> None:
    names = {make_photo(name="harbour.jpg").get_rendition("max-165x165").file.name for _n in range(2)}
    assert len(names) == 2
    assert all(name.startswith("images/desk-") and "harbour" not in name for name in names)


def test_a_rendition_somebody_else_has_just_made_is_not_made_again(
    make_photo: MakePhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = make_photo()
    made = photo.get_rendition("width-320")
    monkeypatch.setattr(Photo, "generate_rendition_file", None)
    assert photo.create_rendition(Filter(spec="width-320")) == made


def test_one_rendition_is_made_by_one_at_a_time() -> None:
    entered, order = threading.Event(), []

    def second() -> None:
        entered.set()
        with making("7-width-320"):
            order.append("second")

    with making("7-width-320"):
        waiting = threading.Thread(target=second)
        waiting.start()
        entered.wait()
        time.sleep(0.1)
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_asking_at_once_all_get_the_one_rendition(make_photo: MakePhoto, media: Path) -> None:
    address = addresses(make_photo(), "3x2", "avif")[640]
    answers: list[int] = []

    def ask() -> None:
        answers.append(Client().get(address).status_code)
        connection.close()

    asking = [threading.Thread(target=ask) for _n in range(6)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert answers == [200] * 6
    assert [path.name for path in (media / "images").iterdir()] == [address.rpartition("/")[2]]
