"""Real papers, real processes, real ports."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.command.running import Served, broadsheet, free_port

PASSWORD = "correct-horse-battery"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a founded paper is slow. A module stays in one process, so that few have to found one."""
    for item in items:
        if "founded" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A paper as init leaves it; only to be copied or read."""
    folder = tmp_path_factory.mktemp("papers") / "founded"
    done = broadsheet(
        "init",
        folder,
        "--name=The Harbour Gazette",
        "--address=http://localhost:8000",
        "--language=en-GB",
        "--time-zone=Europe/London",
        "--email=alice@gazette.example",
        "--password-stdin",
        said=PASSWORD,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def paper(founded: Path, tmp_path: Path) -> Path:
    """A paper of the test's own."""
    return Path(shutil.copytree(founded, tmp_path / "gazette", symlinks=True))


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Serves a paper on a free port until the test ends."""
    served: list[Served] = []

    def serving(folder: Path, *options: str, **environ: str) -> Served:
        served.append(Served(folder, free_port(), options, environ))
        return served[-1].start()

    yield serving
    for one in served:
        one.end()
