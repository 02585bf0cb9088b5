"""Words that a reader gets from a page of the paper."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from broadsheet.ingest.bodies.words import words_of_html

_MAIN = re.compile(r"<main\b.*?</main\s*>", re.DOTALL | re.IGNORECASE)
_EMBEDDED = re.compile(r'<figure class="embed"[^>]*>\s*<a href="([^"]*)"')


def words_seen(markup: str) -> Counter[str]:
    """Of what stands between masthead and footer. Of what is embedded, the address is where the text had it."""
    found = _MAIN.search(markup)
    main = found.group() if found else markup
    addresses = " ".join(unescape(address) for address in _EMBEDDED.findall(main))
    return words_of_html(main) + words_of_html(addresses.replace("<", " "))
