"""Whether an uploaded file is of the sort asked for, judged by its first bytes; a zip by its table of contents too."""

from __future__ import annotations

import zipfile
from collections.abc import Collection
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from broadsheet.ingest.parsers import packed

XML, JSON, ZIP, GZIP, CSV = "xml", "json", "zip", "gzip", "csv"
EXPORTS_OF: dict[str, tuple[str, ...]] = {
    "wordpress": (XML, GZIP, ZIP),
    "ghost": (JSON, GZIP, ZIP),
    "folder": (ZIP,),
    "feed": (XML, JSON, GZIP),
}
LOOKED_AT = 4096
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def refuse_wrong_file(upload: Any, wanted: Collection[str]) -> None:
    """Raises ValidationError for a file that is none of the kinds wanted, or a zip no archive would be."""
    upload.seek(0)
    head = upload.read(LOOKED_AT)
    upload.seek(0)
    found = kind_of(head)
    if found not in wanted:
        raise ValidationError(_wrong(wanted, upload.name))
    if found == ZIP:
        _refuse_bomb(upload.file, upload.name)


def kind_of(head: bytes) -> str:
    """XML, JSON, ZIP, GZIP, CSV for any other text, or '' for what is no text."""
    if head.startswith(packed.ZIP):
        return ZIP
    if head.startswith(packed.GZIP):
        return GZIP
    is_wide = head.startswith(_BOMS[1:])
    for bom in _BOMS:
        head = head.removeprefix(bom)
    if is_wide:
        head = head.replace(b"\0", b"")
    if b"\0" in head:
        return ""
    first = head.lstrip()[:1]
    return {b"<": XML, b"{": JSON, b"[": JSON, b"": ""}.get(first, CSV)


def _wrong(wanted: Collection[str], name: str) -> str:
    texts = {
        (XML, GZIP, ZIP): _("“%(name)s” is not a WordPress export. That ends in .xml, or is a .gz or .zip of it."),
        (JSON, GZIP, ZIP): _("“%(name)s” is not a Ghost export. That ends in .json, or is a .gz or .zip of it."),
        (XML, JSON, GZIP): _("“%(name)s” is not a feed. A feed is XML or JSON."),
        (ZIP,): _("“%(name)s” is not a zip. Please pack the folder into a .zip file."),
        (CSV,): _("“%(name)s” is not a file of members. That ends in .csv, with a column “email”."),
    }  # fmt: skip
    return texts[tuple(wanted)] % {"name": name}


def _refuse_bomb(file: IO[bytes], name: str) -> None:
    """By what the zip says of itself; what lies is found out while it is read."""
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
    except packed.UNREADABLE as error:
        raise ValidationError(
            _("“%(name)s” is damaged or cut. Please make or fetch it again.") % {"name": name}
        ) from error
    finally:
        file.seek(0)
    size = sum(info.compress_size for info in infos)
    if sum(info.file_size for info in infos) > max(packed.RATIO_COUNTS_FROM, size * packed.HIGHEST_RATIO):
        raise ValidationError(
            _("“%(name)s” would unpack to far more than any archive does. It is refused.") % {"name": name}
        )
    if any(info.flag_bits & 1 for info in infos):
        raise ValidationError(_("“%(name)s” is protected by a password. Please pack it without one.") % {"name": name})
