"""The tables of the embedded store. Whatever changes them raises VERSION: a file of another version is made anew."""

from __future__ import annotations

APPLICATION = 0x42505253
"""SQLite's application_id of our files; the letters "BPRS"."""
VERSION = 1

# What is marked lies apart from what is shown: SQLite rewrites a whole row, and marking must not rewrite bodies.
# The keys of an entry stand in its content, so that entry_key needs only the direction from key to entry.
TABLES = (
    """
    CREATE TABLE entry (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        is_piece INTEGER NOT NULL,
        status INTEGER NOT NULL,
        position INTEGER NOT NULL,
        state INTEGER NOT NULL,
        stale_since INTEGER NOT NULL,
        version TEXT NOT NULL,
        size INTEGER NOT NULL,
        used_at REAL NOT NULL,
        wished_at REAL NOT NULL,
        made_at REAL NOT NULL,
        seconds REAL NOT NULL,
        maker TEXT NOT NULL
    )
    """,
    # In the order to_make asks for.
    "CREATE INDEX entry_to_make ON entry (state DESC, wished_at = 0, wished_at, used_at DESC) WHERE state > 0",
    # In the order trim asks for; with the size, so that adding up reads no rows.
    "CREATE INDEX entry_by_use ON entry (is_piece, used_at, size)",
    """
    CREATE TABLE content (
        id INTEGER PRIMARY KEY REFERENCES entry (id),
        headers TEXT NOT NULL,
        framing TEXT NOT NULL,
        keys TEXT NOT NULL,
        body BLOB NOT NULL
    )
    """,
    # What makes an Entry comes first, in the order entry_of reads it.
    """
    CREATE VIEW kept AS
    SELECT name, status, headers, framing, body, position, maker, made_at, seconds, state,
        used_at, stale_since, keys, wished_at, version, entry.id
    FROM entry JOIN content USING (id)
    """,
    "CREATE TABLE entry_key (key TEXT, id INTEGER, PRIMARY KEY (key, id)) WITHOUT ROWID",
    "CREATE TABLE entry_hole (piece TEXT, id INTEGER, PRIMARY KEY (piece, id)) WITHOUT ROWID",
    "CREATE TABLE applied (key TEXT, position INTEGER, is_takedown INTEGER, PRIMARY KEY (key, position)) WITHOUT ROWID",
    "CREATE INDEX applied_by_position ON applied (position, is_takedown)",
    "CREATE TABLE touched (turn INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)",
    "CREATE TABLE lease (name TEXT PRIMARY KEY, holder TEXT, ends REAL, seconds REAL) WITHOUT ROWID",
    "CREATE TABLE note (name TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID",
    # position: changes are applied up to here. known_after: every change after this one is in applied.
    # void_until: what was made before this position may show what was taken down by a change no longer in applied.
    "CREATE TABLE fact (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    "INSERT INTO fact VALUES ('position', 0), ('known_after', 0), ('void_until', 0)",
)
