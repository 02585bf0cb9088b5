"""Modules are named for their job and small enough to read in one go."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.house_rules.tree import code, package_code, shown

NAMES_THAT_SAY_NOTHING = {
    "common",
    "core",
    "helper",
    "helpers",
    "lib_utils",
    "misc",
    "service",
    "services",
    "util",
    "utils",
}
LONGEST_FILE = 500
LONGEST_FUNCTION = 60


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Every function of a module, methods included."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


def lines_of(function: ast.FunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def test_no_module_or_folder_has_a_name_that_says_nothing() -> None:
    nameless = [
        shown(path) for path in code() if NAMES_THAT_SAY_NOTHING & {path.stem, *(part.name for part in path.parents)}
    ]
    assert nameless == []


def test_no_file_has_more_than_500_lines() -> None:
    long = {
        shown(path): length
        for suffix in (".py", ".html", ".js", ".mjs")
        for path in code(suffix)
        if (length := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_function_of_the_package_is_longer_than_60_lines() -> None:
    long = {
        f"{shown(path)}:{function.lineno} {function.name}": lines_of(function)
        for path in package_code()
        for function in functions(path)
        if lines_of(function) > LONGEST_FUNCTION
    }
    assert long == {}


def test_half_the_functions_of_the_package_are_shorter_than_ten_lines() -> None:
    assert median(lines_of(function) for path in package_code() for function in functions(path)) < 10


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        shown(path)
        for path in package_code()
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []
