"""The paper's icons: of its logo where that can be read when small, else of its first letter, and always there."""

import io
import json

import pytest
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image, ImageChops, ImageDraw

from broadsheet.feeds.machine_files import faces, icons
from broadsheet.feeds.machine_files.manifest import site_webmanifest
from broadsheet.fronts.models import Masthead
from broadsheet.media.models import Photo
from broadsheet.press.recording import Recording, recording

pytestmark = pytest.mark.django_db
SIZES = {"/apple-touch-icon.png": 180, "/icon-192.png": 192, "/icon-512.png": 512, "/icon-maskable-512.png": 512}
NAMES = {
    "The Tidewell Courier": "T",
    "صحيفة المدينة": "ص",
    "朝日新聞": "朝",
    "ながさき": "な",
    "ąžuolas": "Ą",
    "«1843»": "1",
    "straße": "S",
    "🗞️ 📰": "",
    "—": "",
    "": "",
}


@pytest.fixture
def wear(front):
    """Gives the paper a logo; returns its masthead."""

    def put_on(picture, kind="PNG", **fields):
        buffer = io.BytesIO()
        picture.save(buffer, kind)
        file = ImageFile(io.BytesIO(buffer.getvalue()), f"logo.{kind.lower()}")
        photo = Photo.objects.create(title="Logo", file=file, **fields)
        masthead = Masthead.of_the_paper()
        masthead.logo_light = photo
        masthead.save()
        return masthead

    return put_on


def disc(colour="#c00000", size=300):
    picture = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((40, 40, size - 40, size - 40), fill=colour)
    return picture


def shown(client, address):
    return Image.open(io.BytesIO(client.get(address).content))


def middle(picture):
    return picture.convert("RGBA").getpixel((picture.width // 2, picture.height // 2))[:3]


def test_every_size_is_what_it_says(client, front):
    for address, size in SIZES.items():
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
        assert Image.open(io.BytesIO(answer.content)).size == (size, size)
    favicon = client.get("/favicon.ico")
    assert favicon.headers["Content-Type"] == "image/vnd.microsoft.icon"
    assert Image.open(io.BytesIO(favicon.content)).info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    assert client.get("/icon-64.png", follow=True).status_code == 404


def test_a_logo_is_the_icon(client, wear):
    wear(disc())
    for address in (*SIZES, "/favicon.ico"):
        assert middle(shown(client, address)) == (192, 0, 0), address


def test_a_logo_that_is_a_photo_goes_on_in_the_colour_of_its_edge(client, wear):
    wear(Image.new("RGB", (400, 400), "#336699"), kind="PNG")
    assert shown(client, "/icon-maskable-512.png").convert("RGB").getpixel((2, 2)) == (0x33, 0x66, 0x99)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "CMYK", "I;16"])
