"""Every setting, command, folder and decision is written down."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from broadsheet import paper_keys
from broadsheet.cli import cli
from tests.house_rules.tree import PACKAGE, ROOT, files, shown

DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
LONGEST_DECISION = 350
CODE = re.compile(r"^ {4}.*$|`[^`\n]+`", re.MULTILINE)  # shows how a link is written, and is none


def test_every_setting_says_what_it_does() -> None:
    silent = [
        f"{key.table}.{key.name}"
        for table in paper_keys.TABLES
        for key in paper_keys.declared_keys(table)
        if len(key.notes.doc) < 15
    ]
    assert silent == []


def test_every_command_says_what_it_does() -> None:
    assert [name for name, command in cli.commands.items() if not (command.help or command.hidden)] == []


def test_the_reference_pages_are_what_the_code_says() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "write_reference.py", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def folders_with_code() -> list[str]:
    """Every folder that holds code, tools or documents, as where-code-lives.md should name it."""
    packages = {path.parent for path in files() if path.name == "__init__.py" and path.is_relative_to(PACKAGE)}
    nested = {p.relative_to(PACKAGE).as_posix() for p in packages if "migrations" not in p.parts} - {"."}
    outside = {path.relative_to(ROOT).parts[0] for path in files() if path.parent != ROOT}
    return sorted(nested) + sorted(outside - {"src"})


def test_where_code_lives_names_every_folder() -> None:
    page = (DOCS / "where-code-lives.md").read_text()
    assert [name for name in folders_with_code() if f"{name}/" not in page] == []


def test_where_code_lives_names_no_folder_that_is_gone() -> None:
    named = re.findall(r"`([\w./-]+/)`", (DOCS / "where-code-lives.md").read_text())
    roots = (ROOT, PACKAGE, PACKAGE / "reader", ROOT / "tests")
    assert [name for name in named if not any((root / name).is_dir() for root in roots)] == []


def test_there_are_decisions_and_they_are_numbered_in_order() -> None:
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_short_and_says_its_consequences(path: Path) -> None:
    text = path.read_text()
    assert len(text.split()) < LONGEST_DECISION
    for heading in ("Context", "Decision", "Consequences"):
        assert heading in text


def test_no_link_between_documents_is_broken() -> None:
    broken = [
        f"{shown(path)}: {target}"
        for path in files()
        if path.suffix == ".md" and "demo" not in path.parts
        for target in re.findall(r"\]\((?![a-z]+:|#)([^)#\s]+)", CODE.sub("", path.read_text()))
        if not (path.parent / target).exists()
    ]
    assert broken == []
