"""Every address of the paper. The reader's catch-all comes last."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as desk_urls
from wagtail.documents import urls as file_urls

from broadsheet.feeds import views as feed_views
from broadsheet.feeds.machine_files.views import nothing_known
from broadsheet.feeds.urls import SEARCH
from broadsheet.reader.searching.found import stories_found

urlpatterns = [
    path("media/", include("broadsheet.media.urls")),
    path("desk/account/", include("broadsheet.accounts.urls")),
    path("desk/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("desk/", include(desk_urls)),
    path("files/", include(file_urls)),
    path("hub/", include("broadsheet.websub.urls")),
    re_path(SEARCH, feed_views.search, {"find": stories_found}, name="search_feed"),
    path("", include("broadsheet.feeds.urls")),
    re_path(r"^\.well-known/", nothing_known),
    path("", include("broadsheet.partners.urls")),
    path("", include("broadsheet.reader.urls")),
]

handler429 = "broadsheet.accounts.views.too_many_requests"
handler400 = "broadsheet.reader.errors.bad_request"
handler403 = "broadsheet.reader.errors.forbidden"
handler404 = "broadsheet.reader.errors.not_found"
handler500 = "broadsheet.reader.errors.server_error"
