"""What a run made beside pages: authors, topics, media, redirects, comments, restrictions."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import ReferenceIndex

from broadsheet.fronts.models import EditorsPick, EditorsPicks, Package
from broadsheet.ingest.models import ImportedItem, ImportRun
from broadsheet.ingest.stored_state import fingerprint
from broadsheet.ingest.undo.deletion import chunks, delete_rows
from broadsheet.ingest.undo.made import keys_made, other_models
from broadsheet.ingest.undo.outcome import Outcome
from broadsheet.ingest.undo.pages import EDITED, USED
from broadsheet.ingest.undo.usage import used_by_others
from broadsheet.media.models import File, Photo
from broadsheet.newsroom import press_keys
from broadsheet.newsroom.models import Author, ContactPage, ReaderComment, Section, StandingPage, Story, Topic
from broadsheet.newsroom.telling import tell

PAGES: tuple[type[models.Model], ...] = (Story, StandingPage, Section)
NAMED: tuple[type[models.Model], ...] = (Author, Topic, Photo, File)
"""In the order of going: an author's portrait is free once the author is gone."""


@contextmanager
def counted(run: ImportRun, outcome: Outcome) -> Iterator[None]:
    """Counts the redirects and comments that go within the block, with their page or by themselves."""
    kinds: dict[str, type[models.Model]] = {"redirect": Redirect, "comment": ReaderComment}
    before = {kind: len(keys_made(run, model)) for kind, model in kinds.items()}
    yield
    for kind, model in kinds.items():
        outcome.removed[kind] += before[kind] - len(keys_made(run, model))


def tell_of_redirects(run: ImportRun) -> None:
    """Before anything is deleted: the readers' answers at these addresses will not be the same."""
    for chunk in chunks(keys_made(run, Redirect)):
        paths = Redirect.objects.filter(pk__in=chunk).values_list("old_path", flat=True)
        tell(press_keys.Dirty(frozenset(map(press_keys.redirect, paths))))


def pages_of(run: ImportRun) -> set[int]:
    """Every page the run, or one before it, has anything to do with."""
    items = ImportedItem.objects.filter(site=run.site, content_type__in=_types(PAGES))
    return set(items.values_list("object_id", flat=True))


def remove_redirects(run: ImportRun, ours: Collection[int], kept: Collection[int], outcome: Outcome) -> None:
    """Those of a page that stays are kept with it, and those somebody has led to a page of nobody's import since."""
    for chunk in chunks(keys_made(run, Redirect)):
        going = []
        for key, page, old in Redirect.objects.filter(pk__in=chunk).values_list("pk", "redirect_page_id", "old_path"):
            if page in kept:
                continue
            if page is None or page in ours:
                going.append(key)
            else:
                outcome.keep("redirect", old, EDITED)
        delete_rows(Redirect, going)


def remove_comments(run: ImportRun, kept: Collection[int]) -> None:
    """Those under pages that stay because somebody edited them stay with their page."""
    for chunk in chunks(keys_made(run, ReaderComment)):
        going = dict(ReaderComment.objects.filter(pk__in=chunk).exclude(page__in=kept).values_list("pk", "page_id"))
        tell(press_keys.comments_changed(set(going.values()), are_hidden=True))
        delete_rows(ReaderComment, list(going))


def remove_named(run: ImportRun, outcome: Outcome, force: bool) -> None:
    """Authors, topics, photos and files that nobody else uses and nobody has edited."""
    for model in NAMED:
        kind = str(model._meta.verbose_name)
        left = dict(run.items.filter(content_type__in=_types([model])).values_list("object_id", "left_as"))
        for chunk in chunks(keys_made(run, model)):
            used = used_by_others(model, chunk)
            for key, thing in model._default_manager.in_bulk(chunk).items():
                if key in used:
                    outcome.keep(kind, str(thing), USED)
                elif not force and left.get(key) and left[key] != fingerprint(thing):
                    outcome.keep(kind, str(thing), EDITED)
                else:
                    thing.delete()
                    outcome.removed[kind] += 1


def remove_picks(run: ImportRun) -> None:
    """Before the stories go: a pick of the import's own is no use that somebody else makes of them."""
    for pick in EditorsPick.objects.filter(pk__in=keys_made(run, EditorsPick)):
        pick.delete()
    for picks in EditorsPicks.objects.all():
        if picks.pk in keys_made(run, EditorsPicks) and not picks.picks.exists():
            picks.delete()
        else:
            ReferenceIndex.create_or_update_for_object(picks)


def remove_the_rest(run: ImportRun, kept: Collection[int]) -> None:
    """Rows that hang on a page that was here before. Nothing that protects a page that stays is taken from it."""
    for model in other_models(
        run, (*PAGES, Package, ContactPage, *NAMED, Redirect, ReaderComment, EditorsPick, EditorsPicks)
    ):
        for thing in model._default_manager.in_bulk(keys_made(run, model)).values():
            if getattr(thing, "page_id", None) not in kept:
                thing.delete()


def _types(models_: Collection[type[models.Model]]) -> list[int]:
    return [ContentType.objects.get_for_model(model).pk for model in models_]
