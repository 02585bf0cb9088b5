"""Indexes on Wagtail's own tables that a large paper needs and Wagtail does not declare.

Wagtail's migrations may rebuild a table and drop them, so they are made again after every migrate.
"""

from django.db import connections

SHELF = 1000
"""Pages whose keys give the same number, divided by this, stand together on a shelf."""

_STATEMENTS = {
    "broadsheet_page_url_path": {
        # A hash index has no limit on the length of the address; SQLite has none to begin with.
        "postgresql": "ON wagtailcore_page USING hash (url_path)",
        "sqlite": "ON wagtailcore_page (url_path)",
    },
    "broadsheet_page_depth": {
        # Every page of the desk asks for the root of the tree, by its depth alone, to show its menu.
        "postgresql": "ON wagtailcore_page (depth, path)",
        "sqlite": "ON wagtailcore_page (depth, path)",
    },
    "broadsheet_page_expires": {
        # Pages that have expired keep their moment; only those still live are ever asked for.
        "postgresql": "ON wagtailcore_page (expire_at) WHERE expire_at IS NOT NULL AND live",
        "sqlite": "ON wagtailcore_page (expire_at) WHERE expire_at IS NOT NULL AND live",
    },
    "broadsheet_page_not_live": {
        # The desk's drafts and what was taken down: few beside what is live.
        "postgresql": "ON wagtailcore_page (latest_revision_created_at) WHERE NOT live",
        "sqlite": "ON wagtailcore_page (latest_revision_created_at) WHERE NOT live",
    },
    "broadsheet_page_changed": {
        "postgresql": "ON wagtailcore_page (latest_revision_created_at) WHERE live AND has_unpublished_changes",
        "sqlite": "ON wagtailcore_page (latest_revision_created_at) WHERE live AND has_unpublished_changes",
    },
    "broadsheet_page_alias": {
        # Each publication asks for a story's aliases, in the order of the tree. Hardly a page is one: SQLite then takes
        # Wagtail's index for useless, and walks the whole tree.
        "postgresql": "ON wagtailcore_page (alias_of_id, path) WHERE alias_of_id IS NOT NULL",
        "sqlite": "ON wagtailcore_page (alias_of_id, path) WHERE alias_of_id IS NOT NULL",
    },
    "broadsheet_page_shelf": {
        # Which page of a shelf changed last: one look, however many shelves there are.
        "postgresql": f"ON wagtailcore_page ((id / {SHELF}), last_published_at) WHERE live",
        "sqlite": f"ON wagtailcore_page (id / {SHELF}, last_published_at) WHERE live",
    },
    "broadsheet_page_edited": {
        "postgresql": "ON wagtailcore_page (latest_revision_created_at)",
        "sqlite": "ON wagtailcore_page (latest_revision_created_at)",
    },
}


def make_page_indexes(using: str = "default") -> None:
    """Create the indexes that are missing from the database ``using``."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, definitions in _STATEMENTS.items():
            definition = definitions.get(connection.vendor)
            if definition:
                cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} {definition}")
