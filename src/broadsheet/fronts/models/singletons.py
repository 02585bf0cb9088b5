"""Things a paper has exactly one of."""

from typing import Any, Self

from django.db import models

from broadsheet.press.recording import note
from broadsheet.press.shown import Shown


class OneOfAKind(Shown, models.Model):
    """A table with a single row, made the first time it is asked for; its key is noted even before there is one."""

    press_key: str

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)

    def shown_keys(self) -> list[str]:
        """Its one key."""
        return [self.press_key]

    @classmethod
    def of_the_paper(cls) -> Self:
        """Return the row, unsaved and empty where the paper has none yet."""
        note(cls.press_key)
        return cls._default_manager.filter(pk=1).first() or cls(pk=1)
