"""Finding uploads in a folder or a zip under the name the old site gave them, and refusing what is not what it says."""

import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize

import pytest

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.media_supply.folder import UploadFolder
from broadsheet.ingest.media_supply.names import Located
from broadsheet.ingest.media_supply.uploads import NotUsableError, Uploads, examine, open_uploads
from broadsheet.ingest.media_supply.zipped import UnpackError, UploadZip
from tests.ingest.strange_server import jpeg

NAMES = (
    "2013/09/boats.jpg",
    "2013/09/Große Fähre.JPG",
    "2014/01/" + normalize("NFD", "Café.jpg"),
    "2014/02/50%.jpg",
    "2014/03/harbour-scaled.jpg",
)
HAYSTACKS = ("", "wp-content/uploads/", "site/public/wp-content/uploads/", "content/images/")


def folder_of(tmp_path: Path, prefix: str) -> Path:
    for name in NAMES:
        path = tmp_path / "up" / prefix / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "up"


def zip_of(tmp_path: Path, prefix: str) -> Path:
    with zipfile.ZipFile(tmp_path / "up.zip", "w") as archive:
        for name in NAMES:
            archive.writestr(prefix + name, name)
    return tmp_path / "up.zip"


@pytest.mark.parametrize("make", [folder_of, zip_of])
@pytest.mark.parametrize("prefix", HAYSTACKS)
def test_an_upload_is_found_however_its_name_is_spelt(
    make: Callable[[Path, str], Path], prefix: str, tmp_path: Path
) -> None:
    uploads = open_uploads(make(tmp_path, prefix))
    for wanted, there in {
        "2013/09/boats.jpg": NAMES[0],
        "/2013/09/boats.jpg": NAMES[0],
        "2013/09/boats-300x200.jpg": NAMES[0],
        "wp-content/uploads/2013/09/boats.jpg": NAMES[0],
        "2013/09/Boats.JPG": NAMES[0],
        "2013/09/gro%C3%9Fe%20f%C3%A4hre.jpg": NAMES[1],
        "2014/01/Café.jpg": NAMES[2],
        "2014/02/50%.jpg": NAMES[3],
        "2014/03/harbour-scaled.jpg": NAMES[4],
    }.items():
        located = uploads.find(wanted)
        assert located is not None, wanted
        assert located.path.read_text() == there
        assert located.name == Path(there).name
        assert uploads.has(wanted)
    for absent in ("2013/09/ferries.jpg", "", "/", "../up.zip", "2013/09", "a" * 5000, "a\0b"):
        assert uploads.find(absent) is None
    uploads.close()


def test_nothing_outside_the_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_text("secret")
    root = folder_of(tmp_path, "")
    (root / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    uploads = UploadFolder(root)
    for path in ("../secret.jpg", "link.jpg", "LINK.jpg", str(tmp_path / "secret.jpg"), "2013/../../secret.jpg"):
        assert uploads.find(path) is None, path


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def test_a_zip_leaves_out_what_would_lead_out_of_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "up.zip", "w") as archive:
        for name in (
            "../../etc/cron.d/x",
            "/etc/passwd",
            "C:\\windows\\a.jpg",
            "2013\\..\\..\\b.jpg",
            "2013\\09\\c.jpg",
        ):
            archive.writestr(zipfile.ZipInfo(name), "x")
        archive.writestr(link("2013/09/link.jpg"), "/etc/passwd")
        archive.writestr("__MACOSX/2013/09/._c.jpg", "x")
    uploads = open_uploads(tmp_path / "up.zip")
    assert [reason for _name, reason in uploads.refused] == ["its name leads out of the zip"] * 4 + [
        "is a link and not a file"
    ]
    assert uploads.find("2013/09/c.jpg") is not None
    for path in ("etc/passwd", "../../etc/cron.d/x", "/etc/passwd", "b.jpg", "2013/09/link.jpg", "2013/09/._c.jpg"):
        assert uploads.find(path) is None, path
    assert not (tmp_path / "etc").exists()
    uploads.close()


