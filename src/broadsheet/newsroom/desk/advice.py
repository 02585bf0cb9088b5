"""What a published story still lacks. Said, never enforced: at two in the morning the story goes out first."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _


def advice_for(story: Any) -> list[str]:
    """One line for each thing readers would miss, in the order of the story's form; empty where all is there."""
    return [*_about_the_top(story), *_about_the_lead_picture(story), *_about_the_body(story)]


def _about_the_top(story: Any) -> Iterator[str]:
    if not story.standfirst:
        yield _("It has no standfirst; cards and search engines show one.")
    if not story.authors:
        yield _("It has no byline.")


def _about_the_lead_picture(story: Any) -> Iterator[str]:
    photo = story.lead_picture
    if photo is None:
        return
    if not (story.lead_alt or photo.alt_text):
        yield _("The lead picture has no alternative text for those who cannot see it.")
    if not photo.credit:
        yield _("The lead picture has no credit.")
    if photo.rights_ended:
        yield _("The rights to the lead picture have ended: readers do not see it.")


def _about_the_body(story: Any) -> Iterator[str]:
    uses = list(_pictures_in(story.body))
    without = [use for use in uses if use["photo"] and not (use["alt"] or use["photo"].alt_text)]
    if without:
        yield _("%(count)d of the pictures in the text have no alternative text.") % {"count": len(without)}
    if any(use["photo"] and not use["photo"].credit for use in uses):
        yield _("A picture in the text has no credit.")


def _pictures_in(body: Any) -> Iterator[Any]:
    for block in body or []:
        if block.block_type == "picture":
            yield block.value
        elif block.block_type == "gallery":
            yield from block.value["pictures"]
