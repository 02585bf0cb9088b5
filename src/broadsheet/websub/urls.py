"""The hub's one address."""

from django.urls import path

from broadsheet.websub.views import hub

urlpatterns = [path("", hub, name="hub")]
