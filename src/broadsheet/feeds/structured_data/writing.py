"""Writes descriptions into a page, so that nothing in them can end the element they stand in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString, mark_safe

Node = dict[str, Any]

CONTEXT = "https://schema.org"
_ESCAPES = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&\u2028\u2029"}
"""As Django's json_script: no ``</script>``, ``<!--`` or ``]]>`` is left (HTML, 4.12.1.3), and no line end that JSON
has and a script has not."""


def script(nodes: Iterable[Node]) -> SafeString:
    """A data block with the ``nodes``, each of which stands for itself and may name the others by ``@id``."""
    described = [{"@context": CONTEXT, **node} for node in nodes]
    text = json.dumps(described, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  # escaped just above


def without_empty(node: Node) -> Node:
    """``node`` without what nobody has filled in."""
    return {name: value for name, value in node.items() if value not in ("", None, [], {})}
