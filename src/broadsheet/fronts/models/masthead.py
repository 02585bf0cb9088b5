"""The paper as readers meet it: its name, its look, where to follow it, what it must tell everybody today."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PreviewableMixin

from broadsheet.fronts import press_keys
from broadsheet.fronts.models.singletons import OneOfAKind
from broadsheet.lib.security_headers import DESK_POLICY
from broadsheet.newsroom.blocks import INLINE_FEATURES, ProfileBlock

_COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Give a colour as # and six digits, like #8a1f11."))

_FACES = {"serif": "var(--font-text)", "sans": "var(--font-label)"}


class Masthead(PreviewableMixin, OneOfAKind):
    """Settings an editor changes and sees at once. Addresses and machines are in broadsheet.toml instead."""

    class Preset(models.TextChoices):
        """Three papers from the same parts."""

        BROADSHEET = "broadsheet", _("Broadsheet: serif, hairline rules, quiet")
        TABLOID = "tabloid", _("Tabloid: heavy, close, loud")
        MAGAZINE = "magazine", _("Magazine: large pictures, much air")

    class Face(models.TextChoices):
        """Which face headlines are set in."""

        PRESET = "", _("As the preset has it")
        SERIF = "serif", _("Serif headlines")
        SANS = "sans", _("Sans-serif headlines")

    press_key = press_keys.MASTHEAD
    name = models.CharField(_("name"), max_length=120, blank=True, help_text=_("Empty: as in broadsheet.toml."))
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    logo_light = models.ForeignKey(
        "media.Photo",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: the name is set in the paper's own face."),
    )
    logo_dark = models.ForeignKey(
        "media.Photo",
        verbose_name=_("logo for the night edition"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    preset = models.CharField(_("look"), max_length=12, choices=Preset.choices, default=Preset.BROADSHEET)
    headline_face = models.CharField(
        _("headlines"), max_length=8, choices=Face.choices, default=Face.PRESET, blank=True
    )
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        blank=True,
        validators=[_COLOUR],
        help_text=_("Empty: as the look has it."),
    )
    paper_colour = models.CharField(
        _("paper colour"),
        max_length=7,
        blank=True,
        validators=[_COLOUR],
        help_text=_("Empty: as the look has it."),
    )
    follow = StreamField([("profile", ProfileBlock())], verbose_name=_("follow links"), blank=True)
    notice = RichTextField(
        _("notice"),
        blank=True,
        features=INLINE_FEATURES,
        help_text=_("A line at the top of every page: a strike, a storm, an appeal."),
    )
    notice_until = models.DateTimeField(_("shown until"), null=True, blank=True)
    copyright = models.CharField(
        _("copyright line"),
        max_length=200,
        blank=True,
        help_text=_("Printed after © and the year. Empty: the name."),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("tagline"), FieldPanel("logo_light"), FieldPanel("logo_dark")],
            heading=_("Masthead"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("preset"),
                FieldPanel("headline_face"),
                FieldPanel("accent"),
                FieldPanel("paper_colour"),
            ],
            heading=_("Look"),
        ),
        MultiFieldPanel([FieldPanel("notice"), FieldPanel("notice_until")], heading=_("Notice")),
        FieldPanel("follow"),
        FieldPanel("copyright"),
    ]

    class Meta:
        verbose_name = _("masthead and look")
        verbose_name_plural = _("masthead and look")

    def __str__(self) -> str:
        return str(_("Masthead and look"))

    @property
    def shown_notice(self) -> str:
        """The notice, while it lasts."""
        if self.notice_until is not None and self.notice_until <= timezone.now():
            return ""
        return self.notice

    def css(self) -> str:
        """The colours and the headline face as a stylesheet; empty where the look keeps its own."""
        values = {
            "--paper-accent": self.accent,
            "--paper-own": self.paper_colour,
            "--font-headline": _FACES.get(self.headline_face, ""),
        }
        declared = ";".join(f"{name}:{value}" for name, value in values.items() if value)
        return f":root{{{declared}}}" if declared else ""

    def serve_preview(self, request: Any, mode_name: str) -> HttpResponse:
        """The front with these settings, whose colours the page carries: they are not in the paper's stylesheet yet."""
        from broadsheet.fronts.models.front import Front

        request.preview_masthead = self  # read by the reader site's chrome
        response = Front.objects.get().serve(request)
        response.render()
        style = f"<style>{self.css()}</style></head>".encode()
        response.content = response.content.replace(b"</head>", style, 1)
        response.headers["Content-Security-Policy"] = DESK_POLICY
        return response