def test_files_that_swell_are_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "up.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2013/09/bomb.jpg", bytes(20_000_000))
        archive.writestr("2013/09/large.jpg", bytes(3_000_000))
        archive.writestr("2013/09/small.jpg", b"small")
    uploads = UploadZip(path, most_bytes=30_000_000)
    with pytest.raises(UnpackError, match="swells to more than 200 times"):
        uploads.find("2013/09/bomb.jpg")
    assert uploads.find("2013/09/large.jpg") is not None
    uploads.close()
    narrow = UploadZip(path, most_bytes=1_048_576)
    with pytest.raises(UnpackError, match="larger than 1 MB"):
        narrow.find("2013/09/large.jpg")
    assert narrow.find("2013/09/small.jpg") is not None
    narrow.close()


def test_a_size_that_lies_helps_no_bomb(tmp_path: Path) -> None:
    path = tmp_path / "up.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2013/09/liar.jpg", bytes(3_000_000))
    path.write_bytes(path.read_bytes().replace(struct.pack("<L", 3_000_000), struct.pack("<L", 10)))
    uploads = UploadZip(path, most_bytes=30_000_000)
    with pytest.raises(UnpackError, match="damaged"):
        uploads.find("2013/09/liar.jpg")
    uploads.close()


@pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
def test_a_zip_that_is_cut_is_refused(part: float, tmp_path: Path) -> None:
    whole = zip_of(tmp_path, "").read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(ImportRefused, match=r"cut\.zip: the zip is damaged or cut"):
        open_uploads(tmp_path / "cut.zip")
    with pytest.raises(ImportRefused, match="no such folder or zip"):
        open_uploads(tmp_path / "absent.zip")


def test_damaged_bytes_in_a_zip_are_one_lost_file(tmp_path: Path) -> None:
    path = zip_of(tmp_path, "")
    path.write_bytes(
        path.read_bytes().replace(b"2013/09/boats.jpg2013/09/boats.jpg", b"2013/09/boats.jpg2013/09/goats.jpg")
    )
    uploads: Uploads = open_uploads(path)
    with pytest.raises(UnpackError, match="damaged"):
        uploads.find("2013/09/boats.jpg")
    assert uploads.find("2014/01/Café.jpg") is not None
    uploads.close()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("name", "content", "outcome"),
    [
        ("boats.jpg", jpeg(), "boats.jpg"),
        ("boats.png", jpeg(), "boats.jpg"),
        ("photo-1500", jpeg(), "photo-1500.jpg"),
        ("boats.jpg", jpeg() + b"<script>alert(1)</script>", "boats.jpg"),
        ("report", b"%PDF-1.7 words", "report.pdf"),
        ("report.pdf", b"%PDF-1.7 words", "report.pdf"),
        ("evil.php", b"%PDF-1.7 <?php", "evil.php.pdf"),
        ("logo.svg", SVG, NotUsableError),
        ("logo.jpg", SVG, NotUsableError),
        ("logo.txt", SVG, NotUsableError),
        ("page.jpg", b"<!doctype html><p>404", NotUsableError),
        ("page.html", b"<!doctype html><p>404", NotUsableError),
        ("torn.jpg", jpeg((600, 400))[:-400], NotUsableError),
        ("empty.jpg", b"", NotUsableError),
        ("noise.jpg", bytes(range(256)) * 9, NotUsableError),
        (
            "bomb.png",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff\x08\x02\0\0\0\x1b\x1b\x1b\x1b",
            NotUsableError,
        ),
        ("gif.jpg", b"GIF89a\xff\xff\xff\xff\0\0\0", NotUsableError),
        ("pixel.gif", b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;", NotUsableError),
    ],
)
def test_a_file_is_what_its_content_says(name: str, content: bytes, outcome: object, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    if outcome is NotUsableError:
        with pytest.raises(NotUsableError):
            examine(Located(path, name))
    else:
        found = examine(Located(path, name))
        assert found.name == outcome
        assert found.is_picture == name.startswith(("boats", "photo"))
