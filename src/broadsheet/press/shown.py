"""What models whose rows readers see have in common: loading one notes its keys, and saving one is whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Self

from django.db import transaction

from broadsheet.press import recording


class Shown:
    """Stands before a model's other bases.

    Whatever loads a row while a page is rendered shows it, as far as the press can tell. Saving one is one
    transaction with what the receivers of its signals write to the outbox.
    """

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any) -> Self:
        """Django's way of making a row of what the database says."""
        row: Self = super().from_db(db, field_names, values, **options)  # type: ignore[misc]  # the model's
        if recording.current() is not None:
            recording.note(*row.shown_keys())
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves it, with what its receivers write, in one transaction."""
        with transaction.atomic():
            super().save(*args, **kwargs)  # type: ignore[misc]  # the model's

    def shown_keys(self) -> Sequence[str]:
        """The keys of whatever shows this row. Must ask nothing of the database: the row may be half loaded."""
        raise NotImplementedError
