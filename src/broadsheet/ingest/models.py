"""What was imported from where, so that an import run twice doubles nothing and overwrites nobody's work."""

from __future__ import annotations

from hashlib import blake2b

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """How far a run has come."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    REFUSED = "refused", _("Refused")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Failed")
    WEIGHING = "weighing", _("Looking what taking it back would remove")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")


UNDER_WAY = (RunState.WAITING, RunState.RUNNING, RunState.WEIGHING, RunState.UNDOING)
"""States of a run the background worker is at, or is about to be. Only one run at a time is in any of them."""


class ImportRun(models.Model):
    """One import that was carried out, or is about to be. A rehearsal from the command line leaves no trace.

    Whoever may do "ingest.run_imports" sees them in the desk.
    """

    kind = models.CharField(_("kind"), max_length=20)
    site = models.CharField(_("source"), max_length=255)
    file_name = models.CharField(_("file"), max_length=255)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    summary = models.JSONField(_("summary"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.FINISHED)
    is_rehearsal = models.BooleanField(_("rehearsal"), default=False)
    options = models.JSONField(_("options"), default=dict)
    message = models.TextField(_("message"), blank=True, help_text=_("Why the run was refused, or did not end well."))
    made = models.JSONField(
        _("made"),
        default=dict,
        help_text=_("Keys of the rows it created: ranges from first to last, by the label of their model."),
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("started by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at"]
        permissions = [("run_imports", "Can move archives in, and take them back out")]
        constraints = [
            models.UniqueConstraint(Value(1), condition=Q(state__in=UNDER_WAY), name="ingest_one_run_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.started_at:%Y-%m-%d %H:%M})"


class Deed(models.TextChoices):
    """What the last run that touched an item did with its object."""

    CREATED = "created", _("Created")
    ADOPTED = "adopted", _("Was here already")
    UPDATED = "updated", _("Updated")


LONGEST_KEY = 255


def stored_key(key: str) -> str:
    """A source's own key as items keep it: a longer one keeps its beginning and a digest of the whole."""
    if len(key) <= LONGEST_KEY:
        return key
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
    return f"{key[: LONGEST_KEY - len(digest) - 1]}…{digest}"


class ImportedItem(models.Model):
    """One thing of one source, and what it became here. The object may have been deleted since."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="items")
    site = models.CharField(max_length=255)
    kind = models.CharField(max_length=20)
    source_key = models.CharField(max_length=LONGEST_KEY)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    checksum = models.CharField(max_length=40, blank=True)
    revision_id = models.BigIntegerField(null=True, help_text="The page's latest revision when the import left it.")
    left_as = models.CharField(
        max_length=40, blank=True, help_text="Fingerprint of what has no revisions, as the import left it."
    )
    deed = models.CharField(max_length=8, choices=Deed.choices, default=Deed.CREATED)
    source_title = models.CharField(max_length=255, blank=True, help_text="As the source had it at the last import.")
    source_slug = models.CharField(max_length=255, blank=True, help_text="The same; empty where it had none.")

    class Meta:
        verbose_name = _("imported item")
        verbose_name_plural = _("imported items")
        constraints = [models.UniqueConstraint(fields=["site", "kind", "source_key"], name="ingest_item_once")]
        indexes = [models.Index(fields=["content_type", "object_id"], name="ingest_item_object")]

    def __str__(self) -> str:
        return f"{self.site} {self.kind} {self.source_key}"


class ImportedChange(models.Model):
    """What a run changed in something that was here before it, so that the run can be taken back."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    before = models.JSONField(help_text="A page as a revision writes it; of anything else the fields that were set.")
    after = models.JSONField(help_text="The same fields as the run left them; of a page its latest revision.")
    item_before = models.JSONField(null=True, help_text="The imported item as the run before left it.")

    class Meta:
        verbose_name = _("change of an import")
        verbose_name_plural = _("changes of imports")

    def __str__(self) -> str:
        return f"{self.run_id}: {self.content_type} {self.object_id}"


class KeptMenu(models.Model):
    """A menu of a source that found no free place in the paper. Whoever may run imports can still give it one."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="kept_menus")
    name = models.CharField(_("name"), max_length=255)
    items = models.JSONField(_("links"), default=list, help_text=_("Raw rows, as a menu of the paper keeps them."))

    class Meta:
        verbose_name = _("menu without a place")
        verbose_name_plural = _("menus without a place")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
