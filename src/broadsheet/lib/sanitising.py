"""Makes HTML from outside harmless: the one place that decides which tags and attributes survive."""

from urllib.parse import urljoin

import nh3

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "details",
    "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins",
    "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "wbr",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "reversed", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "del": {"cite", "datetime"},
    "ins": {"cite", "datetime"},
    "q": {"cite"},
    "blockquote": {"cite"},
}
_COMMENT_TAGS = {
    "a", "b", "blockquote", "br", "code", "em", "i", "li", "ol", "p", "pre", "s", "strong", "sub", "sup", "ul",
}  # fmt: skip
SAFE_SCHEMES = {"http", "https", "mailto", "tel"}


def clean_markup(html: str) -> str:
    """Return ``html`` with every script, handler, style, frame and unsafe address removed.

    Text is kept wherever its tag is dropped, except inside script and style.
    """
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=SAFE_SCHEMES,
        link_rel="noopener",
        strip_comments=True,
    )


def clean_comment(html: str) -> str:
    """Return what a reader wrote, as HTML, with nothing left but text, emphasis, quotes, lists, code and links.

    Links tell search engines that a stranger set them. Text is kept as clean_markup keeps it.
    """
    return nh3.clean(
        html,
        tags=_COMMENT_TAGS,
        attributes={"a": {"href"}},
        url_schemes=SAFE_SCHEMES,
        link_rel="nofollow ugc noopener",
        strip_comments=True,
    )


_STORED = nh3.Cleaner(
    tags=_TAGS,
    attributes={**_ATTRIBUTES, "a": {"href", "linktype", "id"}},
    url_schemes=SAFE_SCHEMES,
    link_rel=None,
    strip_comments=True,
)


def clean_stored(html: str) -> str:
    """Return ``html`` as clean_markup does, with what Wagtail keeps of a link to a page or file.

    Put before other HTML it takes nothing of that along: whatever was left open is closed.
    """
    return _STORED.clean(html)


def clean_portable(html: str, base: str) -> str:
    """Return ``html`` as clean_markup does, to be read away from its page: every address in it is complete.

    Relative ones are resolved against ``base``, the page's complete address. One that cannot be is dropped.
    """

    def complete(tag: str, attribute: str, value: str) -> str | None:
        return _joined(base, value) if attribute in ("href", "src", "cite") else value

    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=complete,
        url_schemes=SAFE_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


def _joined(base: str, address: str) -> str | None:
    try:
        return urljoin(base, address.strip())
    except ValueError:  # brackets that are no address of a machine
        return None
