"""Publishing many pages at once asks, like a story's own form, what kind of change live stories among them have."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Page

from broadsheet.newsroom import changes
from broadsheet.newsroom.desk.change_form import SAY_WHAT, SAY_WHICH, change_field, note_field
from broadsheet.newsroom.desk.rights import STORY


class PublishForm(forms.Form):
    """As Wagtail's, with the question."""

    include_descendants = forms.BooleanField(required=False, label=_("Publish drafts below them too"))
    change = change_field()
    change_note = note_field()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "change" in self.fields and not cleaned.get("change"):
            self.add_error("change", SAY_WHICH)
        if changes.is_note_wanted(cleaned.get("change", "")) and not cleaned.get("change_note"):
            self.add_error("change_note", SAY_WHAT)
        return cleaned


class PublishWithAWord(PublishBulkAction):
    """Wagtail's action; where a live story among the pages has a change readers would see, the question is asked."""

    form_class = PublishForm
    template_name = "newsroom/desk/confirm_publish.html"

    @cached_property
    def silent_drafts(self) -> list[Any]:
        """The newest drafts nobody has said a word about."""
        pages, _others = self.get_actionable_objects()
        stories = [page for page in pages if page.live and _is_story(page)]
        drafts = (page.specific.get_latest_revision_as_object() for page in stories)
        return [draft for draft in drafts if changes.must_be_asked(draft)]

    def get_form(self, form_class: Any = None) -> forms.Form:
        form: forms.Form = super().get_form(form_class)
        if not self.silent_drafts:
            del form.fields["change"], form.fields["change_note"]
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "silent": self.silent_drafts}

    def prepare_action(self, objects: Iterable[Page], objects_without_access: Any) -> HttpResponse | None:
        """Say of each what was said of all."""
        assert self.cleaned_form is not None  # noqa: S101  # Wagtail sets it before
        values = self.cleaned_form.cleaned_data
        for draft in self.silent_drafts:
            if changes.is_note_wanted(values["change"]):
                changes.add_note(draft, values["change"], values["change_note"], self.request.user)
                draft.save_revision(user=self.request.user, clean=False)
            changes.remember_answer(draft, values["change"], self.request.user)
        for page in objects:
            page.refresh_from_db(fields=["latest_revision"])  # which is what is published
        return None


def _is_story(page: Page) -> bool:
    return page.specific_class is not None and page.specific_class._meta.label_lower == STORY
