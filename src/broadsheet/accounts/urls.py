"""Log-in, second factors and sessions, all under /desk/account/."""

from django.urls import include, path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from broadsheet.accounts import views

to_own_settings = RedirectView.as_view(pattern_name="wagtailadmin_account")

urlpatterns = [
    path("", never_cache(views.desk_account), name="account_base"),
    path("login/", never_cache(views.log_in), name="account_login"),
    path("sessions/<int:pk>/end/", views.end_session, name="end_session"),
    # An administrator keeps the addresses, so that nobody locks themselves out.
    path("email/", to_own_settings),
    path("confirm-email/", to_own_settings),
    path("", include("allauth.urls")),
]
