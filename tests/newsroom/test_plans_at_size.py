"""What SQLite chooses once it knows that the archive is large, as it does after its statistics have been gathered."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

ROWS = 1_000_000


@pytest.fixture
def large_archive(make_story):
    """Statistics of a million pages, of which none is an alias; those of small tables as they are."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by its tables' sizes")
    make_story("The first")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("DELETE FROM sqlite_stat1 WHERE tbl IN ('wagtailcore_page', 'newsroom_story')")
        for table in ("wagtailcore_page", "newsroom_story"):
            cursor.execute("SELECT name, origin FROM pragma_index_list(%s)", [table])
            for name, origin in cursor.fetchall():
                cursor.execute("SELECT name FROM pragma_index_info(%s)", [name])
                columns = [column for (column,) in cursor.fetchall()]
                if statistics := statistics_of(columns, is_unique=origin != "c"):
                    cursor.execute("INSERT INTO sqlite_stat1 VALUES (%s, %s, %s)", [table, name, statistics])
        cursor.execute("ANALYZE sqlite_schema")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_stat1")
        cursor.execute("ANALYZE sqlite_schema")


def statistics_of(columns, is_unique):
    """How many rows an index has, and how many share a value of it. An index of what no page has is empty."""
    if columns[0] == "alias_of_id" and len(columns) > 1:
        return ""
    each = {"alias_of_id": ROWS, "content_type_id": ROWS // 6, "depth": ROWS // 4}.get(columns[0], 1)
    return " ".join(map(str, [ROWS, each, *[1] * (len(columns) - 1)])) if not is_unique else f"{ROWS} 1"


def walks(queries):
    """Those of the queries that read every page or every story, with their plans."""
    found = []
    for query in queries.captured_queries:
        if query["sql"].startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
                plan = "; ".join(row[3] for row in cursor.fetchall())
            if re.search(r"SCAN (wagtailcore_page|newsroom_story)\b", plan):
                found.append((query["sql"], plan))
    return found


def test_publishing_reads_nothing_whole(large_archive, make_story):
    story = make_story("Ferry", live=False)
    with CaptureQueriesContext(connection) as queries:
        story.save_revision().publish()
    assert not walks(queries)


@pytest.mark.parametrize("address", ["/", "/news/", "{story}", "/lite{story}", "/feed/", "/news/nothing-here/"])
def test_no_page_reads_the_archive_whole(large_archive, make_story, client, address):
    story = make_story("Ferry", topics=["Harbour"])
    with CaptureQueriesContext(connection) as queries:
        client.get(address.format(story=story.address))
    assert not walks(queries)
