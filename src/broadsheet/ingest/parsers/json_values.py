"""Values of JSON that other programs wrote, whatever type a version of theirs gave them: text, dates, flags."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

from django.conf.locale import LANG_INFO

from broadsheet.ingest.bodies.html_tree import BLOCK_TAGS, fold
from broadsheet.ingest.bodies.inline import INLINE
from broadsheet.ingest.parsers.wxr_dates import EARLIEST_YEAR, mysql_date
from broadsheet.ingest.parsers.wxr_items import plain

_ELEMENTS = sorted(
    {*BLOCK_TAGS, *INLINE, "span", "font", "small", "mark", "u", "img", "script", "style", "svg", "iframe"}
)
_ELEMENT = re.compile(rf"</?(?:{'|'.join(_ELEMENTS)})(?![\w-])[^<>]*>", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def text_of(value: Any) -> str:
    """A string without what no database or page can hold; numbers as written, '' for anything else."""
    if isinstance(value, str):
        return value if value.isprintable() else _UNPRINTABLE.sub("", value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def line_of_text(value: Any) -> str:
    """One line of plain text, markup taken out."""
    return plain(text_of(value))


def headline_of(value: Any) -> str:
    """One line of plain text. Only what is an element of HTML is taken for markup: “<last>” is a word in brackets."""
    return fold(unescape(_ELEMENT.sub("", text_of(value))))


def language_of(value: Any) -> str:
    """The tag of a language a story can be in, '' for anything else."""
    code = text_of(value).strip().lower().replace("_", "-")
    return next((tag for tag in (code, code.partition("-")[0]) if "name_local" in LANG_INFO.get(tag, {})), "")


def flag_of(value: Any) -> bool:
    """1, true, "1" and "true" are yes."""
    return value is True or (isinstance(value, int) and value == 1) or value in ("1", "true")


def moment_of(value: Any) -> datetime | None:
    """'2020-01-31 12:00:00' (UTC), ISO 8601, or milliseconds since 1970; None for what is no date."""
    if isinstance(value, str):
        return mysql_date(value, UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            moment = datetime.fromtimestamp(value / 1000, UTC)
        except (ValueError, OverflowError, OSError):
            return None
        return moment if moment.year >= EARLIEST_YEAR else None
    return None
