"""Addresses of partners and of republishing. They stand before the reader's, which take whatever is left."""

from django.urls import path, re_path

from broadsheet.partners import views
from broadsheet.partners.republishing import republish

_STORY = r"(?P<path>[^?]+/)republish/\Z"

urlpatterns = [
    path("ninjs/", views.feed, name="ninjs"),
    path("ninjs/<uuid:key>/", views.item, name="ninjs_item"),
    re_path(rf"^lite/{_STORY}", republish, {"edition": "lite"}, name="lite_republish"),
    re_path(rf"^{_STORY}", republish, name="republish"),
]
