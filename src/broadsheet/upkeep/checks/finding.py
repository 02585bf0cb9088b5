"""What a check says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something to mend: what is so, why it matters, and the cure."""

    what: str
    why: str
    cure: str
    is_problem: bool = True


def problem(what: str, why: str, cure: str) -> Finding:
    """Something that will not work, or is not safe."""
    return Finding(what, why, cure)


def advice(what: str, why: str, cure: str) -> Finding:
    """Something that works, but not as well as it should."""
    return Finding(what, why, cure, is_problem=False)
