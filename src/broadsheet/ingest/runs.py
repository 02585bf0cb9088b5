"""The ways in: one function per source. Each reads, plans and writes in one transaction, and answers with a report."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale

from broadsheet.fronts.models import Front
from broadsheet.ingest.catalogue import Catalogue
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.feed_source import feed_file
from broadsheet.ingest.kept_members import keep_members
from broadsheet.ingest.media_supply.gathering import gathered_media, unfinished_folder
from broadsheet.ingest.media_supply.supply import MediaSupply, MediaWishes
from broadsheet.ingest.models import ImportRun, RunState
from broadsheet.ingest.parsers.feeds import FeedArchive
from broadsheet.ingest.parsers.folder import FolderArchive
from broadsheet.ingest.parsers.ghost import GhostArchive
from broadsheet.ingest.parsers.own_folder import OwnFolderArchive, is_own_export
from broadsheet.ingest.parsers.wordpress import WordPressArchive
from broadsheet.ingest.parsers.wxr_mapping import mapping_of
from broadsheet.ingest.proof.files import keep_reports
from broadsheet.ingest.proof.proving import prove
from broadsheet.ingest.records import Archive, Comment, Page, Story
from broadsheet.ingest.report import Report
from broadsheet.ingest.run_folder import folder_of
from broadsheet.ingest.saved_files import all_or_nothing, delete_leftovers
from broadsheet.ingest.under_way import refuse_beside_another
from broadsheet.ingest.writer import people, plan, terms
from broadsheet.ingest.writer.comments import CommentWriter
from broadsheet.ingest.writer.job import Job, Progress, no_progress
from broadsheet.ingest.writer.lists import bring_lists_up_to_date
from broadsheet.ingest.writer.media import MediaWriter
from broadsheet.ingest.writer.menus import write_menus
from broadsheet.ingest.writer.missing import list_missing
from broadsheet.ingest.writer.own_export import OwnExport
from broadsheet.ingest.writer.pages import PageWriter
from broadsheet.ingest.writer.pins import write_pins
from broadsheet.ingest.writer.redirects import write_redirects
from broadsheet.ingest.writer.seals import seal
from broadsheet.ingest.writer.slugs import TakenSlugs
from broadsheet.ingest.writer.stories import StoryWriter
from broadsheet.ingest.writer.survey import Contents, survey
from broadsheet.lib.rare_collection import rare_collection
from broadsheet.record.beginning import begin_records


class _RehearsalOver(Exception):  # noqa: N818  (an ending, not an error)
    """Ends the transaction of a rehearsal."""


def import_wordpress(
    paths: Path | str | Sequence[Path | str],
    uploads: Path | str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    fetch_media: bool = False,
    allow_private: bool = False,
    post_types: Sequence[str] = (),
    taxonomies: Sequence[str] = (),
    takes_fields: bool = False,
    run: ImportRun | None = None,
) -> Report:
    """Brings in a WordPress export of one or several files; `uploads` is its wp-content/uploads folder, or a zip of it.
    `fetch_media` fetches the pictures that are not there, `allow_private` from one's own network too. `post_types`
    ('event=story') and `taxonomies` ('series=topic') say what a plugin's own become (see `wxr_mapping`), `takes_fields`
    moves key points and questions out of the texts. `run` is the row of a run that has been noted already, here as in
    the other ways in. Raises ImportRefused."""
    zone = timezone.get_default_timezone()
    archive = WordPressArchive(paths, zone, uploads, mapping_of(post_types, taxonomies))
    return _run(
        archive,
        archive.file_name,
        dry_run,
        progress,
        MediaWishes(fetch_media, allow_private),
        takes_fields=takes_fields,
        run=run,
    )


def import_ghost(
    paths: Sequence[Path | str],
    uploads: Path | str | None = None,
    address: str = "",
    sections: Sequence[str] = (),
    opens_members: bool = False,
    members: Path | str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    fetch_media: bool = False,
    allow_private: bool = False,
    run: ImportRun | None = None,
) -> Report:
    """Brings in a Ghost export of one or several files; see `GhostArchive`. A file of `members` is kept with the run.
    Raises ImportRefused."""
    archive = GhostArchive(paths, uploads, address, sections, opens_members, members)
    wishes = MediaWishes(fetch_media, allow_private)
    report = _run(archive, Path(paths[0]).name, dry_run, progress, wishes, run=run)
    if archive.members is not None and report.run_id is not None:
        keep_members(ImportRun.objects.get(pk=report.run_id), archive.members)
    return report


def import_feed(
    source: Path | str,
    section: str = "",
    dry_run: bool = False,
    progress: Progress | None = None,
    fetch_media: bool = False,
    allow_private: bool = False,
    run: ImportRun | None = None,
) -> Report:
    """Brings in the entries of a feed, a file or an address; all stories go to `section`, a slug or path of slugs.
    Raises ImportRefused."""
    with feed_file(str(source), allow_private) as (path, address):
        archive = FeedArchive(path, section, address)
        return _run(archive, address or path.name, dry_run, progress, MediaWishes(fetch_media, allow_private), run=run)


def import_folder(
    path: Path | str,
    dry_run: bool = False,
    shift_dates_to: datetime | None = None,
    progress: Progress | None = None,
    fetch_media: bool = False,
    allow_private: bool = False,
    run: ImportRun | None = None,
) -> Report:
    """Brings in a folder of Markdown, or one that `export folder` wrote. `shift_dates_to` moves the dates of the former
    so that the newest story stands there. Raises ImportRefused."""
    zone = timezone.get_default_timezone()
    own = is_own_export(Path(path))
    archive = OwnFolderArchive(path, zone) if own else FolderArchive(path, zone, shift_dates_to)
    return _run(archive, archive.name, dry_run, progress, MediaWishes(fetch_media, allow_private), run=run)


def _run(
    archive: Archive,
    name: str,
    dry_run: bool,
    progress: Progress | None,
    wishes: MediaWishes | None = None,
    takes_fields: bool = False,
    run: ImportRun | None = None,
) -> Report:
    started = time.monotonic()
    wishes = wishes or MediaWishes()
    if not dry_run:
        refuse_beside_another(run.pk if run else None)
        delete_leftovers(unfinished_folder())
    report = Report(name, archive.site, dry_run)
    first = archive.records()
    catalogue = Catalogue("")
    try:
        contents = survey(first, catalogue, report, archive.moves_dates, progress or no_progress)
        report.site = archive.site
        catalogue.know_site(archive.site)
        with rare_collection(), gathered_media(archive, catalogue, report, wishes, progress or no_progress) as supply:
            with (
                all_or_nothing(None if dry_run else unfinished_folder(), _RehearsalOver) as saved_files,
                transaction.atomic(),
            ):
                job = _job(archive, report, catalogue, name, dry_run, progress or no_progress, run)
                job.saved_files = saved_files
                job.takes_fields = takes_fields
                _write(job, contents, supply)
                report.seconds = time.monotonic() - started
                _close(job)
                if dry_run:
                    raise _RehearsalOver
                begin_records.enqueue()
            if not dry_run:
                supply.forget()
    finally:
        catalogue.close()
    if not dry_run:
        keep_reports(report, folder_of(job.run))
    return report


def _job(
    archive: Archive,
    report: Report,
    catalogue: Catalogue,
    name: str,
    dry_run: bool,
    progress: Progress,
    run: ImportRun | None,
) -> Job:
    front = Front.objects.first()
    if front is None:
        raise ImportRefused("this paper has no front page yet; run “broadsheet upgrade” first")
    run = run or ImportRun(started_at=timezone.now())
    run.kind, run.site, run.file_name, run.state = archive.kind, archive.site, name[:255], RunState.FINISHED
    run.save()
    own = OwnExport(archive) if isinstance(archive, OwnFolderArchive) else None
    return Job(archive, report, catalogue, front, Locale.get_default(), run, dry_run, progress, own=own)


def _write(job: Job, contents: Contents, supply: MediaSupply) -> None:
    if job.own is not None:
        job.own.make_room(job)
    slugs = TakenSlugs()
    people.write_people(job, contents.people)
    terms.write_sections(job, contents.sections, slugs)
    terms.write_topics(job, contents.topics)
    if job.own is not None:
        job.own.make_pages(job, slugs)
    levels = plan.plan_pages(job, slugs)
    plan.plan_stories(job, slugs)
    _write_media(job, supply)
    people.add_portraits(job, contents.people)
    terms.add_pictures(job, [*contents.sections, *contents.topics])
    _write_stories(job, PageWriter(job, levels))
    if job.own is not None:
        job.own.settle(job)
    write_redirects(job)
    write_menus(job, contents.menus)
    bring_lists_up_to_date(job)
    write_pins(job, contents.pinned)
    list_missing(job)
    seal(job)
    prove(job)


def _write_media(job: Job, supply: MediaSupply) -> None:
    total = job.catalogue.count_media()
    if not total:
        return
    writer = MediaWriter(job, supply)
    for number, medium in enumerate(chain(job.catalogue.media(), supply.unlisted()), 1):
        writer.take(medium)
        job.redirect_medium(medium)
        job.progress(number, total, "pictures and files")
    writer.finish()


def _write_stories(job: Job, pages: PageWriter) -> None:
    stories = StoryWriter(job)
    total = job.report.stories_expected = job.catalogue.count("story") + job.catalogue.count("page")
    comments = CommentWriter(job)
    take: dict[type, Callable] = {Story: stories.take, Page: pages.take}
    done = 0
    for record in job.archive.records():
        if type(record) in take:
            take[type(record)](record)
            done += 1
            job.progress(done, total, "stories")
        elif isinstance(record, Comment):
            comments.take(record)
    pages.finish()
    stories.finish()
    comments.finish()


def _close(job: Job) -> None:
    job.flush_items()
    job.run.made = job.ranges
    job.run.finished_at = timezone.now()
    job.run.summary = job.report.as_dict()
    job.run.save()
