"""RSS 2.0 of the paper and of each section, topic and author: the newest twenty of the same list."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _

from broadsheet.lib.addresses import path_of_address
from broadsheet.newsroom import lists
from broadsheet.newsroom.models import Author, Section, Story, Topic
from broadsheet.press.recording import note

SIZE = 20
NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of a feed without stories."""


class DatedByContent(Rss201rev2Feed):
    """RSS whose date is that of its newest story; one without stories has a date of its own, not the present one."""

    def latest_post_date(self) -> datetime:
        """When the newest story was published or changed."""
        return super().latest_post_date() if self.items else NOTHING_YET


class _ListFeed(Feed):
    """The newest stories of one list. Subclasses say which."""

    feed_type = DatedByContent
    language = settings.PAPER.language  # the one thing of a feed that Django does not call

    def list_key(self, obj: Any) -> str:
        """The key of the list, as newsroom/lists.py names it."""
        raise NotImplementedError

    def name(self, obj: Any) -> str:
        """What the feed is called after the paper's name; empty for the paper itself."""
        return str(obj)

    def title(self, obj: Any) -> str:
        name = self.name(obj)
        return f"{name} – {settings.PAPER.name}" if name else settings.PAPER.name

    def link(self, obj: Any) -> str:
        return _complete(obj.address)

    def feed_url(self, obj: Any) -> str:
        return self.link(obj) + "feed/"

    def description(self, obj: Any) -> str:
        return _("The newest stories of %(title)s") % {"title": self.title(obj)}

    def items(self, obj: Any) -> list[Story]:
        stories = lists.cards(lists.head_ids(self.list_key(obj), SIZE), bylines=True)
        note(*(story.own_key for story in stories))  # a feed tells when a story last changed, which no card does
        return stories

    def item_title(self, item: Story) -> str:
        return _("Sponsored: %(title)s") % {"title": item.title} if item.is_sponsored else item.title

    def item_link(self, item: Story) -> str:
        return _complete(item.address)

    def item_guid(self, item: Story) -> str:
        """The page's own key: it stays when a slug or a section changes."""
        return str(item.translation_key)

    item_guid_is_permalink = False

    def item_description(self, item: Story) -> str:
        return item.standfirst

    def item_pubdate(self, item: Story) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Story) -> datetime | None:
        return item.updated_at or item.published_at

    def item_author_name(self, item: Story) -> str:
        return ", ".join(author.name for author in item.authors)

    def item_categories(self, item: Story) -> list[str]:
        return [item.section.title] if item.section else []


class PaperFeed(_ListFeed):
    """Everything the paper publishes."""

    def get_object(self, request: HttpRequest) -> str:
        return settings.PAPER.name

    def name(self, obj: Any) -> str:
        return ""

    def link(self, obj: Any) -> str:
        return _complete("/")

    def list_key(self, obj: Any) -> str:
        return lists.PAPER


class SectionFeed(_ListFeed):
    """A section's stories."""

    def get_object(self, request: HttpRequest, path: str) -> Section:
        found = Section.objects.live().public().filter(url_path=path_of_address(path)).first()
        if found is None:
            raise Http404
        return found

    def list_key(self, obj: Section) -> str:
        return obj.list_key


class TopicFeed(_ListFeed):
    """A topic's stories."""

    def get_object(self, request: HttpRequest, slug: str) -> Topic:
        return get_object_or_404(Topic, slug=slug)

    def list_key(self, obj: Topic) -> str:
        return obj.list_key


class AuthorFeed(_ListFeed):
    """An author's stories."""

    def get_object(self, request: HttpRequest, slug: str) -> Author:
        return get_object_or_404(Author, slug=slug)

    def list_key(self, obj: Author) -> str:
        return obj.list_key


def _complete(address: str) -> str:
    return settings.PAPER.address + address
