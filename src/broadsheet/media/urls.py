"""Renditions by their file names, for papers without a web server in front. Originals have no address."""

from django.urls import path

from broadsheet.media.views import rendition_file

urlpatterns = [path("images/<str:name>", rendition_file, name="rendition_file")]
