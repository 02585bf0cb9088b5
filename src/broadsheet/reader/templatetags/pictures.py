"""``{% picture %}``: a photo in every width and format a browser may want, its box reserved."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from broadsheet.media.models import Photo
from broadsheet.media.renditions import addresses, size_of, version_of

register = template.Library()

FALLBACK_WIDTH = 640
MOST_WRITTEN = 4096
_written: dict[tuple[object, ...], SafeString] = {}
"""The same picture in the same place is the same for every reader, so its element is written once."""


@register.simple_tag
def picture(
    photo: Photo | None,
    shape: str = "3x2",
    sizes: str = "100vw",
    alt: str | None = None,
    loading: str = "lazy",
    priority: str = "",
) -> SafeString:
    """Return a <picture>, or nothing where there is no photo or its rights have ended.

    ``shape`` is "original" or one of media.renditions.SHAPES, with or without "ratio-" before it. ``alt`` None
    takes the photo's own; an empty string marks a picture that only decorates. ``priority`` "high" is for the lead.
    """
    if photo is None or photo.rights_ended:
        return SafeString("")
    shape = "whole" if shape == "original" else shape.removeprefix("ratio-")
    shown = photo.default_alt_text if alt is None else alt
    key = (photo.pk, version_of(photo), photo.width, photo.height, shape, sizes, shown, loading, priority)
    if key not in _written:
        if len(_written) >= MOST_WRITTEN:
            _written.clear()
        _written[key] = _markup(photo, shape, sizes, shown, loading, priority)
    return _written[key]


def _markup(photo: Photo, shape: str, sizes: str, alt: str, loading: str, priority: str) -> SafeString:
    last = "png" if photo.file.name.lower().endswith(".png") else "jpg"
    fallback = addresses(photo, shape, last)
    width = max((w for w in fallback if w <= FALLBACK_WIDTH), default=min(fallback))
    shown_width, shown_height = size_of(photo, shape, width)
    return format_html(
        '<picture>{}{}<img src="{}" width="{}" height="{}" alt="{}" loading="{}" decoding="async"{}></picture>',
        _source(photo, shape, "avif", sizes),
        _source(photo, shape, "webp", sizes),
        fallback[width],
        shown_width,
        shown_height,
        alt,
        loading,
        format_html(' fetchpriority="{}"', priority) if priority else "",
    )


def _source(photo: Photo, shape: str, kind: str, sizes: str) -> Any:
    srcset = ", ".join(f"{address} {width}w" for width, address in addresses(photo, shape, kind).items())
    return format_html('<source type="image/{}" srcset="{}" sizes="{}">', kind, srcset, sizes)


@register.simple_tag
def picture_address(photo: Photo | None, shape: str = "16x9", width: int = 1280) -> str:
    """Return the address of one JPEG rendition, the widest not above ``width``; empty without a photo."""
    if photo is None or photo.rights_ended:
        return ""
    offered = addresses(photo, shape, "jpg")
    return offered[max((w for w in offered if w <= width), default=min(offered))]
