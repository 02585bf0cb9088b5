"""What agencies and photographers wrote into the file is read once, by us, and not asked for again."""

from broadsheet.media.embedded_metadata import fill, read
from broadsheet.media.models import Photo
from tests.media.pictures import camera_exif, drawn, encoded, iptc, named, with_segment, xmp

SMALL = drawn(60, 40)

LANGUAGES = (
    '<dc:description><rdf:Alt><rdf:li xml:lang="de">Der Hafen</rdf:li>'
    '<rdf:li xml:lang="x-default">The harbour at dawn</rdf:li></rdf:Alt></dc:description>'
    "<dc:creator><rdf:Seq><rdf:li>Jo Lund</rdf:li><rdf:li>Ada Moe</rdf:li></rdf:Seq></dc:creator>"
    "<photoshop:Credit>Coast Agency</photoshop:Credit><photoshop:Source>Coast Archive</photoshop:Source>"
    '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2026 Coast Agency</rdf:li></rdf:Alt></dc:rights>'
    '<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">Boats in fog</rdf:li></rdf:Alt>'
    "</Iptc4xmpCore:AltTextAccessibility>"
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Harbour</rdf:li></rdf:Alt></dc:title>'
)


def of(content: bytes, name: str = "a.jpg"):
    return read(named(content, name))


def test_xmp_gives_caption_credit_source_rights_title_and_alternative_text() -> None:
    found = of(encoded(picture=SMALL, xmp=xmp(LANGUAGES)))
    assert found.caption == "The harbour at dawn"
    assert found.credit == "Jo Lund, Ada Moe / Coast Agency"
    assert found.source == "Coast Archive"
    assert found.rights_note == found.copyright_notice == "© 2026 Coast Agency"
    assert found.alt_text == "Boats in fog"
    assert found.title == "Harbour"


def test_xmp_is_read_from_webp_and_png_too() -> None:
    for kind in ("WEBP", "AVIF"):
        assert of(encoded(kind, SMALL, xmp=xmp(LANGUAGES))).alt_text == "Boats in fog", kind


def test_iptc_is_read_in_utf8_and_in_what_old_agencies_wrote() -> None:
    for text, coding, marked in (("Møller på øya", "utf-8", True), ("Møller på øya", "cp1252", False)):
        records = {120: text.encode(coding), 80: "Bjørn".encode(coding), 110: b"NTB", 116: b"(c) NTB", 5: b"Oya"}
        found = of(with_segment(encoded(picture=SMALL), 0xED, iptc(records, utf8=marked)))
        assert found.caption == text
        assert found.credit == "Bjørn / NTB"
        assert found.rights_note == found.copyright_notice == "(c) NTB"
        assert found.title == "Oya"


def test_exif_is_read_where_there_is_nothing_better() -> None:
    exif = camera_exif()
    exif[0x010E] = "The harbour"
    exif[0x013B] = "Jo Lund"
    found = of(encoded(picture=SMALL, exif=exif))
    assert (found.caption, found.credit) == ("The harbour", "Jo Lund")


def test_what_cameras_write_of_themselves_is_no_caption() -> None:
    exif = camera_exif()
    exif[0x010E] = "OLYMPUS DIGITAL CAMERA         "
    assert of(encoded(picture=SMALL, exif=exif)).caption == ""


def test_nothing_is_filled_that_somebody_has_written(db: None) -> None:
    photo = Photo(title="Our own title", caption="Our own caption")
    filled = fill(photo, named(encoded(picture=SMALL, xmp=xmp(LANGUAGES)), "DSC_0042.jpg"))
    assert (photo.title, photo.caption) == ("Our own title", "Our own caption")
    assert photo.credit == "Jo Lund, Ada Moe / Coast Agency"
    assert set(filled) == {"credit", "source", "rights_note", "alt_text", "copyright_notice"}


def test_a_title_that_is_only_the_files_name_gives_way(db: None) -> None:
    for title in ("DSC_0042.jpg", "DSC 0042", "dsc_0042", ""):
        photo = Photo(title=title)
        fill(photo, named(encoded(picture=SMALL, xmp=xmp(LANGUAGES)), "DSC_0042.jpg"))
        assert photo.title == "Harbour", title


def test_hostile_metadata_keeps_no_picture_out_and_opens_no_file() -> None:
    entity = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + xmp("<photoshop:Source>&f;</photoshop:Source>")
    assert "root:" not in of(encoded(picture=SMALL, xmp=entity)).source
    assert of(encoded(picture=SMALL, xmp=b"<not<xml")).caption == ""
    cut_off = b"Photoshop 3.0\x008BIM\x04\x04\0\0\xff\xff\xff\xff"
    assert of(with_segment(encoded(picture=SMALL), 0xED, cut_off)).caption == ""
    assert of(b"not a picture").caption == ""


def test_texts_are_cut_to_what_their_fields_hold_and_cleaned() -> None:
    long = xmp(f"<photoshop:Source>{'x' * 999}</photoshop:Source>")
    assert len(of(encoded(picture=SMALL, xmp=long)).source) == 255
    records = {120: b"bell\x07 and\x00 nul"}
    assert of(with_segment(encoded(picture=SMALL), 0xED, iptc(records))).caption == "bell and nul"


def test_the_address_of_the_terms_is_taken_only_where_a_link_may_lead_there() -> None:
    for address, taken in (
        ("https://agency.example/terms?id=7", "https://agency.example/terms?id=7"),
        ("javascript:alert(1)", ""),
        ("https://agency.example/&quot;&gt;&lt;script&gt;", ""),
        ("https://agency.example/" + "x" * 600, ""),
    ):
        packet = xmp("").replace(
            b"</rdf:Description>",
            b'<r:WebStatement xmlns:r="http://ns.adobe.com/xap/1.0/rights/">'
            + address.encode()
            + b"</r:WebStatement></rdf:Description>",
        )
        assert of(encoded(picture=SMALL, xmp=packet)).licence_url == taken, address
