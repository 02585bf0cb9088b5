"""What the desk's log of a story says of its record."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter

from broadsheet.record.models import Announced


class VersionFormatter(LogFormatter):
    """A version was published."""

    label = _("Record a version")

    def format_message(self, log_entry: Any) -> str:
        announced = log_entry.data.get("announced", "")
        how = Announced(announced).label if announced in Announced.values else announced
        return str(_("Version %(number)s recorded: %(how)s") % {"number": log_entry.data.get("number"), "how": how})


class ErasedFormatter(LogFormatter):
    """The text of one was taken out."""

    label = _("Erase the text of a version")

    def format_message(self, log_entry: Any) -> str:
        said = _("Text of version %(number)s erased: %(why)s")
        return str(said % {"number": log_entry.data.get("number"), "why": log_entry.data.get("why", "")})
