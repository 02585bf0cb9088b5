"""How a story's reporters know: the people, documents, data and observations behind it."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable


class SourceKind(models.TextChoices):
    """Where a piece of knowledge came from."""

    PERSON = "person", _("A person")
    DOCUMENT = "document", _("A document")
    DATA = "data", _("Data")
    OBSERVATION = "observation", _("We were there")


class StorySource(Orderable):
    """One source of a story. Of an unnamed one no name is kept, here or anywhere else in the paper."""

    story = ParentalKey("newsroom.Story", related_name="sources", on_delete=models.CASCADE)
    kind = models.CharField(_("kind"), max_length=12, choices=SourceKind.choices, default=SourceKind.PERSON)
    name = models.CharField(
        _("name"),
        max_length=250,
        blank=True,
        help_text=_(
            "As readers shall see it. Leave it empty for an unnamed source: "
            "never write such a name anywhere in this program, not even in a comment or a draft."
        ),
    )
    role = models.CharField(
        _("who or what that is"),
        max_length=300,
        blank=True,
        help_text=_("The harbour master; minutes of the council of 3 May; a nurse at the hospital. Readers see it."),
    )
    is_unnamed = models.BooleanField(_("unnamed"), default=False)
    why_unnamed = models.CharField(
        _("why unnamed"),
        max_length=300,
        blank=True,
        help_text=_("Readers are told: “because she could lose her job”. Say nothing that gives the person away."),
    )
    file = models.ForeignKey(
        "media.File",
        verbose_name=_("source document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Readers may open it. Look for names and hidden data in it first."),
    )
    url = models.URLField(_("link"), blank=True, max_length=500)
    desk_note = models.CharField(
        _("for the desk’s report only"),
        max_length=200,
        blank=True,
        help_text=_("Role, gender or place in a word or two, to count whom we speak with. Readers never see it."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.shown_name or self.role or str(self.get_kind_display())

    def clean(self) -> None:
        super().clean()
        if self.is_unnamed and self.name:
            raise ValidationError(
                {"name": _("This source is unnamed. Take the name out; nothing has been kept of it.")}
            )
        if self.is_unnamed and not self.why_unnamed:
            raise ValidationError({"why_unnamed": _("Tell readers why this source is not named.")})

    @property
    def host(self) -> str:
        """Whose page the link leads to."""
        return urlsplit(self.url).netloc

    @property
    def shown_name(self) -> str:
        """The name readers see."""
        return "" if self.is_unnamed else self.name
