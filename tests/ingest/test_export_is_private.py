"""What an export holds, drafts and passwords among it, is for nobody else on the machine."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from broadsheet.fronts.models import Front
from broadsheet.ingest.exporters.folder import export_folder
from broadsheet.ingest.exporters.ghost import export_ghost
from broadsheet.ingest.exporters.wordpress import export_wordpress

EXPORTS: dict[str, Callable[[Path], Any]] = {
    "wordpress": lambda folder: export_wordpress(folder, lambda *_: None),
    "ghost": lambda folder: export_ghost(folder, lambda *_: None),
    "folder": export_folder,
}


@pytest.mark.parametrize("name", EXPORTS)
def test_only_its_owner_can_look_into_it(
    name: str, front: Front, make_story: Callable[..., Any], tmp_path: Path
) -> None:
    make_story("Not yet", live=False)
    EXPORTS[name](tmp_path / "out")
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0
