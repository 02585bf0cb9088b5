"""Whether readers may publish stories of the paper elsewhere, and on which conditions."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from broadsheet.fronts import press_keys
from broadsheet.fronts.models.singletons import OneOfAKind


class Republishing(OneOfAKind):
    """The offer to republish; nothing is offered until the paper says so."""

    press_key = press_keys.REPUBLISHING
    is_offered = models.BooleanField(
        _("readers may republish stories"),
        default=False,
        help_text=_("Each story then leads to a page with its text to copy. Single stories can be left out."),
    )
    licence_name = models.CharField(
        _("licence"), max_length=100, blank=True, help_text=_("Such as “CC BY-ND 4.0”. Needed where it is offered.")
    )
    licence_url = models.URLField(_("address of the licence"), max_length=500, blank=True)
    conditions = models.TextField(
        _("conditions"),
        blank=True,
        help_text=_("One a line, in your words. Empty: name author and paper, link to the story, change nothing."),
    )
    with_pictures = models.BooleanField(
        _("pictures too"),
        default=False,
        help_text=_("Only those whose rights have no end. Ask your photographers first."),
    )

    panels = [
        FieldPanel("is_offered"),
        MultiFieldPanel(
            [FieldPanel("licence_name"), FieldPanel("licence_url"), FieldPanel("conditions")], heading=_("Terms")
        ),
        FieldPanel("with_pictures"),
    ]

    class Meta:
        verbose_name = _("republishing")
        verbose_name_plural = _("republishing")

    def __str__(self) -> str:
        return str(_("Republishing"))

    def clean(self) -> None:
        """An offer without a licence would leave readers to guess what they may do."""
        super().clean()
        if self.is_offered and not self.licence_name.strip():
            raise ValidationError({"licence_name": _("Say under which licence stories may be republished.")})

    @property
    def condition_lines(self) -> list[str]:
        """The paper's own conditions; none where it has written none."""
        return [line.strip() for line in self.conditions.splitlines() if line.strip()]
