"""Which pictures may be passed on with a story, and the story's body without the others."""

from collections.abc import Sequence
from dataclasses import replace

from broadsheet.feeds.bodies import bodies_of
from broadsheet.feeds.references import References, references_of
from broadsheet.media.models import Photo
from broadsheet.newsroom.models import Story


def may_be_passed_on(photo: Photo | None) -> bool:
    """Whether others may be given a picture. One that is the paper's for a time only is not the paper's to give."""
    return photo is not None and photo.expires_at is None


def bodies_to_pass_on(stories: Sequence[Story], has_pictures: bool) -> tuple[list[str], References]:
    """Bodies as feeds have them, with no picture but those that may be passed on; and what they refer to.

    The stories lose the others too, so that whatever shows them further has the same. Six queries for all of them.
    """
    references = references_of(story.body.raw_data for story in stories)
    photos = {pk: photo for pk, photo in references.photos.items() if has_pictures and may_be_passed_on(photo)}
    references = replace(references, photos=photos)
    for story in stories:
        if not (has_pictures and may_be_passed_on(story.lead_picture)):
            story.lead_picture = None
    return bodies_of(stories, references), references
