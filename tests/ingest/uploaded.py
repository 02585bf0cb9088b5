"""Files as a browser sends them to the desk's imports, and what the desk says of them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.ingest.exports import HEAD, TAIL, category, item

IMPORTS = "/desk/imports/"


def wxr(*parts: str, name: str = "old.xml") -> SimpleUploadedFile:
    parts = parts or (category(1, "news", "News"), item(1, "The quay reopens", categories="News"))
    return SimpleUploadedFile(name, (HEAD + "".join(parts) + TAIL).encode(), "text/xml")


def zipped(files: dict[str, bytes], name: str = "archive.zip") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return SimpleUploadedFile(name, buffer.getvalue(), "application/zip")


def complaint(response: Any) -> str:
    """What a form says is wrong."""
    assert response.status_code == 422
    return str(response.context["form"].errors.as_text())
