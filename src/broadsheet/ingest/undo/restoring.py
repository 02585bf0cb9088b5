"""What a run changed is put back, the last change first."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, ReferenceIndex, Revision

from broadsheet.fronts.models import Trust
from broadsheet.ingest.house_fields import page_fields
from broadsheet.ingest.models import Deed, ImportedChange, ImportedItem, ImportRun
from broadsheet.ingest.stored_state import put_fields_back, put_page_back
from broadsheet.ingest.tree import ChildPlaces, insert_pages
from broadsheet.ingest.undo.outcome import Outcome
from broadsheet.ingest.undo.pages import EDITED
from broadsheet.ingest.writer.indexes import index_for_search
from broadsheet.ingest.writer.journal import DELETED
from broadsheet.newsroom.models import Section, StandingPage
from broadsheet.newsroom.roles import set_up_section_role

GONE = "was deleted here since"
TAKEN = "cannot come back, for another page has its address"


def restore(run: ImportRun, outcome: Outcome, force: bool) -> None:
    """Puts back what nobody has changed since (with `force`, pages that somebody has); what stays is listed."""
    for change in run.changes.order_by("-pk").iterator(chunk_size=100):
        model: Any = change.content_type.model_class()
        thing = model._default_manager.filter(pk=change.object_id).first()
        kind = str(model._meta.verbose_name)
        if change.after == DELETED and issubclass(model, Page):
            continue  # comes back when the run's own pages have left its place
        if change.after == DELETED:
            _made_again(change, model).save(force_insert=True)
            outcome.restored[kind] += 1
            _restore_item(change)
        elif thing is None:
            outcome.keep(kind, str(change.object_id), GONE)
        elif not _restored(change, thing, force):
            outcome.keep(kind, str(thing), EDITED)
        else:
            outcome.restored[kind] += 1
            _restore_item(change)


def _made_again(change: ImportedChange, model: Any) -> Any:
    """What the run deleted, under the key it had."""
    return model(
        pk=change.object_id, **{model._meta.get_field(name).attname: old for name, old in change.before.items()}
    )


def bring_back_pages(run: ImportRun, outcome: Outcome) -> None:
    """Pages that made room for the run's, where they stood, under the keys they had; parents before children."""
    moved: dict[str, str] = {}
    gone = [change for change in run.changes.order_by("pk") if change.after == DELETED]
    for change in sorted(gone, key=lambda one: one.before.get("depth", 0)):
        model: Any = change.content_type.model_class()
        if not issubclass(model, Page):
            continue
        page = model.from_serializable_data(change.before, check_fks=False)
        old, above = page.path, page.path[: -Page.steplen]
        page.path = moved.get(above, above) + old[-Page.steplen :]
        parent = Page.objects.filter(path=page.path[: -Page.steplen]).first()
        if parent is None or Page.objects.child_of(parent).filter(slug=page.slug).exists():
            outcome.keep(str(model._meta.verbose_name), page.title, TAKEN)
            continue
        _put_into_the_tree(page, parent)
        moved[old] = page.path
        if isinstance(page, Section):
            set_up_section_role(page)
        outcome.restored[str(model._meta.verbose_name)] += 1
    _forget_missing_policies()


def _forget_missing_policies() -> None:
    """Of policies that could not come back, since somebody has taken their places."""
    trust = Trust._default_manager.filter(pk=1).first()
    names = [f"{name}_id" for name in page_fields(Trust)] if trust else []
    missing = [name for name in names if not StandingPage.objects.filter(pk=getattr(trust, name)).exists()]
    if missing:
        Trust._default_manager.filter(pk=1).update(**dict.fromkeys(missing))


def _put_into_the_tree(page: Page, parent: Page) -> None:
    if Page.objects.filter(path=page.path).exists():
        page.path = ChildPlaces().next(parent.path)
    page.numchild = 0
    page.url_path = f"{parent.url_path}{page.slug}/"
    insert_pages([page])
    page.save()  # now that it has its place, whoever listens to pages is told


def _restored(change: ImportedChange, thing: Any, force: bool) -> bool:
    if "latest_revision" in change.before and isinstance(thing, Page):
        return _restored_page(change, thing, force)
    is_whole = put_fields_back(thing, change.before, change.after)
    if isinstance(thing, Page):
        _put_back_in_revisions(change, thing)
    return is_whole


def _put_back_in_revisions(change: ImportedChange, page: Page) -> None:
    """The desk edits the latest of them."""
    for revision in Revision.objects.filter(pk__in={page.latest_revision_id, page.live_revision_id}):
        ours = {name: value for name, value in change.before.items() if revision.content[name] == change.after[name]}
        Revision.objects.filter(pk=revision.pk).update(content={**revision.content, **ours})


def _restored_page(change: ImportedChange, page: Page, force: bool) -> bool:
    if page.latest_revision_id != change.after["latest_revision"] and not force:
        return False
    put_page_back(page, change.before)
    fresh = type(page)._default_manager.get(pk=page.pk)
    index_for_search(type(page), [fresh])  # its save indexed it before its topics were stored
    ReferenceIndex.create_or_update_for_object(fresh)
    newer = Revision.objects.for_instance(page)
    if change.before["latest_revision"]:
        newer = newer.filter(pk__gt=change.before["latest_revision"])
    newer.delete()
    return True


def _restore_item(change: ImportedChange) -> None:
    """The next import compares with what the run before had left."""
    item = ImportedItem.objects.filter(run=change.run, content_type=change.content_type, object_id=change.object_id)
    if change.item_before is not None:
        item.update(**change.item_before)
    else:
        item.filter(deed=Deed.ADOPTED).delete()
