"""`python -m bench [PART ...] [--quick]`: measure, print, and keep the figures in bench/RESULTS.md."""

from __future__ import annotations

import argparse
import importlib

from bench.results import FILE, keep

PARTS = ("throughput", "cold_start", "resident", "transfer", "archive", "search", "press_hits", "press_publish")
LONG = ("soak", "imports", "sitemaps")
"""Measured only when named."""


def main() -> None:
    """Measure the parts asked for, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="PART",
        help=f"one of {', '.join([*PARTS, *LONG])}; {', '.join(PARTS)} when none is named",
    )
    parser.add_argument("--quick", action="store_true", help="a rough look: printed, not kept")
    wanted = parser.parse_args()
    unknown = set(wanted.parts) - {*PARTS, *LONG}
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    for part in wanted.parts or PARTS:
        section = importlib.import_module(f"bench.{part}").measure(wanted.quick)
        print(section, flush=True)
        if not wanted.quick:
            keep([section])
    print(f"Kept in {FILE.relative_to(FILE.parents[1])}." if not wanted.quick else "A quick look; nothing is kept.")


if __name__ == "__main__":
    main()
