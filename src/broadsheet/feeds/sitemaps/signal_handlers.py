"""What changes in the sitemaps by itself: stories grow older than news."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from broadsheet.feeds.sitemaps.news import WINDOW
from broadsheet.feeds.sitemaps.press_keys import NEWS
from broadsheet.newsroom import lists
from broadsheet.newsroom.models import ListEntry
from broadsheet.newsroom.press_keys import Dirty
from broadsheet.newsroom.signals import time_passed


@receiver(time_passed, dispatch_uid="feeds.no_longer_news")
def stories_no_longer_news(sender: Any, since: datetime, until: datetime, **_: Any) -> Dirty:
    entries = ListEntry.objects.filter(list_key=lists.PAPER)
    aged = entries.filter(published_at__gt=since - WINDOW, published_at__lte=until - WINDOW)
    return Dirty(frozenset({NEWS})) if aged.exists() else Dirty()
