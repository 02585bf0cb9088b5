"""Addresses of the files only machines read: each is where its specification says."""

from django.urls import path, re_path

from broadsheet.feeds.machine_files import views

SIZE = r"(?P<size>192|512)"

urlpatterns = [
    path("robots.txt", views.robots_file, name="robots_txt"),
    path("license.xml", views.license_file, name="license"),
    path(".well-known/tdmrep.json", views.tdmrep_file, name="tdmrep"),
    path("ads.txt", views.ads_file, name="ads_txt"),
    path("app-ads.txt", views.app_ads_file, name="app_ads_txt"),
    path("trust.txt", views.trust_file, name="trust_txt"),
    path(".well-known/trust.txt", views.trust_file),
    path("humans.txt", views.humans_file, name="humans_txt"),
    path(".well-known/security.txt", views.security_file, name="security_txt"),
    path(".well-known/content-credentials.pem", views.picture_certificate, name="picture_certificate"),
    path(".well-known/change-password", views.change_password, name="change_password"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("apple-touch-icon.png", views.apple_touch_icon, name="apple_touch_icon"),
    re_path(rf"^icon-{SIZE}\.png$", views.icon, name="icon"),
    re_path(rf"^icon-maskable-{SIZE}\.png$", views.maskable_icon, name="maskable_icon"),
    path("site.webmanifest", views.web_manifest, name="web_manifest"),
]
