"""What readers wrote under stories at the paper's earlier sites: kept and shown, and never added to here."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from broadsheet.newsroom import press_keys
from broadsheet.newsroom.plain_text import html_to_text
from broadsheet.press.shown import Shown

EXCERPT = 140


class ReaderComment(Shown, models.Model):
    """One reader's words under a page, or the word that another site wrote of it. No e-mail or network address.

    ``body`` is HTML as lib/sanitising.clean_comment leaves it. ``parent`` is the comment it answers.
    """

    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("under"), on_delete=models.CASCADE, related_name="reader_comments"
    )
    parent = models.ForeignKey(
        "self", verbose_name=_("in answer to"), null=True, on_delete=models.SET_NULL, related_name="answers"
    )
    author = models.CharField(_("name"), max_length=200, blank=True)
    website = models.CharField(_("website"), max_length=500, blank=True)
    written_at = models.DateTimeField(_("written"), null=True, db_index=True)
    body = models.TextField(_("comment"), blank=True)
    is_approved = models.BooleanField(
        _("shown to readers"), default=True, help_text=_("Hidden comments are kept, and nobody but the desk sees them.")
    )
    is_mention = models.BooleanField(
        _("mention"), default=False, help_text=_("Not a comment: another site let it be known that it links here.")
    )

    class Meta:
        verbose_name = _("comment from a reader")
        verbose_name_plural = _("comments from readers")
        ordering = ["-written_at", "-pk"]

    wagtail_reference_index_ignore = True  # a page that is deleted is not asked about for its comments

    def __str__(self) -> str:
        return f"{self.shown_author}: {self.excerpt}"

    @property
    def shown_author(self) -> str:
        """The name it is shown under."""
        return self.author or gettext("Anonymous")

    @property
    def excerpt(self) -> str:
        """Its first words, without markup."""
        text = " ".join(html_to_text(self.body).split())
        return text if len(text) <= EXCERPT else text[:EXCERPT].rpartition(" ")[0] + " …"

    @property
    def place(self) -> tuple[bool, datetime | None, int]:
        """Sorts comments into the order they were written in; those without a date come first."""
        return (self.written_at is not None, self.written_at, self.pk)

    def shown_keys(self) -> list[str]:
        """Noted by whatever loads it."""
        return [press_keys.comments(self.page_id)]
