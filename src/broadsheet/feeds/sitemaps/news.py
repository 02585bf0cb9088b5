"""The news of the last two days, as Google News reads it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from broadsheet.feeds.sitemaps.documents import Entry, News
from broadsheet.feeds.sitemaps.press_keys import NEWS
from broadsheet.feeds.sitemaps.stories import named
from broadsheet.fronts.models import Masthead
from broadsheet.newsroom import press_keys
from broadsheet.newsroom.models import Story
from broadsheet.newsroom.models.stories import Kind
from broadsheet.press.recording import note

WINDOW = timedelta(days=2)
MOST = 1000
"""As many as one news sitemap may name; a paper that publishes more in two days names the newest."""
_CHINESE = {"hans": "zh-cn", "hant": "zh-tw", "cn": "zh-cn", "sg": "zh-cn", "tw": "zh-tw", "hk": "zh-tw", "mo": "zh-tw"}


def is_there_news() -> bool:
    """Whether there is anything to name. One query."""
    now = _note_window()
    return named(list_entries__published_at__gt=now - WINDOW).exclude(kind=Kind.SPONSORED).exists()


def news() -> list[Entry]:
    """The newest first; what somebody paid for is not news. Two queries."""
    now = _note_window()
    paper = Masthead.of_the_paper().name or settings.PAPER.name
    recent = named(list_entries__published_at__gt=now - WINDOW).for_headlines()
    newest = list(recent.order_by("-list_entries__published_at", "-list_entries__story_id")[:MOST])
    note(*(story.own_key for story in newest))
    return [
        _entry(story, paper, story.published_at)
        for story in newest
        if story.kind != Kind.SPONSORED and story.published_at is not None
    ]


def _note_window() -> datetime:
    """Notes the days that the window lies in, a moment's lead included; returns the present moment."""
    now = timezone.now()
    days = {
        timezone.localdate(now + timedelta(days=ahead), timezone.get_default_timezone()) for ahead in (-2, -1, 0, 1)
    }
    note(NEWS, press_keys.DAY, *map(press_keys.archive_day, days))
    return now


def _entry(story: Story, paper: str, published_at: datetime) -> Entry:
    told = News(paper, news_language(story.language_tag), published_at, story.title)
    return Entry(story.address, news=told)


def news_language(tag: str) -> str:
    """A BCP 47 tag as the news extension wants it: ISO 639, but for Chinese, which is told by its script."""
    primary, *rest = tag.lower().replace("_", "-").split("-")
    if primary == "zh":
        return next((_CHINESE[part] for part in rest if part in _CHINESE), "zh-cn")
    return primary
