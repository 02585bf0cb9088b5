"""Pages a run made: which of them can go, and their going."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from wagtail.models import Page

from broadsheet.fronts.models import Package
from broadsheet.ingest.models import ImportRun
from broadsheet.ingest.undo.deletion import chunks, delete_rows
from broadsheet.ingest.undo.made import keys_made
from broadsheet.ingest.undo.outcome import Outcome
from broadsheet.ingest.undo.usage import used_by_others
from broadsheet.newsroom import press_keys
from broadsheet.newsroom.models import ContactPage, Section, StandingPage, Story
from broadsheet.newsroom.telling import tell
from broadsheet.record.keeping import forget_stories

EDITED = "was edited here since; --force takes it out all the same"
USED = "something that stays refers to it"
IN_USE = "pages that stay lie under it, or are listed in it"


def remove_pages(run: ImportRun, outcome: Outcome, force: bool) -> set[int]:
    """Deletes the stories, standing pages and sections that may go; answers which of the run's pages stay."""
    stories, standing = keys_made(run, Story), keys_made(run, StandingPage)
    doomed = {*stories, *standing}
    kept = _kept(run, Story, stories, doomed, outcome, force) | _kept(
        run, StandingPage, standing, doomed, outcome, force
    )
    _remove_stories([key for key in stories if key not in kept])
    outcome.removed["story"] += sum(1 for key in stories if key not in kept)
    kept |= _remove_tree(run, StandingPage, [key for key in standing if key not in kept], outcome, force)
    kept |= _remove_tree(run, Section, keys_made(run, Section), outcome, force)
    return kept


def remove_arranged(run: ImportRun, outcome: Outcome, force: bool) -> None:
    """Packages and contact pages, before the stories they name."""
    for model in (Package, ContactPage):
        _remove_tree(run, model, keys_made(run, model), outcome, force)


def _kept(
    run: ImportRun,
    model: type[Story | StandingPage],
    keys: Sequence[int],
    doomed: set[int],
    outcome: Outcome,
    force: bool,
) -> set[int]:
    kept: set[int] = set()
    reasons = [(used_by_others(Page, keys, doomed), USED)]
    if not force:
        reasons.insert(0, (edited_pages(run, model, keys), EDITED))
    for found, reason in reasons:
        for title in _titles(model, sorted(found - kept)):
            outcome.keep(str(model._meta.verbose_name), title, reason)
        kept |= found
    return kept


def edited_pages(run: ImportRun, model: type[Page], keys: Sequence[int]) -> set[int]:
    """Those whose latest revision is not the one the import left."""
    edited: set[int] = set()
    content_type = ContentType.objects.get_for_model(model)
    for chunk in chunks(keys):
        now = dict(Page.objects.filter(pk__in=chunk).values_list("pk", "latest_revision_id"))
        left = dict(
            run.items.filter(content_type=content_type, object_id__in=chunk).values_list("object_id", "revision_id")
        )
        edited |= {key for key in now if key in left and left[key] is not None and left[key] != now[key]}
    return edited


def _titles(model: type[Page], keys: Sequence[int]) -> Iterable[str]:
    for chunk in chunks(keys):
        yield from model.objects.filter(pk__in=chunk).values_list("title", flat=True)


def _remove_stories(keys: Sequence[int]) -> None:
    """All at once: readers' pages are taken down, the sections count fewer children."""
    for chunk in chunks(keys):
        rows = list(Story.objects.filter(pk__in=chunk).values_list("pk", "path", "live"))
        forget_stories(Story.objects.filter(pk__in=chunk).values_list("translation_key", flat=True))
        live = [pk for pk, _path, is_live in rows if is_live]
        down = {key for pk in live for key in (press_keys.story(pk), press_keys.card(pk), press_keys.address(pk))}
        tell(press_keys.Dirty(taken_down=frozenset(down)))
        delete_rows(Story, chunk)
        for path, count in Counter(path[: -Page.steplen] for _pk, path, _live in rows).items():
            Page.objects.filter(path=path).update(numchild=F("numchild") - count)


def _remove_tree(run: ImportRun, model: type[Page], keys: Sequence[int], outcome: Outcome, force: bool) -> set[int]:
    """Deepest first, through Wagtail: there are few, and each has its roles, menus and links to let go of. Those to go
    may link to one another."""
    kept: set[int] = set()
    going = set(keys)
    edited = set() if force else edited_pages(run, model, keys)
    for page in model.objects.filter(pk__in=keys).order_by("-depth", "-path"):
        reason = _why_kept(page, edited, going)
        if reason:
            outcome.keep(str(model._meta.verbose_name), page.title, reason)
            kept.add(page.pk)
            going.discard(page.pk)
            continue
        page.delete()
        outcome.removed[str(model._meta.verbose_name)] += 1
    return kept


def _why_kept(page: Page, edited: set[int], going: set[int]) -> str:
    if page.pk in edited:
        return EDITED
    if Page.objects.filter(path__startswith=page.path).exclude(pk=page.pk).exists():
        return IN_USE
    if isinstance(page, Section) and page.guest_stories.exists():
        return IN_USE
    return USED if used_by_others(Page, [page.pk], going | {page.pk}) else ""
