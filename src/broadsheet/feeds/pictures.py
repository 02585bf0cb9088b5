"""A picture as feeds offer it: one file of middling size, with everything that must be said beside it."""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from broadsheet.feeds.addresses import complete
from broadsheet.lib.xml_text import one_line
from broadsheet.media.models import Photo
from broadsheet.media.renditions import addresses, size_of

WIDEST = 1280


@dataclass(frozen=True)
class Picture:
    """Where its file is, how large it is in pixels, and what is said of it. Texts may be empty."""

    url: str
    width: int
    height: int
    media_type: str
    alt: str
    caption: str
    credit: str

    def as_figure(self) -> SafeString:
        """The picture with its caption and credit as HTML."""
        credit = format_html("<small>{}</small>", self.credit) if self.credit else ""
        said = [part for part in (self.caption, credit) if part]
        below = format_html("<figcaption>{}</figcaption>", format_html_join(" ", "{}", ((part,) for part in said)))
        return format_html(
            '<figure><img src="{}" width="{}" height="{}" alt="{}">{}</figure>',
            self.url,
            self.width,
            self.height,
            self.alt,
            below if said else "",
        )


def shown_picture(photo: Photo | None, alt: str, caption: str) -> Picture | None:
    """What feeds show of a photo; None without one, and where its rights have ended. Empty texts are the photo's."""
    if photo is None or photo.rights_ended:
        return None
    kind = "png" if photo.file.name.lower().endswith(".png") else "jpg"
    offered = addresses(photo, "whole", kind)
    width = max((width for width in offered if width <= WIDEST), default=min(offered))
    return Picture(
        complete(offered[width]),
        *size_of(photo, "whole", width),
        "image/png" if kind == "png" else "image/jpeg",
        one_line(alt or photo.default_alt_text),
        one_line(caption or photo.caption),
        one_line(photo.credit),
    )
