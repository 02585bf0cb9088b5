"""The edition number: one row that rises with every change readers can see."""

from django.db import models
from django.db.models import F


class Edition(models.Model):
    """Which edition of the paper the database holds.

    What every page shares (menus, latest headlines, …) is kept in each process under this number, so that a page
    asks one question instead of seven. The number changes in the transaction of the change itself: no process can
    see the change without seeing the number.
    """

    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """The number now. One query."""
        return cls.objects.values_list("number", flat=True).first() or 0

    @classmethod
    def turn(cls) -> None:
        """Something readers see has changed."""
        if not cls.objects.update(number=F("number") + 1):
            cls.objects.create(pk=1, number=1)


class ClockMark(models.Model):
    """How far the paper's clock has told the press of time passing: the day, and the moment."""

    day = models.DateField()
    moment = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day} {self.moment}"
