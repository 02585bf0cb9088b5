"""Corrections, clarifications and updates: dated notes beside a story, and on the page of all of them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from broadsheet.newsroom.blocks import INLINE_FEATURES
from broadsheet.newsroom.plain_text import html_to_text


class CorrectionKind(models.TextChoices):
    """What a note beside a story is."""

    CORRECTION = "correction", _("Correction")
    CLARIFICATION = "clarification", _("Clarification")
    UPDATE = "update", _("Update")


class StoryCorrection(Orderable):
    """A dated note that says what was changed and why."""

    story = ParentalKey("newsroom.Story", related_name="corrections", on_delete=models.CASCADE)
    kind = models.CharField(_("kind"), max_length=14, choices=CorrectionKind.choices, default=CorrectionKind.CORRECTION)
    date = models.DateTimeField(_("date"), default=timezone.now, db_index=True)
    note = RichTextField(_("note"), features=INLINE_FEATURES, help_text=_("What is right, in a sentence or two."))
    was_wrong = models.TextField(
        _("what was wrong"),
        blank=True,
        help_text=_("What the story said before, as readers had it. Shown after the note."),
    )
    who = models.CharField(
        _("signed by"),
        max_length=200,
        blank=True,
        help_text=_("Who tells readers: the editor, the author, the desk. Empty: nobody is named."),
    )
    on_card = models.BooleanField(
        _("say so on its cards"), default=False, help_text=_("A small “Corrected” where lists show the story.")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown to the desk only."),
    )

    before: "StoryCorrection | None" = None
    """What was stored when it was saved last; set by a receiver of signals."""

    class Meta(Orderable.Meta):
        verbose_name = _("correction or update")
        verbose_name_plural = _("corrections and updates")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {html_to_text(self.note)[:80]}"

    @property
    def told(self) -> tuple[Any, ...]:
        """All that readers see of it: two notes that tell the same are one."""
        return self.kind, self.date, self.note, self.was_wrong, self.who
