"""What may not be committed, and what must be."""

from __future__ import annotations

import json
import re

import pytest

from tests.house_rules.tree import ROOT, files, shown

# Built from parts, so that this file does not find itself.
INDEXES = re.compile(
    "|".join(
        ("py" + "pi\\.org", "python" + "hosted", "npm" + "js\\.", "registry" + "\\.[a-z]+\\.", "deb\\." + "debian")
    )
    + "|--(extra-)?index"
    + "-url [^ ]|--find"
    + "-links"
)
MACHINE_PATHS = re.compile(r"(?<![\w./~-])/(" + "wo" + r"rk|ro" + "ot|ho" + r"me/\w+|t" + r"mp)/[\w.]")
BINARY = {".jpg", ".png", ".webp", ".avif", ".woff2", ".ico", ".pdf", ".mo", ".gz", ".zip", ".gif"}


def lines_matching(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{shown(path)}:{number} {line.strip()[:120]}"
        for path in files()
        if path.suffix not in BINARY
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_address_of_a_package_index_is_committed() -> None:
    assert lines_matching(INDEXES) == []


def test_no_path_of_one_machine_is_committed() -> None:
    assert lines_matching(MACHINE_PATHS) == []


def test_every_requirement_is_pinned_and_hashed() -> None:
    text = (ROOT / "requirements.txt").read_text()
    entries = re.split(r"(?m)^(?=[a-z0-9])", text, flags=re.IGNORECASE)[1:]
    assert entries
    assert [entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_the_audit_is_locked_without_addresses() -> None:
    packages = json.loads((ROOT / "tools" / "audit" / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


@pytest.mark.parametrize(
    "name", ["README.md", "CHANGELOG.md", "LICENSE", "docs/where-code-lives.md", "bench/RESULTS.md"]
)
def test_a_newcomer_finds(name: str) -> None:
    assert (ROOT / name).stat().st_size > 400
