"""Who may publish the paper's stories, what each was given, and who says that they publish one."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from broadsheet.partners import keys

NOTED_EVERY = timedelta(minutes=1)
"""How exactly it is known when a key was last used."""


class Partner(models.Model):
    """Somebody who is given stories as ninjs. ``is_limited`` tells one whose sections are all gone from one who may
    have every section."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    email = models.EmailField(_("e-mail address"), blank=True, help_text=_("Whom to tell when something changes."))
    note = models.TextField(_("note"), blank=True, help_text=_("What was agreed. For the desk alone."))
    sections = models.ManyToManyField(
        "newsroom.Section",
        verbose_name=_("sections"),
        blank=True,
        related_name="+",
        help_text=_("Sub-sections go with theirs. None chosen: every section."),
    )
    is_limited = models.BooleanField(default=False, editable=False)
    has_full_text = models.BooleanField(
        _("whole stories"), default=True, help_text=_("Else headline, standfirst and byline only.")
    )
    has_pictures = models.BooleanField(
        _("pictures too"), default=True, help_text=_("Only those whose rights have no end.")
    )
    terms = models.TextField(
        _("terms of use"),
        blank=True,
        help_text=_("Told with each story. Empty: name author and paper, and link to it."),
    )
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day. Empty: for good."))
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Else the key opens nothing."))
    key_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    key_end = models.CharField(max_length=keys.SHOWN_END, blank=True, editable=False)
    key_made_at = models.DateTimeField(_("key made"), null=True, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_entitled(self) -> bool:
        """Whether the key opens anything today."""
        return self.is_active and (self.until is None or timezone.localdate() <= self.until)

    def make_key(self) -> str:
        """A new key, the only one from now on. It is returned this once; what is stored can not be turned back."""
        key = keys.new_key()
        self.key_hash, self.key_end, self.key_made_at = keys.hash_of(key), key[-keys.SHOWN_END :], timezone.now()
        self.save(update_fields=["key_hash", "key_end", "key_made_at"])
        return key

    def was_here(self) -> None:
        """Note that the key was used."""
        now = timezone.now()
        if self.last_used_at is None or now - self.last_used_at > NOTED_EVERY:
            Partner.objects.filter(pk=self.pk).update(last_used_at=now)


class Given(models.Model):
    """A story a partner was given. ``story_key`` is its translation_key, which outlives it: a partner must be told of
    a story that is deleted.

    ``turned_at`` is when it was last withdrawn or, with ``is_withdrawn`` false again, came back; empty before.
    """

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="given")
    story_key = models.UUIDField(db_index=True)
    first_at = models.DateTimeField(default=timezone.now, db_index=True)
    is_withdrawn = models.BooleanField(default=False)
    turned_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("story given to a partner")
        verbose_name_plural = _("stories given to partners")
        constraints = [models.UniqueConstraint(fields=["partner", "story_key"], name="partners_given_once")]
        indexes = [models.Index(fields=["partner", "turned_at"], name="partners_given_turned")]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.story_key}"


class Declared(models.Model):
    """A reader's word that a site publishes a story. Nothing in it leads back to the reader."""

    story_key = models.UUIDField(db_index=True)
    headline = models.CharField(_("story"), max_length=255)
    site = models.CharField(_("site"), max_length=120)
    url = models.URLField(_("address"), max_length=500, blank=True)
    at = models.DateTimeField(_("said"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("republishing said by a reader")
        verbose_name_plural = _("republishing said by readers")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.site}: {self.headline}"


def urn_of(key: uuid.UUID) -> str:
    """The identifier of a story for machines, the same as in feeds."""
    return f"urn:uuid:{key}"
