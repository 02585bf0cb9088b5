"""Authors, topics, photos and files, readers' comments and redirects, as files of the folder."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection

from broadsheet.ingest.exporters.blocks import photo_reference, rich_text
from broadsheet.ingest.exporters.content import Content, by_batches
from broadsheet.ingest.exporters.file_names import media_name, stem_of
from broadsheet.ingest.exporters.folder_pages import document
from broadsheet.ingest.exporters.markdown_bodies import markdown_field
from broadsheet.ingest.exporters.references import raw_rows
from broadsheet.ingest.exporters.yaml_text import yaml_text
from broadsheet.media.models import File, Photo
from broadsheet.newsroom.models import Author, ReaderComment, Topic

FOCAL = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")
REDIRECT_COLUMNS = ("old", "to", "kind", "permanent", "route", "automatic")


def author_document(author: Author, content: Content) -> str:
    """The log-in behind an author is no content and stays."""
    stem = stem_of(author.slug)
    values = {
        "name": author.name,
        "slug": "" if stem == author.slug else author.slug,
        "role": author.role,
        "picture": photo_reference(author.picture_id, content).url,
        "website": author.website,
        "email": author.email,
        "profiles": [row["value"] for row in raw_rows(author.profiles)],
        "guest": author.is_guest,
    }
    biography = markdown_field(rich_text(author.biography, content))
    return document(values, f"{biography}\n" if biography else "")


def topic_document(topic: Topic, content: Content) -> str:
    stem = stem_of(topic.slug)
    values = {
        "name": topic.name,
        "slug": "" if stem == topic.slug else topic.slug,
        "description": topic.description,
        "picture": photo_reference(topic.picture_id, content).url,
    }
    return document(values)


class Collections:
    """The names of collections, from the outermost in; none for the one that holds all."""

    def __init__(self) -> None:
        self._names = {row.path: (row.pk, row.name) for row in Collection.objects.order_by("path")}
        self._of = {pk: self._path_names(path) for path, (pk, _name) in self._names.items()}

    def of(self, collection_id: int) -> list[str]:
        return self._of.get(collection_id, [])

    def _path_names(self, path: str) -> list[str]:
        step = Collection.steplen
        return [self._names[path[:end]][1] for end in range(2 * step, len(path) + 1, step) if path[:end] in self._names]


def photo_sidecar(photo: Photo, collections: Collections) -> str:
    """Everything said of a photo that is not in its file; `stored` is the name it is kept under."""
    focal = [getattr(photo, name) for name in FOCAL]
    values = {
        "title": photo.title,
        "caption": photo.caption,
        "alt": photo.alt_text,
        "credit": photo.credit,
        "source": photo.source,
        "copyright": photo.copyright_notice,
        "licence": photo.licence_url,
        "rights": photo.rights_note,
        "description": photo.description,
        "expires": photo.expires_at or "",
        "focal_box": focal if focal != [None] * 4 else [],
        **_filed(photo, collections),
    }
    return yaml_text({name: value for name, value in values.items() if value not in ("", [])})


def file_sidecar(file: File, collections: Collections) -> str:
    values = {"title": file.title, "description": file.description, **_filed(file, collections)}
    return yaml_text({name: value for name, value in values.items() if value not in ("", [])})


def _filed(medium: Photo | File, collections: Collections) -> dict[str, Any]:
    name = medium.file.name.rpartition("/")[2]
    return {
        "stored": "" if name == media_name(medium.file.name) else name,
        "tags": sorted(tag.name for tag in medium.tags.all()),
        "collection": collections.of(medium.collection_id),
    }


def comments_document(comments: list[ReaderComment]) -> str:
    """What readers wrote under one page, numbered in the order it was stored here; `answers` is such a number."""
    numbers = {comment.pk: number for number, comment in enumerate(comments, 1)}
    rows = []
    for comment in comments:
        row: dict[str, Any] = {
            "author": comment.author,
            "website": comment.website,
            "written": comment.written_at or "",
            "answers": numbers.get(comment.parent_id or 0, 0),
            "hidden": not comment.is_approved,
            "mention": comment.is_mention,
        }
        rows.append({name: value for name, value in row.items() if value not in ("", 0)} | {"body": comment.body})
    return yaml_text({"comments": rows})


def redirect_lines(content: Content) -> Iterator[str]:
    """A line of CSV for each redirect, after one with the names of the columns; ordered by the old address."""
    yield _csv_line(REDIRECT_COLUMNS)
    lines: list[str] = []
    for batch in by_batches(Redirect.objects.all()):
        content.look_up_pages({row.redirect_page_id for row in batch if row.redirect_page_id})
        lines.extend(_csv_line(_redirect(row, content)) for row in batch)
    yield from sorted(lines)


def _redirect(row: Redirect, content: Content) -> tuple[str, ...]:
    page = content.page(row.redirect_page_id)
    to, kind = (page.address, "page") if page else (row.redirect_link, "link")
    flags = ["yes" if flag else "no" for flag in (row.is_permanent, row.automatically_created)]
    return (row.old_path, to, kind, flags[0], row.redirect_page_route_path, flags[1])


def _csv_line(values: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(values)
    return text.getvalue()
