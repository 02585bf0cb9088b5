"""The wheel is the whole product: installed alone, it makes and serves a paper."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.command.running import Served, broadsheet, free_port
from tests.house_rules.tree import PACKAGE, files

ROOT = PACKAGE.parents[1]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, freshly built."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment into which the wheel is installed, with what it says it needs, and nothing else.

    What it needs is linked from the environment of the tests, so that no index is asked.
    """
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, symlinks=True, with_pip=False)
    where = f"--python={place / 'bin' / 'python'}"
    command = [sys.executable, "-m", "uv", "pip", "install", "--offline", "--no-deps", where, str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (site,) = place.glob("lib/python*/site-packages")
    for needed in needed_by_wheel(site):
        link(needed, site)
    return place / "bin" / "python"


def needed_by_wheel(site: Path) -> Iterator[Distribution]:
    """The distributions the wheel's own metadata asks for, and those they ask for."""
    (facts,) = site.glob("broadsheet-*.dist-info")
    waiting = list(wanted_by(Distribution.at(facts), ""))
    seen: set[tuple[str, str]] = set()
    while waiting:
        requirement = waiting.pop()
        for extra in ("", *requirement.extras):
            if (requirement.name.lower(), extra) not in seen:
                seen.add((requirement.name.lower(), extra))
                waiting += wanted_by(distribution(requirement.name), extra)
                yield distribution(requirement.name)


def wanted_by(needing: Distribution, extra: str) -> Iterator[Requirement]:
    """What one distribution asks for here, with or without an extra."""
    for text in needing.requires or []:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            yield requirement


def link(needed: Distribution, site: Path) -> None:
    """Make a distribution importable from another environment."""
    names = {path.parts[0] for path in needed.files or [] if path.parts[0] not in ("..", "__pycache__")}
    for name in names:
        source, target = Path(str(needed.locate_file(name))), site / name
        if not target.exists() and source.exists():
            target.symlink_to(source)


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    missing = [
        name
        for path in files()
        if path.is_relative_to(PACKAGE) and (name := path.relative_to(PACKAGE.parent).as_posix()) not in inside
    ]
    assert missing == []


def test_the_wheel_holds_nothing_but_the_package(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {re.sub(r"-.*\.dist-info", "-dist-info", top) for top in tops} == {"broadsheet", "broadsheet-dist-info"}


def test_the_installed_command_runs(python: Path, tmp_path: Path) -> None:
    command = python.with_name("broadsheet")
    done = subprocess.run([command, "--version"], capture_output=True, text=True, cwd=tmp_path, env={}, check=True)
    assert done.stdout.startswith("Broadsheet ")


def test_the_wheel_alone_makes_and_serves_a_paper(python: Path, tmp_path: Path) -> None:
    where = subprocess.run(
        [python, "-c", "import broadsheet; print(broadsheet.__file__)"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={},
        check=True,
    ).stdout
    assert str(python.parents[1]) in where
    answers = ["--name=The Gazette", "--address=http://localhost:8000", "--email=a@gazette.example"]
    done = broadsheet("init", tmp_path / "gazette", *answers, folder=tmp_path, python=python)
    assert done.returncode == 0, done.stderr
    served = Served(tmp_path / "gazette", free_port(), [], {}, python=python).start()
    try:
        assert_readable(served.is_ready())
        assert served.stop()[0] == 0
    finally:
        served.end()


def assert_readable(served: Served) -> None:
    """The front page, the newsroom's door and everything the front page links to from /static/ are there."""
    front = served.get("/")
    assert front.status == 200, served.log
    page = front.body.decode()  # type: ignore[attr-defined] # kept beside the headers
    assert "The Gazette" in page
    linked = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    assert linked
    assert {path: served.get(path).status for path in linked} == dict.fromkeys(linked, 200)
    assert served.get("/desk/").status == 302
    assert served.get(served.get("/desk/").getheader("Location") or "").status == 200
    assert served.get("/no-such-page/").status == 404
