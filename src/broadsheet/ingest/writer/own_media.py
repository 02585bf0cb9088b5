"""Photos and files of a paper's own export: under the names they had, with every field as it was."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from wagtail.models import Collection

from broadsheet.ingest.media_supply.uploads import Found
from broadsheet.ingest.records import Kept
from broadsheet.media.models import File, Photo


def own_medium(found: Found, kept: Kept, file_hash: str) -> tuple[Photo | File, bool]:
    """The photo or file, and whether it is here already: the same bytes under the same name."""
    model: Any = Photo if found.is_picture else File
    folder = "original_images" if found.is_picture else "documents"
    here = model.objects.filter(file=f"{folder}/{kept.stored_name}", file_hash=file_hash).first()
    if here is not None:
        return here, True
    made = model(**{name: value for name, value in kept.fields.items() if _has(model, name)})
    if found.is_picture:
        made.width, made.height = found.width, found.height
    made.collection = _collection(kept.collection)
    return made, False


def _has(model: Any, name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _collection(names: tuple[str, ...]) -> Collection:
    """By its names from the outermost in; made where it is missing."""
    current = Collection.get_first_root_node()
    assert current is not None  # noqa: S101  (Wagtail's first migration makes it)
    for name in names:
        found = current.get_children().filter(name=name).first()
        current = found or current.add_child(instance=Collection(name=name[:255]))
    return current
