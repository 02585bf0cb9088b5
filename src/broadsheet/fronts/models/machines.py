"""What machines that read the paper are told and allowed: feed readers, search engines, crawlers, checkers of ads."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from broadsheet.fronts import press_keys
from broadsheet.fronts.machine_texts import CHECKS
from broadsheet.fronts.models.singletons import OneOfAKind


class Machines(OneOfAKind):
    """Settings of feeds, of robots.txt and of the other files that only machines read."""

    class FeedText(models.TextChoices):
        """How much of a story a feed carries."""

        WHOLE = "whole", _("Whole stories")
        EXCERPT = "excerpt", _("Headline and standfirst")

    press_key = press_keys.MACHINES
    feed_text = models.CharField(
        _("in feeds"), max_length=8, choices=FeedText.choices, default=FeedText.WHOLE, help_text=_("For every feed.")
    )
    hub_url = models.URLField(
        _("WebSub hub"),
        blank=True,
        max_length=500,
        help_text=_("Empty: the paper's own hub tells subscribers at once. Else the address of another that is told."),
    )
    allow_search = models.BooleanField(
        _("search engines may list stories"), default=True, help_text=_("Google, Bing and the like.")
    )
    allow_answers = models.BooleanField(
        _("assistants may read a story to answer a question"),
        default=True,
        help_text=_("The machines that ChatGPT, Claude, Perplexity and others send when somebody asks."),
    )
    allow_training = models.BooleanField(
        _("stories may be used to train AI"),
        default=False,
        help_text=_("Refused in robots.txt, and reserved under the rules for text and data mining."),
    )
    refused_crawlers = models.TextField(
        _("crawlers refused besides"), blank=True, help_text=_("One name a line, as in robots.txt.")
    )
    licence_url = models.URLField(
        _("where to ask for a licence"),
        blank=True,
        max_length=500,
        help_text=_("A page of terms. Empty: the paper's page of terms and conditions."),
    )
    ads_txt = models.TextField(_("ads.txt"), blank=True, help_text=_("Who may sell the paper's advertising."))
    app_ads_txt = models.TextField(_("app-ads.txt"), blank=True)
    trust_txt = models.TextField(
        _("trust.txt"),
        blank=True,
        help_text=_("Associations the paper belongs to and accounts it controls, as on journallist.net."),
    )
    humans_txt = models.TextField(_("humans.txt"), blank=True, help_text=_("Empty: the paper's authors."))
    security_contact = models.CharField(
        _("whom to tell of a security hole"),
        max_length=500,
        blank=True,
        help_text=_("An e-mail or web address. Empty: the paper's contact page."),
    )

    panels = [
        MultiFieldPanel([FieldPanel("feed_text"), FieldPanel("hub_url")], heading=_("Feeds")),
        MultiFieldPanel(
            [
                FieldPanel("allow_search"),
                FieldPanel("allow_answers"),
                FieldPanel("allow_training"),
                FieldPanel("refused_crawlers"),
                FieldPanel("licence_url"),
            ],
            heading=_("Crawlers"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("ads_txt"),
                FieldPanel("app_ads_txt"),
                FieldPanel("trust_txt"),
                FieldPanel("humans_txt"),
                FieldPanel("security_contact"),
            ],
            heading=_("Files for machines"),
        ),
    ]

    class Meta:
        verbose_name = _("feeds and crawlers")
        verbose_name_plural = _("feeds and crawlers")

    def __str__(self) -> str:
        return str(_("Feeds and crawlers"))

    def clean(self) -> None:
        """Looks at every line of what becomes a file: a machine that finds a fault says so to nobody."""
        super().clean()
        faults = {}
        for name, check in CHECKS.items():
            try:
                check(getattr(self, name))
            except ValidationError as error:
                faults[name] = error
        if faults:
            raise ValidationError(faults)
