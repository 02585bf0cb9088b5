"""Everything the database holds of a paper's content, so that two states of it can be compared."""

from __future__ import annotations

import json
from typing import Any

from django.apps import apps
from django.core import serializers

LEFT_OUT = {
    "admin.logentry",
    "contenttypes.contenttype",
    "ingest.importedchange",
    "ingest.importrun",
    "newsroom.clockmark",
    "newsroom.edition",
    "newsroom.searchword",
    "press.change",
    "record.publishedversion",
    "sessions.session",
    "wagtailcore.modellogentry",
    "wagtailcore.pagelogentry",
    "wagtailsearch.sqliteftsindexentry",
}
"""What tells of work and not of content: which edition it is, what the press has been told, what the desk did, and the
record, which keeps what readers had in between."""


DERIVED = {"newsroom.listentry", "newsroom.listbound", "wagtailcore.referenceindex", "wagtailsearch.indexentry"}
"""What is worked out anew from the rest whenever something changes, under keys that nobody knows."""


def dump() -> dict[str, list[dict[str, Any]]]:
    """Rows by the label of their model, in the order of their keys."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label_lower
        if label in LEFT_OUT or not model._meta.managed or label.startswith(("django_tasks", "postgres_search")):
            continue
        rows = json.loads(serializers.serialize("json", model._base_manager.order_by("pk")))
        if label in DERIVED:
            rows = [{"pk": _as_text(row["fields"]), "fields": {}} for row in rows]
        if rows:
            found[label] = rows
    return found


def _as_text(fields: dict[str, Any]) -> str:
    """Spaces between indexed words say nothing."""
    return " ".join(json.dumps(fields, sort_keys=True).split()).replace(' "', '"')


def differences(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> list[str]:
    """What changed, in a form that pytest shows whole; empty where nothing did."""
    told = []
    for label in sorted({*before, *after}):
        old, new = ({row["pk"]: row["fields"] for row in rows.get(label, [])} for rows in (before, after))
        told += [f"{label} {key} is gone" for key in old.keys() - new.keys()]
        told += [f"{label} {key} is new: {new[key]}" for key in new.keys() - old.keys()]
        for key in old.keys() & new.keys():
            changed = [name for name in old[key] if old[key][name] != new[key].get(name)]
            told += [f"{label} {key}.{name}: {old[key][name]!r} → {new[key].get(name)!r}" for name in changed]
    return told
