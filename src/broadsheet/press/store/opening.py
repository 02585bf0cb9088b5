"""Opens the store a paper is configured to use."""

from __future__ import annotations

from pathlib import Path

from broadsheet.press.store.base import Store


def open_store(kind: str, path: Path, redis_url: str = "", database_url: str = "") -> Store:
    """The store of this kind, "embedded" (in the file ``path``) or "shared" (at the two addresses).

    Connects to nothing yet. A library is asked for only by the store that needs it.
    """
    if kind == "shared":
        from broadsheet.press.store.shared import SharedStore

        return SharedStore(redis_url, database_url)
    from broadsheet.press.store.embedded import EmbeddedStore

    return EmbeddedStore(path)
