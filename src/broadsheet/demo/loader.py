"""Loads the demo paper: its folder through ingest, then what its editors arranged by hand."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from broadsheet.demo.arrangement import (
    arrange_front,
    arrange_masthead,
    arrange_menus,
    arrange_packages,
    arrange_picks,
    arrange_trust,
    remember_what_was_said,
)
from broadsheet.ingest.runs import Progress, import_folder
from broadsheet.record.beginning import begin_all_records

FOLDER = Path(__file__).parent / "paper"


def load_demo(progress: Progress | None = None) -> None:
    """Fill an empty paper with The Tidewell Courier, its newest story an hour old."""
    import_folder(FOLDER, dry_run=False, shift_dates_to=timezone.now() - timedelta(hours=1), progress=progress)
    arrangement: dict[str, Any] = yaml.safe_load((FOLDER / "front.yaml").read_text(encoding="utf-8"))
    with transaction.atomic():
        arrange_masthead(arrangement["masthead"])
        arrange_trust(arrangement["trust"])
        remember_what_was_said(arrangement["said_before"])
        packages = arrange_packages(arrangement["packages"])
        arrange_picks(arrangement["picks"])
        arrange_menus(arrangement["menus"])
        arrange_front(arrangement["front"], packages)
    begin_all_records()
    cache.clear()
