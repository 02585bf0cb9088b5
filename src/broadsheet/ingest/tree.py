"""Pages put into Wagtail's tree many at a time.

treebeard's add_child asks the database for its last child, locks and saves one page; under a section of 100,000
stories that is the whole cost of an import. Here the places of a parent's next children are worked out once, ids are
reserved beforehand (so that pages may link to one another before they exist), and rows are inserted in bulk:
first the base table's, then the model's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db import connection, models
from wagtail.models import Page

from broadsheet.lib.bulk_rows import insert_objects


class IdReserve:
    """Primary keys that nobody else will get, whether rows are saved one by one in between or not."""

    def take(self, model: type[models.Model], count: int) -> list[int]:
        """`count` unused keys of a model, ascending."""
        if not count:
            return []
        if connection.vendor == "postgresql":
            return self._from_sequence(model, count)
        return self._from_sqlite(model._meta.db_table, model, count)

    def _from_sequence(self, model: type[models.Model], count: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [model._meta.db_table, model._meta.pk.column, count],
            )
            return sorted(row[0] for row in cursor.fetchall())

    def _from_sqlite(self, table: str, model: type[models.Model], count: int) -> list[int]:
        """SQLite keeps the highest key ever given in sqlite_sequence, and goes on from what is written there."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            last = row[0] if row else model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0
            if row:
                cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last + count, table])
            else:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last + count])
        return list(range(last + 1, last + count + 1))


class ChildPlaces:
    """The next free places under parents; one look-up per parent, however many children it gets."""

    def __init__(self) -> None:
        self._steps: dict[str, int] = {}

    def next(self, parent_path: str) -> str:
        """The tree path for one more child."""
        if parent_path not in self._steps:
            self._steps[parent_path] = self._last_step(parent_path)
        self._steps[parent_path] += 1
        return Page._get_path(parent_path, len(parent_path) // Page.steplen + 1, self._steps[parent_path])

    def _last_step(self, parent_path: str) -> int:
        depth = len(parent_path) // Page.steplen + 1
        children = Page.objects.filter(path__startswith=parent_path, depth=depth)
        last = children.order_by("-path").values_list("path", flat=True).first()
        return Page._str2int(last[-Page.steplen :]) if last else 0


def insert_pages(pages: Sequence[Page]) -> None:
    """Inserts pages of one model whose ids, paths and depths are set, and whose parents exist. Sends no signals."""
    if not pages:
        return
    for page in pages:
        page.page_ptr_id = page.pk
    insert_objects(Page, pages)
    insert_objects(type(pages[0]), pages)
    for path, count in Counter(page.path[: -Page.steplen] for page in pages).items():
        Page.objects.filter(path=path).update(numchild=models.F("numchild") + count)
    for page in pages:
        page._state.adding = False
        page._state.db = connection.alias
