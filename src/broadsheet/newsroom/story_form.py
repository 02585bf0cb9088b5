"""The form of a story: a draft can always be saved, and what stands in the way of publishing is said when it does."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

CLOCKS_DIFFER_BY = timedelta(minutes=1)
MOST_ROWS = 300
"""Of authors, of corrections and so on. Django's two thousand keep a processor busy for many seconds."""


class DraftForm(WagtailAdminPageForm):
    """A story as somebody at the desk writes it; desk/change_form.py asks more of one that readers have already."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(_without_idle_bylines(data) if data else data, *args, **kwargs)
        for formset in self.formsets.values():
            formset.absolute_max = MOST_ROWS

    def clean(self) -> dict[str, Any]:
        """A date to come is refused to whoever publishes or submits, and left alone in a draft."""
        cleaned: dict[str, Any] = super().clean()
        shown = cleaned.get("published_at")
        if shown and not self.is_deferred_validation and shown > timezone.now() + CLOCKS_DIFFER_BY:
            self.add_error(
                "published_at",
                _("This lies in the future. To publish later, set a schedule instead, and leave this empty."),
            )
        return cleaned


def _without_idle_bylines(data: Any) -> Any:
    """What was posted, with a row of the byline that names nobody, or somebody once more, as good as deleted."""
    rows = data.get("bylines-TOTAL_FORMS", "")
    data = data.copy()
    seen: set[str] = set()
    for row in range(min(int(rows), MOST_ROWS) if rows.isdecimal() else 0):
        author = data.get(f"bylines-{row}-author", "")
        if data.get(f"bylines-{row}-DELETE"):
            continue
        if not author or author in seen:
            data[f"bylines-{row}-DELETE"] = "on"
        seen.add(author)
    return data
