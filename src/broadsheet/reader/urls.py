"""Every address a reader can ask for. Each also answers under /lite/."""

from django.urls import path, re_path, register_converter
from django.urls.converters import IntConverter
from django.views.generic import RedirectView
from wagtail.views import authenticate_with_password

from broadsheet.reader import archive, corrections, editions, following, history, look, search, views


class NumberConverter(IntConverter):
    """A number from 1, in its one spelling: with zeros before it, one page would have addresses without end."""

    regex = "[1-9][0-9]{0,8}"


register_converter(NumberConverter, "number")

urlpatterns = [
    re_path(r"^lite/(?P<path>.*)$", editions.lite, name="lite"),
    path("paper.css", look.stylesheet, name="paper_css"),
    path("menu/", views.menu, name="menu"),
    path("feeds/", following.feeds, name="feeds"),
    path("search/", search.results, name="search"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("authors/", views.authors, name="authors"),
    path("author/<str:slug>/", views.author, name="author"),
    path("author/<str:slug>/page/<number:number>/", views.author),
    path("topics/", views.topics, name="topics"),
    path("topic/<str:slug>/", views.topic, name="topic"),
    path("topic/<str:slug>/page/<number:number>/", views.topic),
    path("archive/", archive.years, name="archive"),
    path("archive/<number:year>/", archive.year, name="archive_year"),
    path("archive/<number:year>/<number:month>/", archive.month, name="archive_month"),
    path("archive/<number:year>/<number:month>/<number:day>/", archive.day, name="archive_day"),
    path("corrections/", corrections.newest, name="corrections"),
    path("corrections/<number:year>/<number:month>/", corrections.month, name="corrections_month"),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        authenticate_with_password,
        name="wagtailcore_authenticate_with_password",
    ),
    # Wagtail sends readers of a restricted page here; readers of this paper log in where its staff do.
    path(
        "_util/login/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
        name="wagtailcore_login",
    ),
    # Digits of one kind, and \Z rather than $, which a line break may follow: a page has one address.
    re_path(r"^(?P<path>[^?]+/)page/(?P<number>[1-9][0-9]{0,8})/\Z", views.page),
    re_path(r"^(?P<path>[^?]+/)history/\Z", history.versions, name="history"),
    re_path(r"^(?P<path>[^?]+/)history/(?P<number>[1-9][0-9]{0,8})/\Z", history.version, name="history_version"),
    re_path(
        r"^(?P<path>[^?]+/)history/(?P<number>[1-9][0-9]{0,8})/record\.json\Z", history.record, name="history_record"
    ),
    re_path(r"^((?:[^/]+/)*)\Z", views.page, name="wagtail_serve"),  # Wagtail's name, so that it links to us
]
