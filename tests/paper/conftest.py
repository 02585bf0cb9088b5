"""A paper's folder to write broken and whole files into."""

from collections.abc import Callable
from pathlib import Path

import pytest

from broadsheet.paper import Paper, open_paper

WHOLE = '[paper]\nname = "The Gazette"\naddress = "https://gazette.example"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A paper's folder with the least it needs."""
    for name in ("data", "media"):
        (tmp_path / name).mkdir()
    (tmp_path / "broadsheet.toml").write_text(WHOLE)
    return tmp_path


@pytest.fixture
def opened(folder: Path) -> Callable[..., Paper]:
    """Opens the paper with more text in its file, and the environment given as keywords."""

    def opening(more: str = "", **environ: str) -> Paper:
        (folder / "broadsheet.toml").write_text(WHOLE + more)
        return open_paper(folder, environ)

    return opening
