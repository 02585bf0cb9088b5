"""Why readers may believe the paper: who stands behind it, by which rules it works, what it keeps on record."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel

from broadsheet.fronts import press_keys
from broadsheet.fronts.models.singletons import OneOfAKind
from broadsheet.press.recording import note


def _policy(name: Any) -> models.ForeignKey:
    return models.ForeignKey(
        "newsroom.StandingPage", verbose_name=name, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )


@dataclass(frozen=True)
class HistoryRule:
    """Which stories show readers what they said before."""

    which: str
    since: date | None

    def shows(self, day: date) -> bool:
        """Whether a story first published on ``day`` does."""
        if self.which == Trust.History.SINCE:
            return self.since is None or day >= self.since
        return self.which == Trust.History.ALL


class Trust(OneOfAKind):
    """The publisher, its policies, and whether the history of stories is public."""

    class History(models.TextChoices):
        """Which stories show readers what they said before."""

        ALL = "all", _("Every story")
        SINCE = "since", _("Stories published on or after a day")
        OFF = "off", _("None")

    press_key = press_keys.TRUST
    rule_before: HistoryRule
    signed_before: bool
    legal_name = models.CharField(
        _("publisher"), max_length=200, blank=True, help_text=_("The company, society or person that owns the paper.")
    )
    founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True, help_text=_("A year."))
    street_address = models.CharField(_("street and number"), max_length=200, blank=True)
    place = models.CharField(_("town and postcode"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=60, blank=True)
    ethics_policy = _policy(_("ethics"))
    corrections_policy = _policy(_("corrections"))
    ownership_policy = _policy(_("ownership and funding"))
    fact_checking_policy = _policy(_("fact checking"))
    unnamed_sources_policy = _policy(_("unnamed sources"))
    ai_policy = _policy(_("use of AI"))
    diversity_policy = _policy(_("diversity"))
    history = models.CharField(
        _("earlier versions are public"), max_length=8, choices=History.choices, default=History.ALL
    )
    history_since = models.DateField(_("from"), null=True, blank=True)
    sign_pictures = models.BooleanField(
        _("sign published pictures"),
        default=False,
        help_text=_("With the paper's own key, as Content Credentials (C2PA). Pictures are some kilobytes larger."),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("legal_name"),
                FieldPanel("founded"),
                FieldPanel("street_address"),
                FieldPanel("place"),
                FieldPanel("email"),
                FieldPanel("telephone"),
            ],
            heading=_("Publisher"),
        ),
        MultiFieldPanel(
            [
                PageChooserPanel(name)
                for name in (
                    "ethics_policy",
                    "corrections_policy",
                    "ownership_policy",
                    "fact_checking_policy",
                    "unnamed_sources_policy",
                    "ai_policy",
                    "diversity_policy",
                )
            ],
            heading=_("Policies"),
        ),
        MultiFieldPanel([FieldPanel("history"), FieldPanel("history_since")], heading=_("Public history")),
        FieldPanel("sign_pictures"),
    ]

    class Meta:
        verbose_name = _("publisher and trust")
        verbose_name_plural = _("publisher and trust")

    def __str__(self) -> str:
        return str(_("Publisher and trust"))

    @classmethod
    def history_rule(cls) -> HistoryRule:
        """Which histories are public; noted apart from the rest, which no story of the archive shows. One query."""
        note(press_keys.HISTORY_RULE)
        row = cls._default_manager.filter(pk=1).values_list("history", "history_since").first()
        return HistoryRule(*(row or (cls.History.ALL, None)))

    @classmethod
    def signs_pictures(cls) -> bool:
        """Whether pictures made for readers are signed with the paper's key. One query."""
        return cls._default_manager.filter(pk=1, sign_pictures=True).exists()
