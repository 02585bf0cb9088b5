"""Every translation compiles, its placeholders agree, and the compiled file beside it is the current one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "broadsheet"


def complaint(source: Path) -> str:
    """What is wrong with one .po file, or nothing."""
    done = subprocess.run(["msgfmt", "--check-format", "--output-file=-", str(source)], capture_output=True)
    if done.returncode:
        return done.stderr.decode()
    compiled = source.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != done.stdout:
        return f"{compiled}: not compiled from the current {source.name}; run broadsheet manage compilemessages"
    return ""


def main() -> int:
    """Check them all; the exit code says whether anything was wrong."""
    sources = sorted(SOURCE.rglob("*.po"))
    complaints = [text for text in map(complaint, sources) if text]
    print("\n".join(complaints) or f"{len(sources)} translation files are compiled and current.")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
