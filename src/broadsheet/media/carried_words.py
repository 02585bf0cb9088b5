"""What every copy of a photo says of itself: who made it, what it shows, whose it is.

Written as XMP into every format and, for old programs, as IPTC-IIM into JPEG (IPTC Photo Metadata Standard 2023.2).
Nothing else of what is known goes out: source and rights note are the desk's own.
"""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from lxml import etree

from broadsheet.lib.xml_text import xml_text

if TYPE_CHECKING:
    from broadsheet.media.models import Photo

CARRIED = ("title", "description", "caption", "credit", "copyright_notice", "licence_url", "alt_text")
"""The fields of a photo that are written into its copies; ``content_credentials`` beside them."""
LONGEST = 5000
"""Characters of one text. All of them together, escaped, fit into one segment of a JPEG."""

SOURCE_TYPES = {
    "made": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    "changed": "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia",
}
"""IPTC's words for a picture made or changed with AI."""

_NAMESPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class CarriedWords:
    """Texts without what XML forbids, each at most LONGEST characters; empty where nothing is known."""

    title: str = ""
    caption: str = ""
    credit: str = ""
    copyright: str = ""
    licence_url: str = ""
    alt_text: str = ""
    source_type: str = ""

    def __bool__(self) -> bool:
        return any(astuple(self))

    @property
    def creator(self) -> str:
        """Whoever took it, where the credit names an agency after that."""
        return self.credit.partition(" / ")[0]


def words_of(photo: Photo) -> CarriedWords:
    """What the copies of ``photo`` say. A title that is only the name of its file says nothing."""
    return CarriedWords(
        title="" if is_file_name(photo.title, photo.file.name or "") else _cut(photo.title),
        caption=_cut(photo.caption),
        credit=_cut(photo.credit),
        copyright=_cut(photo.copyright_notice),
        licence_url=_cut(photo.licence_url),
        alt_text=_cut(photo.default_alt_text),
        source_type=_source_type(photo.content_credentials or {}),
    )


def _source_type(credentials: dict[str, Any]) -> str:
    return SOURCE_TYPES.get(credentials.get("machine", ""), "") if credentials.get("is_valid") else ""


def _cut(text: str) -> str:
    return xml_text(text)[:LONGEST].strip() if text else ""


def is_file_name(title: str, file_name: str) -> bool:
    """Whether a title is the name of the file and nothing more."""
    return _plain(title) in {_plain(PurePath(file_name).name), _plain(PurePath(file_name).stem)}


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


# XMP


def xmp_packet(words: CarriedWords) -> bytes:
    """The packet, without padding: nobody edits a copy in place. Empty where there is nothing to say."""
    if not words:
        return b""
    root = etree.Element(_name("x:xmpmeta"), nsmap=_NAMESPACES)
    said = etree.SubElement(etree.SubElement(root, _name("rdf:RDF")), _name("rdf:Description"))
    said.set(_name("rdf:about"), "")
    _in_any_language(said, "dc:title", words.title)
    _in_any_language(said, "dc:description", words.caption)
    _in_order(said, "dc:creator", words.creator)
    _in_any_language(said, "dc:rights", words.copyright)
    _in_any_language(said, "Iptc4xmpCore:AltTextAccessibility", words.alt_text)
    _plainly(said, "photoshop:Credit", words.credit)
    _plainly(said, "xmpRights:Marked", "True" if words.copyright else "")
    _plainly(said, "xmpRights:WebStatement", words.licence_url)
    _plainly(said, "Iptc4xmpExt:DigitalSourceType", words.source_type)
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, encoding="utf-8"))


def _name(short: str) -> str:
    prefix, _, name = short.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{name}"


def _plainly(parent: etree._Element, name: str, text: str) -> None:
    if text:
        etree.SubElement(parent, _name(name)).text = text


def _in_order(parent: etree._Element, name: str, text: str) -> None:
    if text:
        items = etree.SubElement(etree.SubElement(parent, _name(name)), _name("rdf:Seq"))
        etree.SubElement(items, _name("rdf:li")).text = text


def _in_any_language(parent: etree._Element, name: str, text: str) -> None:
    if text:
        items = etree.SubElement(etree.SubElement(parent, _name(name)), _name("rdf:Alt"))
        item = etree.SubElement(items, _name("rdf:li"))
        item.set(_LANG, "x-default")
        item.text = text


# IPTC-IIM

_UTF8 = (1, 90, b"\x1b%G")
_RECORD_VERSION = (2, 0, b"\x00\x04")


def iptc_segment(words: CarriedWords) -> bytes:
    """A JPEG's APP13 segment with its marker (IPTC-IIM 4.2 in a Photoshop image resource), empty without words.

    Each text is cut to the octets the standard has for it; whoever reads both believes the XMP.
    """
    texts = [
        (5, words.title, 64),
        (80, words.creator, 32),
        (110, words.credit, 32),
        (116, words.copyright, 128),
        (120, words.caption, 2000),
    ]
    said = [(2, number, _octets(text, most)) for number, text, most in texts if text]
    if not said:
        return b""
    content = b"".join(_dataset(*one) for one in (_UTF8, _RECORD_VERSION, *said))
    resource = b"8BIM\x04\x04\x00\x00" + len(content).to_bytes(4, "big") + content + b"\x00" * (len(content) % 2)
    body = b"Photoshop 3.0\x00" + resource
    return b"\xff\xed" + (len(body) + 2).to_bytes(2, "big") + body


def _dataset(record: int, number: int, value: bytes) -> bytes:
    return bytes([0x1C, record, number]) + len(value).to_bytes(2, "big") + value


def _octets(text: str, most: int) -> bytes:
    return text.encode()[:most].decode(errors="ignore").encode()
