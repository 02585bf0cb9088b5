"""JSON in its one spelling, so that whoever has the same values computes the same hash.

As RFC 8785 (JSON Canonicalization Scheme) has it, for what is used here: objects with ASCII names, lists, texts,
whole numbers and null.
"""

import json
from hashlib import sha256
from typing import Any


def canonical(value: Any) -> str:
    """``value`` as JSON without blanks, names in order."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_of(text: str) -> str:
    """SHA-256 of the UTF-8 bytes of ``text``, as 64 hexadecimal digits."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
