"""Reads what agencies and photographers write into their files: IPTC, XMP and EXIF.

XMP goes before IPTC-IIM and both before EXIF, as the IPTC Photo Metadata Standard 2023.2 has it. Nothing here is
trusted: texts are cut to the length of their fields and control characters are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import IO, TYPE_CHECKING, Any

from lxml import etree
from PIL import ExifTags, Image, IptcImagePlugin
from PIL.ImageFile import ImageFile

from broadsheet.media.carried_words import is_file_name

if TYPE_CHECKING:
    from broadsheet.media.models import Photo

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_IPTC_CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
_RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_UTF8_MARK = b"\x1b%G"  # IPTC-IIM 4.2, dataset 1:90
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SAYS_NOTHING = re.compile(r"(?i)\s*(olympus digital camera|sony dsc|dcim\S*|dji_?\d*|default|untitled|exif_\S+)?\s*")
_LONGEST = {"title": 255, "credit": 255, "source": 255, "alt_text": 500, "copyright_notice": 500}
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"\\^`{|}]{1,480}")


@dataclass(frozen=True)
class PhotoMetadata:
    """What a file says of itself, by the names of Photo's fields."""

    title: str = ""
    caption: str = ""
    credit: str = ""
    source: str = ""
    rights_note: str = ""
    alt_text: str = ""
    copyright_notice: str = ""
    licence_url: str = ""


def read(file: IO[bytes]) -> PhotoMetadata:
    """Return what is written in a picture file, left at its beginning; nothing where it makes no sense."""
    file.seek(0)
    try:
        with Image.open(file) as picture:
            sources = [_from_xmp(picture), _from_iptc(picture), _from_exif(picture)]
    except Exception:  # hostile or broken metadata must not keep a picture out
        return PhotoMetadata()
    finally:
        file.seek(0)
    names = [field.name for field in fields(PhotoMetadata)]
    return PhotoMetadata(**{name: next((one[name] for one in sources if one.get(name)), "") for name in names})


def fill(photo: Photo, file: IO[bytes]) -> list[str]:
    """Write what the file says into the fields nobody has filled; returns their names. Does not save.

    A title that is only the file's name counts as empty.
    """
    found = read(file)
    filled = []
    for field in fields(found):
        value = getattr(found, field.name)
        if value and _is_open(photo, field.name, getattr(file, "name", "")):
            setattr(photo, field.name, value)
            filled.append(field.name)
    return filled


def _is_open(photo: Photo, name: str, file_name: str) -> bool:
    present = getattr(photo, name)
    if name != "title" or not present:
        return not present
    return is_file_name(present, file_name)


def _clean(texts: Mapping[str, str]) -> dict[str, str]:
    """Drop what says nothing, control characters and what is too long."""
    kept = {}
    for name, text in texts.items():
        text = _CONTROLS.sub("", text).strip()
        if not _SAYS_NOTHING.fullmatch(text):
            kept[name] = text[: _LONGEST.get(name, 5000)].strip()
    return kept


def _credit(author: str, credit: str) -> str:
    """``Jane Doe / Agency``, or whichever of the two there is."""
    if author and credit and author.casefold() not in credit.casefold():
        return f"{author} / {credit}"
    return credit or author


# XMP


def _from_xmp(picture: Image.Image) -> dict[str, str]:
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    if isinstance(packet, str):
        packet = packet.encode()
    packet = packet.strip(b"\x00 \r\n\t")
    if not packet:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    root = etree.fromstring(packet, parser)
    if root is None:
        return {}
    return _clean(
        {
            "title": _property(root, _DC + "title") or _property(root, _PHOTOSHOP + "Headline"),
            "caption": _property(root, _DC + "description"),
            "credit": _credit(_property(root, _DC + "creator"), _property(root, _PHOTOSHOP + "Credit")),
            "source": _property(root, _PHOTOSHOP + "Source"),
            "rights_note": _lines(_property(root, _DC + "rights"), _property(root, _RIGHTS + "UsageTerms")),
            "alt_text": _property(root, _IPTC_CORE + "AltTextAccessibility"),
            "copyright_notice": _property(root, _DC + "rights"),
            "licence_url": _web_address(_property(root, _RIGHTS + "WebStatement")),
        }
    )


def _property(root: Any, name: str) -> str:
    """A property's text: an attribute, an element, the default of a set of languages, or a list joined by commas."""
    for description in root.iter(_RDF + "Description"):
        if description.get(name):
            return str(description.get(name))
        element = description.find(name)
        if element is not None:
            return _text(element)
    return ""


def _text(element: Any) -> str:
    items = element.findall(f".//{_RDF}li")
    if not items:
        return str(element.text or "")
    default = [item for item in items if item.get(_XML_LANG) == "x-default"]
    languages = [item for item in items if item.get(_XML_LANG)]
    return ", ".join(str(item.text) for item in (default or languages[:1] or items) if item.text)


def _lines(*texts: str) -> str:
    return "\n".join(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _web_address(text: str) -> str:
    """An address a link may lead to, or nothing."""
    return text.strip() if _WEB_ADDRESS.fullmatch(text.strip()) else ""


# IPTC-IIM


def _from_iptc(picture: ImageFile) -> dict[str, str]:
    records = IptcImagePlugin.getiptcinfo(picture) or {}
    encoding = "utf-8" if _UTF8_MARK in _bytes(records.get((1, 90))) else None

    def dataset(number: int, joined_by: str = ", ") -> str:
        value = records.get((2, number)) or b""
        values = value if isinstance(value, list) else [value]
        return joined_by.join(filter(None, (_decoded(one, encoding) for one in values)))

    return _clean(
        {
            "title": dataset(105) or dataset(5),
            "caption": dataset(120, "\n"),
            "credit": _credit(dataset(80), dataset(110)),
            "source": dataset(115),
            "rights_note": dataset(116),
            "copyright_notice": dataset(116),
        }
    )


def _bytes(value: Any) -> bytes:
    return b"".join(value) if isinstance(value, list) else value or b""


def _decoded(value: bytes, encoding: str | None) -> str:
    """Text as marked; unmarked, UTF-8 where it can be that, and otherwise what Windows and old agencies wrote."""
    value = value.rstrip(b"\x00")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("utf-8", "replace") if encoding else value.decode("cp1252", "replace")


# EXIF


def _from_exif(picture: Image.Image) -> dict[str, str]:
    exif = picture.getexif()

    def tag(number: int) -> str:
        value = exif.get(number) or ""
        return _decoded(value, None) if isinstance(value, bytes) else _mended(str(value))

    return _clean(
        {
            "caption": tag(ExifTags.Base.ImageDescription),
            "credit": tag(ExifTags.Base.Artist),
            "rights_note": tag(ExifTags.Base.Copyright),
            "copyright_notice": tag(ExifTags.Base.Copyright),
        }
    )


def _mended(text: str) -> str:
    """EXIF is ASCII by its standard and UTF-8 in practice; Pillow reads it as Latin-1."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