def test_a_logo_in_any_colours_is_the_icon(client, wear, mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    wear(Image.new("L", (300, 300), 10).convert(mode) if mode != "I;16" else Image.new(mode, (300, 300), 9), kind=kind)
    assert shown(client, "/icon-192.png").size == (192, 192)


def of_its_name(client):
    return icons.png(Masthead(name=Masthead.of_the_paper().name), 192)


def test_a_line_of_letters_is_no_icon(client, wear):
    wear(Image.new("RGB", (900, 200), "#c00000"))
    assert client.get("/icon-192.png").content == of_its_name(client)


def test_a_logo_whose_rights_have_ended_is_nowhere(client, wear):
    wear(disc(), expires_at=timezone.now())
    assert client.get("/icon-192.png").content == of_its_name(client)


def test_a_logo_whose_file_is_lost_or_broken_is_done_without(client, wear):
    masthead = wear(disc())
    photo = masthead.logo_light
    path = photo.file.path
    for damage in (b"no picture", b"", None):
        if damage is None:
            photo.file.storage.delete(photo.file.name)
        else:
            with open(path, "wb") as file:  # noqa: PTH123  # a path of Django's
                file.write(damage)
        assert client.get("/icon-192.png").content == of_its_name(client)


def test_a_logo_on_which_nothing_is_drawn_is_none(client, wear):
    wear(Image.new("RGBA", (200, 200), (0, 0, 0, 0)))
    assert client.get("/icon-192.png").content == of_its_name(client)


@pytest.mark.parametrize(("name", "initial"), NAMES.items())
def test_without_a_logo_the_first_letter_stands_for_the_paper(name, initial):
    assert faces.initial_of(name) == initial
    drawn = icons.png(Masthead(name=name or "—"), 192)
    assert (drawn == icons.png(Masthead(name="🗞️"), 192)) == (initial == "")


@pytest.mark.parametrize("name", ["Газета", "ไทยรัฐ", "עיתון"])
def test_a_letter_the_papers_faces_lack_is_not_drawn_as_a_box(name):
    assert faces.face_for(faces.initial_of(name), 100, is_sans=False) is None
    assert icons.png(Masthead(name=name), 192) == icons.png(Masthead(name="🗞️"), 192)


def test_headlines_in_the_sans_make_icons_in_the_sans():
    serif, sans = (icons.png(Masthead(name="Quay", headline_face=face), 192) for face in ("", "sans"))
    assert serif != sans


@pytest.mark.parametrize("accent", ["", "#8a1f11", "#ffd54f", "#777777", "#ffffff", "#000000"])
def test_the_letter_can_be_read_on_any_accent(accent):
    icon = Image.open(io.BytesIO(icons.png(Masthead(name="I", accent=accent), 192))).convert("RGB")
    colours = [colour for _count, colour in sorted(icon.getcolors(100_000))[-2:]]
    assert icons._contrast(*colours) >= 4


def test_an_icon_that_is_cut_out_keeps_to_its_safe_zone_and_hides_nothing():
    icon = Image.open(io.BytesIO(icons.png(Masthead(name="W"), 512, is_cut=True)))
    assert icon.convert("RGBA").getchannel("A").getextrema() == (255, 255)
    ground = Image.new("RGB", icon.size, icons.INK)
    left, top, right, bottom = ImageChops.difference(icon.convert("RGB"), ground).getbbox()
    far = max(abs(x - 256) ** 2 + abs(y - 256) ** 2 for x in (left, right) for y in (top, bottom)) ** 0.5
    assert far <= 0.4 * 512


def test_the_same_paper_has_the_same_icon_each_time(front):
    assert len({icons.ico(Masthead(name="Quay")) for _ in range(2)}) == 1


def test_an_icon_is_of_the_masthead_and_its_logo(client, wear):
    masthead = wear(disc())
    with recording(Recording(holes=True)) as noted:
        client.get("/favicon.ico")
    assert {"masthead", f"photo:{masthead.logo_light_id}"} <= noted.keys
    assert not noted.unstorable


def test_pages_lead_to_the_icons(client, front):
    page = client.get("/").content.decode()
    for link in (
        '<link rel="icon" href="/favicon.ico" sizes="32x32">',
        '<link rel="apple-touch-icon" href="/apple-touch-icon.png">',
        '<link rel="manifest" href="/site.webmanifest">',
    ):
        assert page.count(link) == 1


def test_a_theme_may_bring_an_icon_of_its_own(client, front, tmp_path, monkeypatch, settings):
    (tmp_path / "reader").mkdir()
    (tmp_path / "reader" / "icon.svg").write_text("<svg/>")
    assert b"icon.svg" not in client.get("/").content
    monkeypatch.setattr(type(settings.PAPER), "theme_static", property(lambda paper: [tmp_path]))
    assert b'<link rel="icon" type="image/svg+xml" href="/static/reader/icon.svg">' in client.get("/").content


@pytest.mark.parametrize(
    ("name", "whole", "short"),
    [
        ("The Tidewell Courier", "The Tidewell Courier", "The Tidewell"),
        ("صحيفة المدينة اليومية", "صحيفة المدينة اليومية", "صحيفة"),
        ("🗞️ Extra", "🗞️ Extra", "🗞️ Extra"),
        ("x" * 500, "x" * 120, "x" * 12),
        ('"</script>\x07', '"</script>', '"</script>'),
    ],
)
def test_the_manifest_names_any_paper(name, whole, short):
    said = json.loads(site_webmanifest(Masthead(name=name)))
    assert (said["name"], said["short_name"]) == (whole, short)


def test_the_manifests_icons_are_there(client, front):
    answer = client.get("/site.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    said = json.loads(answer.content)
    assert said["start_url"] == "/" and said["lang"] == "en-GB" and said["dir"] == "ltr"  # noqa: PT018  # one look
    assert {icon["purpose"] for icon in said["icons"]} == {"any", "maskable"}
    for icon in said["icons"]:
        picture = shown(client, icon["src"])
        assert icon["sizes"] == "{}x{}".format(*picture.size)
