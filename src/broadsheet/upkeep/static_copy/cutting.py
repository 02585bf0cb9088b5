"""Takes out of a page what only a running paper can answer, and leaves every other byte alone.

Forms, links and dialogues do not nest (HTML, 4.10.3 and 4.5.1), and our templates escape ``>`` within attributes:
the first closing tag is the right one.
"""

from __future__ import annotations

import re

_SEARCH = r"(?:/lite)?/search/"
_FORM = re.compile(r"<form\b([^>]*)>.*?</form>\s*", re.DOTALL)
_DIALOG = re.compile(r"<dialog\b[^>]*>.*?</dialog>\s*", re.DOTALL)
_SEARCH_LINK = re.compile(rf'<a\b[^>]*\bhref="{_SEARCH}[^"]*"[^>]*>.*?</a>\s*', re.DOTALL)
_SEARCH_SCRIPT = re.compile(r'<script\b[^>]*\bsrc="[^"]*/reader/js/search(?:\.[0-9a-f]{12})?\.js"[^>]*></script>\s*')
_ABOUT_SEARCH = re.compile(rf'<p class="empty">[^<]*</p>\s*(?=<form\b[^>]*action="{_SEARCH})')
"""What the page for addresses that lead nowhere says of the search below it."""
_SEARCH_DATA = re.compile(r',"potentialAction":\{"@type":"SearchAction".*?"query-input":"[^"]*"\}')
"""What the front tells search engines of the search."""
_EMBEDDING = re.compile(r'<link\b[^>]*\btype="[^"]*\+oembed"[^>]*>\s*')
_HUB = re.compile(r'<(?:atom:)?link\b[^>]*\brel="hub"[^>]*/>\s*|"hubs": \[[^\]]*\], ')
"""Whom a feed names to those who would be told of what is new, in its three formats."""
_SEARCH_ACTION = re.compile(rf'\baction="{_SEARCH}')
_OWN_ACTION = re.compile(r'\baction="(?:/(?!/)|")')


def without_the_running_parts(html: str) -> str:
    """A page without its search (forms, links, overlay and script), without forms that are sent to the paper and
    without the address that answers how to embed it."""
    html = _ABOUT_SEARCH.sub("", html)
    html = _DIALOG.sub(lambda found: "" if any(map(_is_dead, _FORM.findall(found[0]))) else found[0], html)
    html = _FORM.sub(lambda found: "" if _is_dead(found[1]) else found[0], html)
    html = _SEARCH_DATA.sub("", _EMBEDDING.sub("", _SEARCH_LINK.sub("", html)))
    return _SEARCH_SCRIPT.sub("", html)


def without_the_hub(feed: str) -> str:
    """A feed that sends nobody to the paper's hub."""
    return _HUB.sub("", feed)


def _is_dead(attributes: str) -> bool:
    """Whether a form with these attributes asks the paper itself: for a search, or by sending something."""
    if _SEARCH_ACTION.search(attributes):
        return True
    is_sent = 'method="post"' in attributes.lower()
    return is_sent and ("action=" not in attributes or _OWN_ACTION.search(attributes) is not None)


def moved_to(origin: str, base: str, text: str) -> str:
    """``text`` with every address of the paper at ``origin`` as if the paper were at ``base``."""
    if base == origin:
        return text
    for old, new in ((origin, base), (_quoted(origin), _quoted(base))):
        text = re.sub(re.escape(old) + r"(?![\w:.-])", new.replace("\\", r"\\"), text)
    return text


def _quoted(address: str) -> str:
    """An address as it stands within the query of another, such as that of a share link."""
    return address.replace(":", "%3A").replace("/", "%2F")
