"""An import takes the memory it may take, whatever is in the file."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.command.running import PYTHON, environment
from tests.ingest.exports import export, item

MOST_MB = 300
IMPORT = """
import pathlib, sys
from broadsheet.cli import main
try:
    main(["import", "wordpress", sys.argv[1], "-p", sys.argv[2]])
finally:
    said = pathlib.Path("/proc/self/status").read_text()
    print("peak", int(said.partition("VmHWM:")[2].split()[0]) // 1024)
"""
"""What getrusage tells would be no less than the memory of the process that started this one."""


def test_an_import_of_the_longest_post_that_is_taken_fits_into_300_mb(paper: Path, tmp_path: Path) -> None:
    longest = "<p>word &amp; word</p>\n" * 70_000
    file = export(tmp_path, item(1, "Longest", longest[:1_490_000]), item(2, "Too long", longest[:1_500_100]))
    done = subprocess.run(
        [PYTHON, "-c", IMPORT, str(file), str(paper)], capture_output=True, text=True, env=environment(), check=False
    )
    assert done.returncode == 0, done.stderr
    assert "its text is longer than 1,500,000 characters" in done.stdout
    assert int(done.stdout.rpartition("peak ")[2]) < MOST_MB
