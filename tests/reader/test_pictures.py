"""Pictures: every width and format offered, boxes reserved, files made when first asked for."""

from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from PIL import Image

from broadsheet.media.models import Photo
from broadsheet.media.renditions import addresses, largest_width
from broadsheet.reader.templatetags.pictures import picture, picture_address


def test_a_picture_offers_modern_formats_and_reserves_its_box(photo):
    html = picture(photo, "ratio-3x2", sizes="50vw")
    assert 'type="image/avif"' in html
    assert 'type="image/webp"' in html
    assert 'width="640" height="427"' in html
    assert 'alt="A quay at dusk"' in html
    assert 'loading="lazy"' in html


def test_a_picture_costs_no_query(photo, django_assert_num_queries):
    with django_assert_num_queries(0):
        picture(photo)


def test_every_offered_address_answers_with_what_it_says(client, photo):
    for kind, name in (("avif", "AVIF"), ("webp", "WEBP"), ("jpg", "JPEG")):
        width, address = max(addresses(photo, "3x2", kind).items())
        response = client.get(address)
        image = Image.open(BytesIO(b"".join(response.streaming_content)))
        assert (image.format, image.width) == (name, width)
        assert "immutable" in response.headers["Cache-Control"]


def test_nothing_wider_than_the_photo_is_offered_or_made(client, photo):
    assert max(addresses(photo, "3x2", "jpg")) <= largest_width(photo, "3x2")
    address = addresses(photo, "3x2", "jpg")[640].replace("-640.", "-1600.")
    assert client.get(address).status_code == 404


def test_shapes_and_sizes_nobody_offers_are_not_made(client, photo):
    good = addresses(photo, "3x2", "jpg")[640]
    for bad in (good.replace("-640.", "-641."), good.replace("3x2", "7x9"), good.replace(".jpg", ".tiff")):
        assert client.get(bad).status_code == 404


def test_an_address_of_an_older_version_leads_to_the_present_one(client, photo):
    old = addresses(photo, "3x2", "jpg")[640]
    photo.focal_point_x, photo.focal_point_y = 10, 10
    photo.focal_point_width = photo.focal_point_height = 20
    photo.save()
    response = client.get(old)
    assert response.status_code == 302
    assert response.headers["Location"] == addresses(photo, "3x2", "jpg")[640]


def test_a_photo_whose_rights_have_ended_is_shown_nowhere(client, photo, make_story):
    story = make_story("Pictured", lead_picture=photo, body=[("picture", {"photo": photo, "caption": "", "alt": ""})])
    address = addresses(photo, "3x2", "jpg")[640]
    assert addresses(photo, "whole", "avif")[640] in client.get(story.address).content.decode()
    photo.expires_at = timezone.now() - timedelta(seconds=1)
    photo.save()
    assert "/media/images/" not in client.get(story.address).content.decode()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("has_own", [True, False], ids=["its own", "the lead picture"])
def test_other_sites_are_told_which_picture_stands_beside_a_link(client, make_story, photo, has_own):
    own = Photo.objects.create(title="Card", file=photo.file, width=1200, height=800) if has_own else None
    story = make_story(lead_picture=photo, social_picture=own)
    head = BeautifulSoup(client.get(story.address).content, "lxml").head
    (address,) = (tag["content"] for tag in head.select('meta[property="og:image"]'))
    assert address == f"http://testserver{picture_address(own or photo)}"


def test_a_picture_whose_rights_have_ended_is_told_to_nobody(client, make_story, photo):
    photo.expires_at = timezone.now() - timedelta(days=1)
    photo.save()
    page = client.get(make_story(social_picture=photo).address).content
    assert b"/media/images/" not in page
    assert b'property="og:image" content="http://testserver/cards/story-' in page
