"""Many rows of one table inserted at once: what bulk_create does, without its work on each single value.

For imports and rebuilds, where tens of rows stand behind every story. No signals are sent and nothing is validated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models

_INTEGERS = {"AutoField", "BigAutoField", "IntegerField", "BigIntegerField", "PositiveIntegerField"}
_TEXTS = {"CharField", "TextField", "SlugField"}


def insert_objects(
    model: type[models.Model], objects: Sequence[models.Model], fields: Sequence[Any] | None = None
) -> None:
    """Insert one table's part of the objects: `fields`, or all of the model's own columns. Their keys must be set."""
    chosen = list(fields if fields is not None else model._meta.local_concrete_fields)
    readers = [(field, field.attname, _is_read_plainly(field)) for field in chosen]
    rows = (
        [getattr(one, name) if is_plain else field.pre_save(one, True) for field, name, is_plain in readers]
        for one in objects
    )
    _insert(model, chosen, rows, "")


def insert_values(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    ignore_conflicts: bool = False,
    unique: Sequence[str] = (),
) -> None:
    """Insert rows of values, given in the order of `names`; columns that are not named keep what the table gives them.

    With `unique`, a row whose values there exist already is brought up to date instead."""
    fields = [model._meta.get_field(name) for name in names]
    _insert(model, fields, rows, _on_conflict(fields, ignore_conflicts, unique))


def _on_conflict(fields: Sequence[Any], ignore: bool, unique: Sequence[str]) -> str:
    if not unique:
        return " ON CONFLICT DO NOTHING" if ignore else ""
    quote = connection.ops.quote_name
    keys = ", ".join(quote(field.column) for field in fields if field.name in unique)
    others = [quote(field.column) for field in fields if field.name not in unique]
    return f" ON CONFLICT ({keys}) DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in others)


def _insert(model: type[models.Model], fields: Sequence[Any], rows: Iterable[Sequence[Any]], tail: str) -> None:
    prepared = list(_prepared(fields, rows))
    if not prepared:
        return
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places}){tail}"  # noqa: S608 # own names
    with connection.cursor() as cursor:
        cursor.executemany(sql, prepared)


def _prepared(fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """Values as the database takes them. One that is already of its column's plain type needs no preparing."""
    kinds = [(_plain_type(field), _prepare(field)) for field in fields]
    for row in rows:
        yield [
            value if value is None or type(value) is plain else prepare(value)
            for value, (plain, prepare) in zip(row, kinds, strict=True)
        ]


def _prepare(field: Any) -> Callable[[Any], Any]:
    """What makes a field's value one that the database takes."""

    def prepare(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    def moment(value: Any) -> Any:
        return _moment(value) if type(value) is datetime and value.tzinfo is not None else prepare(value)

    return moment if type(field) is models.DateTimeField else prepare


@lru_cache(maxsize=5000)
def _moment(value: datetime) -> Any:
    """The same moment stands in many rows of one story: its page, its revision, its places in lists."""
    return connection.ops.adapt_datetimefield_value(value)


@lru_cache(maxsize=1000)
def _is_read_plainly(field: Any) -> bool:
    """Whether its value is what the attribute holds: no date of now, no file to be saved first."""
    return type(field).pre_save is models.Field.pre_save


@lru_cache(maxsize=1000)
def _plain_type(field: Any) -> type | None:
    """The Python type whose values the database takes as they are; None where there is no such type."""
    while field.remote_field is not None:
        field = field.target_field
    if not type(field).get_prep_value.__module__.startswith("django.db.models"):
        return None
    kind = field.get_internal_type()
    if kind in _INTEGERS:
        return int
    if kind in _TEXTS:
        return str
    return bool if kind == "BooleanField" else None
