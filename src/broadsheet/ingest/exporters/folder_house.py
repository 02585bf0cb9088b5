"""Feeds, crawlers, publisher and trust, as parts of front.yaml. What stands at its default is left out."""

from __future__ import annotations

from typing import Any

from broadsheet.ingest.exporters.content import Content
from broadsheet.ingest.house_fields import HOUSE, page_fields, plain_fields


def house_values(content: Content) -> dict[str, dict[str, Any]]:
    """By part, then by field; policy pages by their addresses."""
    return {part: _values(model, content) for part, model in HOUSE.items()}


def _values(model: Any, content: Content) -> dict[str, Any]:
    row, plain = model._default_manager.filter(pk=1).first() or model(), model()
    values = {name: getattr(row, name) for name in plain_fields(model) if getattr(row, name) != getattr(plain, name)}
    for name in page_fields(model):
        page = content.page(getattr(row, f"{name}_id"))
        if page is not None:
            values[name] = page.address
    return values
