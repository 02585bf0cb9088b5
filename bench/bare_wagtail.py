"""What we compare with: the project `wagtail start` makes, untouched, in production settings."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.processes import free_port, running

SETTINGS = {"DJANGO_SETTINGS_MODULE": "bare.settings.production"}
BIN = Path(sys.executable).parent


def make(folder: Path) -> Path:
    """Make the starter project once, with its database and its static files."""
    if (folder / "db.sqlite3").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    _run([str(BIN / "wagtail"), "start", "bare", "."], folder)
    (folder / "bare" / "settings" / "local.py").write_text(
        f'SECRET_KEY = "{secrets.token_hex(32)}"\nALLOWED_HOSTS = ["127.0.0.1"]\n'
    )
    for command in (["migrate", "--verbosity=0"], ["collectstatic", "--no-input", "--verbosity=0"]):
        _run([sys.executable, "manage.py", *command], folder)
    return folder


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, env={**os.environ, **SETTINGS}, check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def serving(folder: Path, threads: int) -> Iterator[str]:
    """The address of the starter page, served by one Granian worker."""
    port = free_port()
    command = [
        str(BIN / "granian"),
        "--interface",
        "wsgi",
        "--workers",
        "1",
        "--blocking-threads",
        str(threads),
    ]
    command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    command += ["--working-dir", str(folder), "bare.wsgi:application"]
    with running(command, port, SETTINGS, folder.parent / "bare.log"):
        yield f"http://127.0.0.1:{port}"
