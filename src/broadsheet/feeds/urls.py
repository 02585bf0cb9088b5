"""Addresses of feeds: each list's own with ``feed/`` after it, then format and page. Then what others ask."""

from django.urls import include, path, re_path

from broadsheet.feeds import opml, views
from broadsheet.feeds.oembed import oembed
from broadsheet.feeds.social_cards.views import card_picture

_FORM = r"feed/(?:(?P<form>atom|json)/)?"
_FEED = rf"{_FORM}(?:page/(?P<number>[1-9]\d{{0,8}})/)?$"

urlpatterns = [
    path("feeds.opml", opml.feeds, name="opml"),
    re_path(rf"^{_FEED}", views.paper, name="feed"),
    re_path(rf"^topic/(?P<slug>[^/]+)/{_FEED}", views.topic, name="topic_feed"),
    re_path(rf"^author/(?P<slug>[^/]+)/{_FEED}", views.author, name="author_feed"),
    re_path(rf"^corrections/{_FEED}", views.corrections, name="corrections_feed"),
    re_path(rf"^(?P<path>(?:[^/]+/)+){_FEED}", views.section_or_package, name="section_feed"),
    path("", include("broadsheet.feeds.sitemaps.urls")),
    path("", include("broadsheet.feeds.machine_files.urls")),
    path("cards/<str:name>.png", card_picture, name="social_card"),
    path("oembed", oembed, name="oembed"),
]

SEARCH = rf"^search/{_FORM}$"
"""The feed of a search, which broadsheet/urls.py connects with what searches."""
