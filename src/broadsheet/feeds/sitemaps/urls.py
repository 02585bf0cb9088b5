"""Addresses of the sitemaps. A file's number has one spelling, so that there are not two of any file."""

from django.urls import path, re_path

from broadsheet.feeds.sitemaps import views

NUMBER = r"(?P<number>0|[1-9]\d{0,8})"

urlpatterns = [
    path("sitemap.xml", views.index_file, name="sitemap"),
    path("sitemap-news.xml", views.news_file, name="sitemap_news"),
    re_path(rf"^sitemap-pages-{NUMBER}\.xml$", views.pages_file, name="sitemap_pages"),
    re_path(rf"^sitemap-authors-{NUMBER}\.xml$", views.authors_file, name="sitemap_authors"),
    re_path(rf"^sitemap-topics-{NUMBER}\.xml$", views.topics_file, name="sitemap_topics"),
    re_path(rf"^sitemap-stories-{NUMBER}\.xml$", views.stories_file, name="sitemap_stories"),
]
