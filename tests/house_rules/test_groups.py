"""Tests of one group run in one process: many share a paper that takes long to found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

GROUPED = """
import pytest

@pytest.mark.parametrize("number", range(6))
@pytest.mark.xdist_group("together")
def test_something(number):
    pass
"""


def test_tests_of_one_group_stay_together(tmp_path: Path) -> None:
    (tmp_path / "test_grouped.py").write_text(GROUPED)
    command = [sys.executable, "-m", "pytest", "-v", "-n2", "--dist=loadgroup", "-p", "no:django", "-c", "/dev/null"]
    done = subprocess.run([*command, "."], cwd=tmp_path, capture_output=True, text=True, check=True)
    workers = {line.split()[0] for line in done.stdout.splitlines() if "PASSED" in line}
    assert len(workers) == 1, done.stdout
