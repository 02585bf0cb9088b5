"""The desk's list of a story's published versions, and the erasing of a text where the law asks for it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from broadsheet.newsroom.models import Story
from broadsheet.record import keeping
from broadsheet.record.models import PublishedVersion
from broadsheet.record.showing import versions_of

ERASE = "record.erase_version"


class RecordView(WagtailAdminTemplateMixin, TemplateView):
    """``/desk/record/<story>/``: when each version was published, and who said what of it."""

    template_name = "record/versions.html"
    page_title = _("Published versions")
    header_icon = "list-ol"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        story = story_for_record(request.user, kwargs["pk"])
        context = {"story": story, "versions": versions_of(story), "may_erase": request.user.has_perm(ERASE)}
        return self.render_to_response(self.get_context_data(**context))


class EraseForm(forms.Form):
    """Why a text has to go."""

    why = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Readers see it in the place of the text. Name no one.")
    )


class EraseView(WagtailAdminTemplateMixin, FormView):
    """``/desk/record/<story>/<number>/erase/``: asks once, and erases."""

    template_name = "record/erase.html"
    page_title = _("Erase the text of a version")
    header_icon = "bin"
    form_class = EraseForm
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(ERASE):
            raise PermissionDenied
        self.story = story_for_record(request.user, kwargs["pk"])
        rows = PublishedVersion.objects.filter(story_key=self.story.translation_key)
        self.version = get_object_or_404(rows, number=kwargs["number"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "story": self.story, "version": self.version}

    def form_valid(self, form: EraseForm) -> HttpResponse:
        keeping.erase(self.story, self.version, self.request.user, form.cleaned_data["why"])
        messages.success(self.request, _("The text is erased. Its place in the record, its time and its hash remain."))
        return redirect(reverse("desk_record", args=[self.story.pk]))


def story_for_record(user: Any, pk: int) -> Story:
    """The story, for whoever may edit it. Raises Http404 and PermissionDenied."""
    story = get_object_or_404(Story, pk=pk)
    if not story.permissions_for_user(user).can_edit():
        raise PermissionDenied
    return story
