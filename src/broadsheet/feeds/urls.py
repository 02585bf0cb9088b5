"""Addresses of feeds: each list's own address with ``feed/`` after it."""

from django.urls import include, path, re_path

from broadsheet.feeds.rss import AuthorFeed, PaperFeed, SectionFeed, TopicFeed

urlpatterns = [
    path("feed/", PaperFeed(), name="feed"),
    path("topic/<str:slug>/feed/", TopicFeed(), name="topic_feed"),
    path("author/<str:slug>/feed/", AuthorFeed(), name="author_feed"),
    re_path(r"^(?P<path>(?:[^/]+/)+)feed/$", SectionFeed(), name="section_feed"),
    path("", include("broadsheet.feeds.sitemaps.urls")),
    path("", include("broadsheet.feeds.machine_files.urls")),
]
