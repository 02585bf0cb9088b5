"""Text that any XML, HTML or JSON may carry, whatever was typed, pasted or imported."""

import re

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def xml_text(text: str) -> str:
    """Return ``text`` without what XML 1.0 (section 2.2) forbids or discourages: control characters, halves of
    surrogate pairs, noncharacters. Emoji, line ends and tabs stay."""
    return _FORBIDDEN.sub("", text)


def one_line(text: str) -> str:
    """The same as one line, for titles and names."""
    return " ".join(xml_text(text).split())
