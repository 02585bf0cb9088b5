"""Pages of one model stored together: rows, children, revision; the page is then as the desk would have saved it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Revision

from broadsheet.ingest.tree import insert_pages
from broadsheet.ingest.writer.indexes import index_now
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.revision_content import child_links, child_relations, content_of
from broadsheet.lib.bulk_rows import insert_objects, insert_values


def store_pages(job: Job, pages: Sequence[Any], parents: Sequence[Page], *, index: bool = True) -> None:
    """Places pages of one model under their parents (one each) and gives each its first revision.

    Pages planned beforehand have their id and path already. A page with `go_live_at` and not live is scheduled as
    Wagtail's publish-later does: its revision is approved for that moment."""
    if not pages:
        return
    for page, parent in zip(pages, parents, strict=True):
        _place(job, page, parent)
        _fill_relations(page)
    revisions = _revisions(job, pages)
    insert_pages(pages)
    _insert_children(pages)
    _insert_links(pages)
    insert_objects(Revision, revisions)
    if index:
        index_now(type(pages[0]), pages)


def _place(job: Job, page: Any, parent: Page) -> None:
    page.pk = page.id = page.page_ptr_id = page.id or job.ids.take(Page, 1)[0]
    page.path = page.path or job.places.next(parent.path)
    page.depth = len(page.path) // Page.steplen
    page.url_path = f"{parent.url_path}{page.slug}/"
    page.content_type = ContentType.objects.get_for_model(page)
    page.locale = job.locale
    page.draft_title = page.title
    page.has_unpublished_changes = not page.live


def _fill_relations(page: Any) -> None:
    """Relations nobody set are empty: without this, modelcluster asks the database about each."""
    related = page.__dict__.setdefault("_cluster_related_objects", {})
    for name in child_relations(page.__class__):
        related.setdefault(name, [])
    for field in child_links(page.__class__):
        related.setdefault(field.name, [])


def _revisions(job: Job, pages: Sequence[Any]) -> list[Revision]:
    """One per page. Ids are reserved first: page and revision name each other."""
    base_type = ContentType.objects.get_for_model(Page)
    revisions = []
    _give_children_ids(job, pages)
    for number, page in zip(job.ids.take(Revision, len(pages)), pages, strict=True):
        page.latest_revision_id = number
        page.live_revision_id = number if page.live else None
        page.latest_revision_created_at = job.now
        revisions.append(
            Revision(
                pk=number,
                content_type=page.content_type,
                base_content_type=base_type,
                object_id=str(page.pk),
                created_at=job.now,
                object_str=str(page),
                content=content_of(page),
                approved_go_live_at=None if page.live else page.go_live_at,
            )
        )
    return revisions


def _give_children_ids(job: Job, pages: Sequence[Any]) -> None:
    """Rows of inline panels keep one id in the table and in the revision, so that an edit changes and not replaces."""
    for name, relation in child_relations(pages[0].__class__).items():
        children = [(page, child) for page in pages for child in page._cluster_related_objects[name]]
        for number, (page, child) in zip(job.ids.take(relation.related_model, len(children)), children, strict=True):
            child.pk = number
            setattr(child, relation.field.attname, page.pk)


def _insert_children(pages: Sequence[Any]) -> None:
    for name, relation in child_relations(pages[0].__class__).items():
        insert_objects(
            relation.related_model, [child for page in pages for child in page._cluster_related_objects[name]]
        )


def _insert_links(pages: Sequence[Any]) -> None:
    """Many-to-many fields that modelcluster keeps in memory (further sections)."""
    for field in child_links(pages[0].__class__):
        names = (field.m2m_field_name(), field.m2m_reverse_field_name())
        rows = [(page.pk, linked.pk) for page in pages for linked in page._cluster_related_objects[field.name]]
        insert_values(field.remote_field.through, names, rows)
