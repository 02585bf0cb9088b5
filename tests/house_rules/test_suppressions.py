"""A suppressed warning carries its code and the reason it is wrong."""

from __future__ import annotations

import re

from tests.house_rules.tree import package_code, shown

# Built from parts, so that this file does not find itself.
IGNORED_TYPE = re.compile("type: " + r"ignore(?!\[[a-z-]+(, ?[a-z-]+)*\] +\S)")
IGNORED_RULE = re.compile("# " + r"noqa(?!: [A-Z]+\d+(, ?[A-Z]+\d+)* +\S)")


def test_every_suppressed_warning_has_its_code_and_a_reason() -> None:
    bare = [
        f"{shown(path)}:{number} {line.strip()}"
        for path in package_code()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if IGNORED_TYPE.search(line) or IGNORED_RULE.search(line)
    ]
    assert bare == []
