"""Pictures made for tests, with as much in them as a camera or an agency would put there."""

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import ExifTags, Image, ImageDraw

GPS = {1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)}
SECRET = b"Nikon-serial-4711"


def drawn(width: int = 1600, height: int = 1067) -> Image.Image:
    """A picture whose left half is red and right half blue."""
    picture = Image.new("RGB", (width, height), "red")
    ImageDraw.Draw(picture).rectangle((width // 2, 0, width, height), fill="blue")
    return picture


def camera_exif(orientation: int = 1) -> Image.Exif:
    """What a telephone writes: where, with what, and which way up."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = SECRET.decode()
    exif[ExifTags.Base.Orientation] = orientation
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(GPS)
    return exif


def iptc(records: dict[int, bytes], utf8: bool = False) -> bytes:
    """An APP13 segment's content with datasets of record 2 (IPTC-IIM 4.2, Photoshop image resource 0x0404)."""

    def dataset(record: int, number: int, value: bytes) -> bytes:
        return bytes([0x1C, record, number]) + len(value).to_bytes(2, "big") + value

    datasets = dataset(1, 90, b"\x1b%G") if utf8 else b""
    datasets += b"".join(dataset(2, number, value) for number, value in records.items())
    padded = datasets + b"\0" * (len(datasets) % 2)
    return b"Photoshop 3.0\x008BIM\x04\x04\0\0" + len(datasets).to_bytes(4, "big") + padded


def xmp(properties: str) -> bytes:
    """An XMP packet around some properties."""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
        ' xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">'
        f"{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def encoded(kind: str = "JPEG", picture: Image.Image | None = None, **options: Any) -> bytes:
    """A picture as a file of some kind."""
    buffer = BytesIO()
    (picture or drawn()).save(buffer, kind, **options)
    return buffer.getvalue()


def with_segment(jpeg: bytes, marker: int, content: bytes) -> bytes:
    """A JPEG with one more application segment at its head."""
    return jpeg[:2] + bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2, "big") + content + jpeg[2:]


def from_a_camera(kind: str = "JPEG", orientation: int = 1) -> bytes:
    """A picture that gives away where it was taken, in every way its kind has."""
    options: dict[str, Any] = {"exif": camera_exif(orientation)}
    if kind == "JPEG":
        options["comment"] = SECRET
    options["xmp"] = xmp(f"<dc:source>{SECRET.decode()}</dc:source>")
    content = encoded(kind, **options)
    return with_segment(content, 0xED, iptc({90: SECRET})) if kind == "JPEG" else content


def named(content: bytes, name: str) -> ContentFile:
    """A file with a name, as an upload has."""
    return ContentFile(content, name)
