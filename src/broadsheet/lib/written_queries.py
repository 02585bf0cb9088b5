"""Queries whose SQL is worked out once in a process and from then on only given other values.

Django writes a query anew each time it is asked: for a row of 80 columns that costs ten times what the database
takes to answer. Worth it only where every reader's page asks the same.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


class WrittenQuery(Generic[M]):
    """A query of one model, of its own columns: related rows are not joined in.

    ``make`` takes the values and returns the queryset; its conditions must use them all, in that order, and no others.
    """

    def __init__(self, make: Callable[..., QuerySet[M]]) -> None:
        self._make = make
        self._written: dict[int, tuple[type[M], str]] = {}

    def __call__(self, *values: Any) -> list[M]:
        """The rows for ``values``; as many as wanted where the condition is a list. One query."""
        if len(values) not in self._written:
            self._written[len(values)] = self._write(values)
        model, sql = self._written[len(values)]
        return list(model._default_manager.raw(sql, values))

    def _write(self, values: tuple[Any, ...]) -> tuple[type[M], str]:
        queryset = self._make(*values)
        sql, params = queryset.query.sql_with_params()
        if tuple(params) != values:
            raise ValueError(f"A written query must use its values as given: {params} for {values}.")
        return queryset.model, sql
