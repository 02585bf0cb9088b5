"""When rights end, the pictures end, down to the files."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from broadsheet.media.models import Photo, PhotoRendition
from broadsheet.media.renditions import addresses
from broadsheet.media.rights import withdraw_ended_photos
from tests.media.test_renditions import content_of

MakePhoto = Callable[..., Photo]


@pytest.fixture
def a_day_later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], datetime]:
    """Moves the clock when called."""

    def move() -> datetime:
        tomorrow = timezone.now() + timedelta(days=1)
        monkeypatch.setattr(timezone, "now", lambda: tomorrow)
        return tomorrow

    return move


def test_renditions_go_when_rights_end(
    make_photo: MakePhoto, client: Client, media: Path, a_day_later: Callable[[], datetime]
) -> None:
    ending = make_photo(expires_at=timezone.now() + timedelta(hours=1))
    staying = make_photo(expires_at=timezone.now() + timedelta(days=7))
    lasting = make_photo()
    shown = {photo.pk: addresses(photo, "3x2", "jpg")[320] for photo in (ending, staying, lasting)}
    for address in shown.values():
        content_of(client, address)
    assert withdraw_ended_photos() == 0
    a_day_later()
    assert withdraw_ended_photos() == 1
    assert not (media / shown[ending.pk].removeprefix("/media/")).exists()
    assert [client.get(address).status_code for address in shown.values()] == [404, 200, 200]
    assert (media / ending.file.name).exists()
    assert withdraw_ended_photos() == 0


def test_every_size_format_and_focal_point_goes(
    make_photo: MakePhoto, client: Client, media: Path, a_day_later: Callable[[], datetime]
) -> None:
    photo = make_photo(expires_at=timezone.now() + timedelta(hours=1))
    for kind in ("avif", "jpg"):
        content_of(client, addresses(photo, "1x1", kind)[192])
    photo.focal_point_x, photo.focal_point_y, photo.focal_point_width, photo.focal_point_height = 100, 100, 50, 50
    photo.save()
    content_of(client, addresses(photo, "1x1", "jpg")[192])
    assert len(list((media / "images").iterdir())) == 3
    a_day_later()
    withdraw_ended_photos()
    assert list((media / "images").iterdir()) == []
    assert not PhotoRendition.objects.exists()


def test_the_desk_keeps_its_small_renditions(make_photo: MakePhoto, a_day_later: Callable[[], datetime]) -> None:
    photo = make_photo(expires_at=timezone.now() + timedelta(hours=1))
    photo.get_rendition("max-165x165")
    a_day_later()
    assert withdraw_ended_photos() == 0
    assert photo.renditions.count() == 1


def test_rights_won_back_show_the_photo_again(
    make_photo: MakePhoto, client: Client, a_day_later: Callable[[], datetime]
) -> None:
    photo = make_photo(expires_at=timezone.now() + timedelta(hours=1))
    content_of(client, addresses(photo, "3x2", "jpg")[320])
    a_day_later()
    withdraw_ended_photos()
    Photo.objects.update(expires_at=None)
    content_of(client, addresses(photo, "3x2", "jpg")[320])


def test_nothing_to_do_costs_one_query(db: None, django_assert_num_queries: Callable[[int], object]) -> None:
    with django_assert_num_queries(1):
        withdraw_ended_photos()


def test_a_photo_ended_long_ago_is_found_within_a_minute_though_nobody_told(
    make_photo: MakePhoto, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most looks are only at what has just ended."""
    photo = make_photo()
    content_of(client, addresses(photo, "3x2", "jpg")[320])
    assert withdraw_ended_photos() == 0
    Photo.objects.update(expires_at=timezone.now() - timedelta(days=400))
    began, withdrawn = timezone.now(), 0
    for second in range(60):
        monkeypatch.setattr(timezone, "now", lambda at=second: began + timedelta(seconds=at))
        withdrawn += withdraw_ended_photos()
    assert withdrawn == 1
