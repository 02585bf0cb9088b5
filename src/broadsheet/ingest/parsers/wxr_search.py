"""What Yoast, Rank Math and SEOPress were told to show search engines and other sites."""

from __future__ import annotations

import re

from broadsheet.ingest.parsers.wxr_items import WxrItem, plain
from broadsheet.ingest.parsers.wxr_people import numbered_picture
from broadsheet.ingest.records import MediaRef

TITLE = ("_yoast_wpseo_title", "rank_math_title", "_seopress_titles_title")
DESCRIPTION = ("_yoast_wpseo_metadesc", "rank_math_description", "_seopress_titles_desc")
CANONICAL = ("_yoast_wpseo_canonical", "rank_math_canonical_url", "_seopress_robots_canonical")
PICTURE_NUMBER = (
    "_yoast_wpseo_opengraph-image-id", "rank_math_facebook_image_id", "_seopress_social_fb_img_attachment_id",
    "_yoast_wpseo_twitter-image-id", "rank_math_twitter_image_id", "_seopress_social_twitter_img_attachment_id",
)  # fmt: skip
PICTURE_ADDRESS = (
    "_yoast_wpseo_opengraph-image", "rank_math_facebook_image", "_seopress_social_fb_img",
    "_yoast_wpseo_twitter-image", "rank_math_twitter_image", "_seopress_social_twitter_img",
)  # fmt: skip
_PATTERN = re.compile(r"%%?([a-z_]+)(?:\([^)]*\))?%%?")
_TITLES = frozenset({"title", "post_title"})
_GAPS = frozenset({"sep", "sitename", "sitetitle", "page", "currentpage", "sitedesc", "tagline"})
_EDGES = " -–—|·»:"


def search_title(item: WxrItem) -> str:
    """Without the plugins' patterns (%%title%%, %sitename%); '' when it says no more than the headline."""
    headline = plain(item.get("title"))
    title = _spelt_out(first_of(item, TITLE), headline)
    return "" if title == headline else title


def search_description(item: WxrItem) -> str:
    return _spelt_out(first_of(item, DESCRIPTION), plain(item.get("title")))


def canonical_address(item: WxrItem) -> str:
    address = first_of(item, CANONICAL)
    return address if address.lower().startswith(("http://", "https://")) else ""


def social_picture(item: WxrItem) -> MediaRef | None:
    """The picture shown when the story is shared, by its number and by its address as far as they are known."""
    numbered = numbered_picture(first_of(item, PICTURE_NUMBER))
    address = first_of(item, PICTURE_ADDRESS)
    if not address.lower().startswith(("http://", "https://", "/")):
        address = ""
    if numbered is None and not address:
        return None
    return MediaRef(address, numbered.key if numbered else "")


def first_of(item: WxrItem, names: tuple[str, ...]) -> str:
    """The first of these fields that says anything, as one line of text."""
    return next((plain(item.meta[name]) for name in names if item.meta.get(name)), "")


def _spelt_out(text: str, headline: str) -> str:
    """Patterns for the headline are replaced, those for the site's name left out; any other makes the text useless."""
    if "%" not in text:
        return text
    for name in _PATTERN.findall(text):
        if name not in _TITLES and name not in _GAPS:
            return ""
    return _PATTERN.sub(lambda match: headline if match.group(1) in _TITLES else "", text).strip(_EDGES)
