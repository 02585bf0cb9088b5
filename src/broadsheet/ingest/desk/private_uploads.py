"""Uploads on their way from the browser: straight into the paper's private folder, never through memory, and bounded.

An archive may be as large as a disk. Django's own handlers would keep small files in memory and put large ones into
the system's temporary folder, which is often small and shared.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext as _

from broadsheet.ingest.media_supply.gathering import imports_folder
from broadsheet.ingest.run_folder import PRIVATE_FOLDER

MEGABYTE = 1024 * 1024
ROOM_LEFT = 64 * MEGABYTE
"""What must stay free on the disk; a paper without any cannot write either."""
STALE_SECONDS = 24 * 3600


def arrivals() -> Path:
    """Where uploads lie until their form has been looked at."""
    folder = imports_folder() / "arriving"
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    return folder


def most_megabytes() -> int:
    return int(settings.PAPER.uploads.max_import_mb)


class PrivateUpload(TemporaryUploadedFile):
    """A file only the paper's own account can read. It is gone once closed, unless it was moved elsewhere."""

    def __init__(self, name: str | None, content_type: str | None, charset: str | None, extra: Any) -> None:
        file = tempfile.NamedTemporaryFile(dir=arrivals(), suffix=".upload")  # noqa: SIM115  (closed with the upload)
        UploadedFile.__init__(self, file, name, content_type, 0, charset, extra)


class PrivateUploadHandler(TemporaryFileUploadHandler):
    """All files of one request together may hold as much as [uploads] max_import_mb allows. `refusal` says what was
    wrong; the form's other fields are read all the same."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.refusal = ""
        self.left = most_megabytes() * MEGABYTE

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803  (Django's name)
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > self.left:
            self.refusal = _too_large()
        elif content_length + ROOM_LEFT > shutil.disk_usage(arrivals()).free:
            self.refusal = _no_room()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        FileUploadHandler.new_file(self, *args, **kwargs)
        if self.refusal:
            raise SkipFile
        self.file = PrivateUpload(self.file_name, self.content_type, self.charset, self.content_type_extra)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.left -= len(raw_data)
        if self.left < 0:
            self._refuse(_too_large())
        try:
            self.file.write(raw_data)
        except OSError:
            self._refuse(_no_room())

    def _refuse(self, reason: str) -> None:
        self.refusal = reason
        raise SkipFile


def receive_privately(request: HttpRequest) -> PrivateUploadHandler:
    """To be called before anything reads what was posted."""
    handler = PrivateUploadHandler(request)
    request.upload_handlers = [handler]
    return handler


def delete_stale_arrivals() -> None:
    """Those of a web process that was killed while it received them."""
    for path in arrivals().glob("*.upload"):
        if path.stat().st_mtime < time.time() - STALE_SECONDS:
            path.unlink(missing_ok=True)


def _too_large() -> str:
    text = _(
        "Together the files are larger than %(number)s MB, the most this paper takes. An operator can raise "
        "max_import_mb in broadsheet.toml, or import them with the command: broadsheet import."
    )
    return text % {"number": f"{most_megabytes():,}"}


def _no_room() -> str:
    return _("There is not enough room on the paper’s disk for these files. Nothing was kept of them.")
