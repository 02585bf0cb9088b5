"""The Content Credentials (C2PA) an upload came with: who signed it, when, with what, whether AI had a part in it.

The original keeps its manifest byte for byte. What is kept beside the photo is a short summary, for readers; a signer's
name in it is what the signer says, for the paper holds no list of whom to believe.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.utils.dateparse import parse_datetime
from PIL import Image

from broadsheet.lib.xml_text import one_line

logger = logging.getLogger(__name__)

MARK = b"c2pa"
"""Every manifest store is a box with this label (C2PA 2.2, 11.1.4.2); without it nobody need look further."""
COMMAND = (sys.executable, "-I", "-m", "broadsheet.media.credentials_reader")
SECONDS = 20
LONGEST = 200
MOST_SAID = 1 << 20
BLOCK = 1 << 20
MACHINES = ("made", "changed")


@dataclass(frozen=True)
class Credentials:
    """What readers are told. Of credentials that do not fit the picture nothing but that is to be believed."""

    is_valid: bool
    signer: str
    signed_at: datetime | None
    tool: str
    machine: str
    """``made`` with AI, ``changed`` with AI, or empty."""

    @classmethod
    def of(cls, values: Any) -> Credentials | None:
        """From what is kept, or what the reading process said; None without any."""
        if not isinstance(values, dict) or not values:
            return None
        machine = values.get("machine")
        return cls(
            is_valid=values.get("is_valid") is True,
            signer=_short(values.get("signer")),
            signed_at=_moment(values.get("signed_at")),
            tool=_short(values.get("tool")),
            machine=machine if machine in MACHINES else "",
        )

    def as_values(self) -> dict[str, Any]:
        """To be kept as JSON."""
        moment = self.signed_at.isoformat() if self.signed_at else ""
        words = {"signer": self.signer, "signed_at": moment, "tool": self.tool, "machine": self.machine}
        return {"is_valid": self.is_valid, **{name: text for name, text in words.items() if text}}


def credentials_in(file: IO[bytes]) -> dict[str, Any]:
    """A summary of what a picture file carries, to be kept; empty without any. Leaves the file at its beginning.

    Never raises for what is in the file: what breaks the reading is kept as credentials that do not fit.
    """
    try:
        if not _is_marked(file):
            return {}
        found = Credentials.of(_read_apart(file))
        return found.as_values() if found else {}
    finally:
        file.seek(0)


def _is_marked(file: IO[bytes]) -> bool:
    file.seek(0)
    before = b""
    while block := file.read(BLOCK):
        if MARK in before + block:
            return True
        before = (before + block)[1 - len(MARK) :]
    return False


def _read_apart(file: IO[bytes]) -> Any:
    file.seek(0)
    with Image.open(file) as picture:
        media_type = Image.MIME.get("JPEG" if picture.format == "MPO" else picture.format or "", "")
    file.seek(0)
    try:
        command = [*COMMAND, media_type]
        done = subprocess.run(command, input=file.read(), capture_output=True, timeout=SECONDS, check=True, env={})
        return json.loads(done.stdout[:MOST_SAID] or b"{}")
    except (subprocess.SubprocessError, ValueError) as error:
        logger.warning("The Content Credentials of a picture could not be read: %s", error)
        return {"is_valid": False}


def _short(value: Any) -> str:
    return one_line(value)[:LONGEST] if isinstance(value, str) else ""


def _moment(value: Any) -> datetime | None:
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
