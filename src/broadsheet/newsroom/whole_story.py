"""A story as its own page shows it, and the cards below it, in queries as light as there can be."""

from collections.abc import Iterable, Sequence
from typing import Any

from broadsheet.lib.written_queries import WrittenQuery
from broadsheet.media.models import Photo
from broadsheet.newsroom.lists import put_in_sections
from broadsheet.newsroom.models import Author, Section, Story, Topic

_story = WrittenQuery(lambda url_path: Story.objects.filter(live=True, url_path=url_path).order_by())
_authors = WrittenQuery(
    lambda story_id: Author.objects.filter(bylines__story_id=story_id).order_by("bylines__sort_order")
)
_topics = WrittenQuery(lambda story_id: Topic.objects.filter(tagged_stories__content_object_id=story_id).order_by())
_cards = WrittenQuery(
    lambda *ids: Story.objects.filter(pk__in=ids).defer("body", "key_points", "summary", "questions").order_by()
)
_photos = WrittenQuery(lambda *ids: Photo.objects.filter(pk__in=ids).order_by())


def whole_story(url_path: str) -> Story | None:
    """The live story at a page path with its lead picture, byline, faces and topics, or None. Four queries at most."""
    story = next(iter(_story(url_path)), None)
    if story is None:
        return None
    story.authors = _authors(story.pk)
    story.topics_list = sorted(_topics(story.pk), key=lambda topic: topic.name.casefold())
    _put_pictures([story], story.authors)
    return story


def cards_below(story_ids: Sequence[int], sections: Iterable[Section]) -> list[Story]:
    """As lists.cards, without bylines, in two queries."""
    found = {story.pk: story for story in _cards(*sorted(story_ids))} if story_ids else {}
    put_in_sections(found.values(), sections)
    _put_pictures(found.values(), [])
    return [found[story_id] for story_id in story_ids if story_id in found]


def _put_pictures(stories: Iterable[Story], authors: Iterable[Author]) -> None:
    stories = list(stories)
    pictured = [author for author in authors if author.picture_id]
    wanted: set[Any] = {getattr(story, name) for story in stories for name in ("lead_picture_id", "social_picture_id")}
    wanted = (wanted | {author.picture_id for author in pictured}) - {None}
    photos = {photo.pk: photo for photo in _photos(*sorted(wanted))} if wanted else {}
    for story in stories:
        story.lead_picture = photos.get(story.lead_picture_id)
        story.social_picture = photos.get(story.social_picture_id)
    for author in pictured:
        author.picture = photos.get(author.picture_id)
