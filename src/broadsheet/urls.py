"""Every address of the paper. The reader's catch-all comes last."""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as desk_urls
from wagtail.documents import urls as file_urls

urlpatterns = [
    path("media/", include("broadsheet.media.urls")),
    path("desk/account/", include("broadsheet.accounts.urls")),
    path("desk/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("desk/", include(desk_urls)),
    path("files/", include(file_urls)),
    path("", include("broadsheet.feeds.urls")),
    path("", include("broadsheet.reader.urls")),
]

handler429 = "broadsheet.accounts.views.too_many_requests"
handler400 = "broadsheet.reader.errors.bad_request"
handler403 = "broadsheet.reader.errors.forbidden"
handler404 = "broadsheet.reader.errors.not_found"
handler500 = "broadsheet.reader.errors.server_error"
