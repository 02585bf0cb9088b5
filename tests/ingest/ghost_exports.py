"""Small Ghost exports for the tests, and the real one beside the checkout."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

REAL_EXPORT = Path(__file__).resolve().parents[3] / "shared" / "inputs" / "ghost" / "ghost-6.65-export.json"

needs_ghost_export = pytest.mark.skipif(
    not REAL_EXPORT.is_file() and not os.environ.get("CI"),
    reason="Ghost's own export is not here (../shared/inputs/ghost)",
)

Row = dict[str, Any]


def post(number: int = 1, **values: Any) -> Row:
    """A row of the table of posts, published and public unless told otherwise."""
    return {
        "id": f"post{number}",
        "uuid": f"uuid-{number}",
        "title": f"Story {number}",
        "slug": f"story-{number}",
        "html": "<p>Some words.</p>",
        "type": "post",
        "status": "published",
        "visibility": "public",
        "featured": 0,
        "created_at": "2020-05-01 10:00:00",
        "updated_at": "2020-05-01 12:00:00",
        "published_at": "2020-05-01 11:00:00",
    } | values


def user(key: str = "u1", name: str = "Mara Ellison", slug: str = "mara", **values: Any) -> Row:
    return {"id": key, "name": name, "slug": slug, "email": f"{slug}@private.example", "password": "x"} | values


def tag(key: str, name: str, slug: str = "", **values: Any) -> Row:
    return {"id": key, "name": name, "slug": slug or name.lower().replace(" ", "-"), "visibility": "public"} | values


def data(*posts: Row, **tables: list[Row]) -> dict[str, list[Row]]:
    """The tables of an export; every post is by the first user unless posts_authors says more."""
    users = tables.get("users", [user()])
    written = [{"post_id": row["id"], "author_id": users[0]["id"], "sort_order": 0} for row in posts if users]
    return {"posts_authors": written, "users": users, "tags": [], "posts_tags": []} | tables | {"posts": list(posts)}


def tagged(post_number: int, *keys: str) -> list[Row]:
    """Rows that hang tags on a post, in this order."""
    return [{"post_id": f"post{post_number}", "tag_id": key, "sort_order": n} for n, key in enumerate(keys)]


def ghost_export(folder: Path, tables: dict[str, list[Row]], version: str = "6.1.0", name: str = "ghost.json") -> Path:
    path = folder / name
    path.write_text(
        json.dumps({"db": [{"meta": {"exported_on": 1, "version": version}, "data": tables}]}), encoding="utf-8"
    )
    return path


def lexical(*children: Row) -> str:
    """A Lexical document as the export keeps it: JSON in a string."""
    return json.dumps({"root": {"type": "root", "children": list(children)}})


def paragraph(*children: Row | str) -> Row:
    nodes = [words(child) if isinstance(child, str) else child for child in children]
    return {"type": "paragraph", "children": nodes}


def words(text: str, bits: int = 0) -> Row:
    return {"type": "extended-text", "text": text, "format": bits}
