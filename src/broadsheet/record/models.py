"""One table: what was published, version after version."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Announced(models.TextChoices):
    """How a version was told to readers; ``""`` where nobody said, as when a program changed the story."""

    FIRST = "first", _("First published")
    EARLIER = "earlier", _("As it stood when the record began")
    CORRECTION = "correction", _("Correction")
    CLARIFICATION = "clarification", _("Clarification")
    UPDATE = "update", _("Update")
    TYPING = "typing", _("Small changes of wording or spelling")
    UNSAID = "", _("Changed")


class PublishedVersion(models.Model):
    """A story as readers had it from one moment on. Never changed, but that its text may be erased.

    ``story_key`` is the story's translation_key, which stays with it through exports. ``content`` is the text as
    canonical JSON (newsroom/visible_content.py), ``content_hash`` its SHA-256, ``previous`` the hash of the version
    before, empty for the first, and ``hash`` that of all of these (record/chain.py).
    """

    story_key = models.UUIDField()
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    announced = models.CharField(max_length=14, choices=Announced.choices, blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField(null=True)
    content = models.TextField()
    content_hash = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True)
    erased_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    why_erased = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")
        ordering = ["story_key", "number"]
        indexes = [models.Index(fields=["published_at"], name="record_published_at")]
        constraints = [models.UniqueConstraint(fields=["story_key", "number"], name="record_one_version_per_number")]
        permissions = [("erase_version", _("Can erase the text of a published version"))]

    def __str__(self) -> str:
        return f"{self.story_key} {self.number}"

    @property
    def is_erased(self) -> bool:
        """Whether its text has been taken out; its hashes stay."""
        return self.erased_at is not None

    @property
    def words(self) -> dict[str, Any]:
        """The text by its parts; empty where it has been erased."""
        found: dict[str, Any] = json.loads(self.content) if self.content else {}
        return found
