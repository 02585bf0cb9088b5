"""The outbox: what has changed, written in the transaction that changed it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """One change to what readers see. Its number only grows, in the order of the commits."""

    keys = models.JSONField(_("keys"))
    is_takedown = models.BooleanField(_("is a takedown"), default=False)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self) -> str:
        return f"{self.pk}: {', '.join(self.keys)}"
