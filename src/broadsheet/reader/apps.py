"""Django's entry point for the reader app."""

from django.apps import AppConfig


class ReaderConfig(AppConfig):
    name = "broadsheet.reader"
    label = "reader"
