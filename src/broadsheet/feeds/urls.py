"""Addresses of feeds: each list's own address with ``feed/`` after it. Then what other machines ask for."""

from django.urls import path, re_path

from broadsheet.feeds.oembed import oembed
from broadsheet.feeds.rss import AuthorFeed, PaperFeed, SectionFeed, TopicFeed
from broadsheet.feeds.social_cards.views import card_picture

urlpatterns = [
    path("feed/", PaperFeed(), name="feed"),
    path("topic/<str:slug>/feed/", TopicFeed(), name="topic_feed"),
    path("author/<str:slug>/feed/", AuthorFeed(), name="author_feed"),
    re_path(r"^(?P<path>(?:[^/]+/)+)feed/$", SectionFeed(), name="section_feed"),
    path("cards/<str:name>.png", card_picture, name="social_card"),
    path("oembed", oembed, name="oembed"),
]
