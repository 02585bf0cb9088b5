"""What an editor said of a change to a story readers have already: is it a correction, an update, just typing?"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.TextChoices):
    """The answers."""

    CORRECTION = "correction", _("A correction: something was wrong")
    CLARIFICATION = "clarification", _("A clarification: something could be misread")
    UPDATE = "update", _("An update: there is news")
    TYPING = "typing", _("Just typing: nothing a reader must be told of")


class ChangeSaid(models.Model):
    """The last answer for a story, good for one wording of it: ``digest`` is that of visible_content.digest_of.

    With an empty digest it is an answer of somebody still writing. It goes when what it speaks of is published.
    """

    story = models.OneToOneField("newsroom.Story", on_delete=models.CASCADE, related_name="change_said")
    change = models.CharField(max_length=14, choices=Change.choices, blank=True)
    note = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("what was said of a change")

    def __str__(self) -> str:
        return f"{self.story_id}: {self.change}"
