"""The addresses of the desk's imports."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from broadsheet.ingest.desk import views

SCREENS: list[URLPattern] = [
    path("imports/", views.ListView.as_view(), name="desk_imports"),
    path("imports/new/", views.ChooseView.as_view(), name="desk_imports_choose"),
    path("imports/new/<slug:kind>/", views.NewView.as_view(), name="desk_imports_new"),
    path("imports/<int:pk>/", views.RunView.as_view(), name="desk_import"),
    path("imports/<int:pk>/progress/", views.ProgressView.as_view(), name="desk_import_progress"),
    re_path(
        r"^imports/(?P<pk>\d+)/report\.(?P<ending>html|json)$", views.ReportView.as_view(), name="desk_import_report"
    ),
    path("imports/<int:pk>/stop/", views.StopView.as_view(), name="desk_import_stop"),
    path("imports/<int:pk>/again/", views.AgainView.as_view(), name="desk_import_again"),
    path("imports/<int:pk>/weigh/", views.WeighView.as_view(), name="desk_import_weigh"),
    path("imports/<int:pk>/menus/<int:menu>/", views.PlaceMenuView.as_view(), name="desk_import_place_menu"),
    path("imports/<int:pk>/take-back/", views.TakeBackView.as_view(), name="desk_import_take_back"),
]
