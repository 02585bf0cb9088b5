"""Asks what kind of change it is before a story readers have already is published with another text."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from broadsheet.newsroom.models.changes import Change
from broadsheet.newsroom.story_form import DraftForm

ASKS = "asks=what-kind-of-change"
"""In the address of a story's form: somebody was sent there because the question is open."""
QUESTION = _("What kind of change is this?")
FIRST_SAY = _(
    "Nothing has been published yet, and nothing is lost. Readers have this story already and would see another text: "
    "say first, under “What kind of change is this?”, whether it is a correction, an update or just typing."
)
SAY_WHICH = _("Choose one: readers have this story already.")
SAY_WHAT = _("Tell readers in a sentence what has changed; or add a note under Corrections.")


def change_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=QUESTION, choices=Change.choices, required=False, widget=forms.RadioSelect,
        help_text=_("Asked when a change readers can see is published. Kept in the story’s record with your name."),
    )  # fmt: skip


def note_field() -> forms.CharField:
    return forms.CharField(
        label=_("What readers are told"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000,
        help_text=_("Becomes a dated note beside the story. Nothing is needed for typing."),
    )  # fmt: skip


class StoryForm(DraftForm):
    """The editor of a story, with the question. A story no reader has is not asked about."""

    change = change_field()
    change_note = note_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.live:
            del self.fields["change"], self.fields["change_note"]
            return
        from broadsheet.newsroom.changes import unfinished_answer

        waiting = unfinished_answer(self.instance.pk, self.for_user)
        if waiting is not None:
            self.initial |= {"change": waiting.change, "change_note": waiting.note}

    def is_valid(self) -> bool:
        """The whole form is looked at, rows of the byline and notes included: only then is the new text known."""
        if not super().is_valid():
            return False
        if "change" in self.fields and self._goes_on():
            for name, message in self._missing():
                self.add_error(name, message)
        return not self.errors

    def save(self, commit: bool = True) -> Any:
        from broadsheet.newsroom import changes

        story = super().save(commit=commit)
        for note in story.corrections.all():
            if note.pk is None and note.made_by_id is None:
                note.made_by = self.for_user
        if "change" not in self.fields:
            return story
        change, words = self.cleaned_data["change"], self.cleaned_data["change_note"]
        if not self._goes_on():
            changes.remember_unfinished(story.pk, change, words, self.for_user)
        elif change:
            if words and changes.is_note_wanted(change):
                changes.add_note(story, change, words, self.for_user)
            changes.remember_answer(story, change, self.for_user)
        return story

    def _goes_on(self) -> bool:
        """Whether this is more than saving a draft: it is published, scheduled, submitted or passed on."""
        return self._publishes() or "action-submit" in self.data or "action-restart-workflow" in self.data

    def _publishes(self) -> bool:
        passes_on = self.data.get("workflow-action-name") == "approve" and "action-workflow-action" in self.data
        return "action-publish" in self.data or passes_on

    def _missing(self) -> Iterator[tuple[str | None, Any]]:
        from broadsheet.newsroom import changes

        change, words = self.cleaned_data["change"], self.cleaned_data["change_note"]
        draft = super().save(commit=False)
        if changes.is_note_wanted(change):
            live = changes.what_readers_have(draft.pk)
            if not words and live is not None and not changes.new_notes(live, draft):
                yield "change_note", SAY_WHAT
        elif not change and self._publishes() and changes.must_be_asked(draft):
            yield "change", SAY_WHICH
            yield None, FIRST_SAY
