"""The elements of a WordPress export (WXR 1.0 to 1.2) that are looked at, in the order of the document."""

from __future__ import annotations

from broadsheet.ingest.parsers.packed import PackedFile
from broadsheet.ingest.parsers.safe_xml import Dialect, XmlStream
from broadsheet.ingest.parsers.wxr_files import name_of

SUPPORTED_VERSIONS = ("1.0", "1.1", "1.2")
WXR = Dialect(
    "WordPress export",
    roots=("rss",),
    parents=("channel",),
    watched=(
        "item",
        "author",
        "category",
        "tag",
        "term",
        "wxr_version",
        "base_site_url",
        "base_blog_url",
        "title",
        "link",
    ),
)


class WxrStream(XmlStream):
    """One document of an export. Iterating yields the channel's children."""

    def __init__(self, file: PackedFile) -> None:
        super().__init__(file, name_of(file), WXR)
