"""Two ways to the newest stories of a filter, each slow where the other is quick.

A filter few stories pass is best begun with: its index finds them, and they are sorted. Where it lets half the
archive through, that would sort half the archive; the stories are then better walked through from the newest, and
looked at one by one until there are enough. A database does not know which it will be; counting.py finds out.
"""

from typing import Any

from django.db.models import BigIntegerField, F
from django.db.models.functions import Coalesce

_COLUMNS = {"pk": BigIntegerField(), "section_id": BigIntegerField(), "kind": None, "published_at": None}


def unindexed(column: str, kind: Any = None) -> Coalesce:
    """The same value, in a form that no index knows, lest the database begin with one."""
    return Coalesce(F(column), F(column), output_field=kind)


def walked(column: str) -> str:
    """The name under which ``column`` is filtered by in a queryset that is walked through."""
    return f"walked_{column}"


def walk_through(stories: Any) -> Any:
    """``stories`` with the columns that can be filtered by under their ``walked`` names."""
    return stories.alias(**{walked(name): unindexed(name, kind) for name, kind in _COLUMNS.items()})
