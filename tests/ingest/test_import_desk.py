"""Imports in the browser: who may, what is taken, and how a run goes from the upload to its report and back out."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from broadsheet.ingest import under_way
from broadsheet.ingest.desk import work
from broadsheet.ingest.desk.private_uploads import arrivals
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.models import ImportRun, RunState
from broadsheet.ingest.run_folder import folder_of
from broadsheet.ingest.runs import import_wordpress
from broadsheet.newsroom import roles
from broadsheet.newsroom.models import Section, Story
from tests.ingest.exports import category, export, item
from tests.ingest.uploaded import IMPORTS as LIST
from tests.ingest.uploaded import complaint, wxr, zipped

pytestmark = pytest.mark.django_db
Run = Callable[..., ImportRun]


@pytest.fixture
def press(ada: Client, django_capture_on_commit_callbacks: Any) -> Callable[..., ImportRun]:
    """Presses one of the buttons of a run's page, and lets the worker work."""

    def post(run: ImportRun, button: str, works: bool = True, **fields: str) -> ImportRun:
        with django_capture_on_commit_callbacks(execute=works):
            response = ada.post(f"{LIST}{run.pk}/{button}/", fields)
        assert response.status_code == 302
        return ImportRun.objects.get(pk=int(response.url.strip("/").rsplit("/", 1)[-1]))

    return post


def page(client: Client, run: ImportRun) -> str:
    return client.get(f"{LIST}{run.pk}/").content.decode()


@contextmanager
def being_worked_at(run: ImportRun) -> Iterator[None]:
    """Another process' hold on the run's lock."""
    with (folder_of(run) / under_way.AT_WORK).open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# Who may


@pytest.mark.parametrize(
    ("role", "may"),
    [(roles.REPORTER, False), (roles.EDITOR, False), (roles.PUBLISHER, False), (roles.ADMINISTRATOR, True)],
)
def test_only_administrators_may_import(role: str, may: bool, hire: Callable[[str], Client]) -> None:
    client = hire(role)
    run = ImportRun.objects.create(kind="wordpress", site="old.example", file_name="old.xml", started_at=timezone.now())
    (folder_of(run) / "report.json").write_text("{}")
    below = ("", "new/", "new/wordpress/", f"{run.pk}/", f"{run.pk}/progress/", f"{run.pk}/report.json")
    answers = [client.get(f"{LIST}{path}").status_code for path in below]
    assert answers == ([200] * 6 if may else [302] * 6)
    assert ('"Imports"' in client.get("/desk/").content.decode()) is may
    assert (client.post(f"{LIST}new/wordpress/", {"export": wxr(), "manner": "rehearse"}).url != "/desk/") is may
    assert ImportRun.objects.count() == (2 if may else 1)
    for button in ("stop", "again", "weigh", "take-back"):
        assert (client.post(f"{LIST}{run.pk}/{button}/").url != "/desk/") is may


def test_a_stranger_is_asked_to_log_in(front: Any, client: Client) -> None:
    for response in (client.get(LIST), client.post(f"{LIST}new/wordpress/", {"export": wxr()})):
        assert response.status_code == 302
        assert response.url.startswith("/desk/account/login/")
    assert not ImportRun.objects.exists()


def test_what_somebody_without_the_right_sends_is_not_even_kept_for_a_moment(
    hire: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    received = []
    monkeypatch.setattr("broadsheet.ingest.desk.views.receive_privately", received.append)
    hire(roles.PUBLISHER).post(f"{LIST}new/wordpress/", {"export": wxr()})
    assert received == []


def test_a_form_from_another_site_is_refused(ada: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = ada.cookies
    response = strict.post(f"{LIST}new/wordpress/", {"export": wxr(), "manner": "import"})
    assert response.status_code == 403
    assert not ImportRun.objects.exists()
    assert list(arrivals().glob("*.upload")) == []


# From the upload to the report


def test_a_rehearsal_reports_what_would_come_and_stores_nothing(begin: Run, ada: Client) -> None:
    run = begin()
    assert (run.state, run.is_rehearsal, run.site) == (RunState.FINISHED, True, "old.example")
    assert not Story.objects.exists()
    assert not run.items.exists()
    shown = page(ada, run)
    assert "nothing was stored" in shown
    assert "1 story" in shown
    assert "Now import for real" in shown
    report = ada.get(f"{LIST}{run.pk}/report.html")
    assert "script-src" not in report.headers["Content-Security-Policy"]
    assert report.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert b"Rehearsal of an import" in b"".join(report.streaming_content)
    document = json.loads(b"".join(ada.get(f"{LIST}{run.pk}/report.json").streaming_content))
    assert document["summary"]["rehearsal"] is True


def test_after_a_rehearsal_the_same_files_are_imported_for_real(begin: Run, press: Run, ada: Client) -> None:
    rehearsal = begin(post_types="event=story", export=wxr(item(7, "A fair", post_type="event")))
    run = press(rehearsal, "again")
    assert (run.state, run.is_rehearsal, run.pk != rehearsal.pk) == (RunState.FINISHED, False, True)
    assert Story.objects.get().title == "A fair"
    assert run.items.exists()
    assert run.started_by is not None
    assert not (folder_of(run) / "upload").exists()
    assert not (folder_of(rehearsal) / "upload").exists()
    assert "Now import for real" not in page(ada, rehearsal)
    assert b"Report of an import" in b"".join(ada.get(f"{LIST}{run.pk}/report.html").streaming_content)


def test_an_import_begun_right_away_is_like_one_from_the_command_line(begin: Run) -> None:
    run = begin(manner="import")
    assert (run.state, run.is_rehearsal) == (RunState.FINISHED, False)
    assert Story.objects.get().title == "The quay reopens"
    assert ImportRun.objects.count() == 1
    assert not (folder_of(run) / "upload").exists()


def test_a_ghost_export_keeps_its_members_with_the_run(begin: Run) -> None:
    post = {"id": "p1", "title": "From Ghost", "slug": "from-ghost", "status": "published", "html": "<p>Words.</p>"}
    data = {"db": [{"meta": {"version": "5.0.0"}, "data": {"posts": [post]}}]}
    run = begin(
        "ghost",
        manner="import",
        export=SimpleUploadedFile("ghost.json", json.dumps(data).encode()),
        members=SimpleUploadedFile("members.csv", b"email\nann@mail.example\n"),
        address="https://peer.example",
    )
    assert run.state == RunState.FINISHED, run.message
    assert Story.objects.get().title == "From Ghost"
    assert (folder_of(run) / "members.csv").read_bytes() == b"email\nann@mail.example\n"


def test_a_zipped_folder_is_found_wherever_it_lies_in_the_zip(begin: Run) -> None:
    story = b"---\nheadline: From a folder\ndate: 2024-05-01\n---\n\nWords.\n"
    run = begin("folder", manner="import", export=zipped({"backup/archive/stories/news/one.md": story}))
    assert (run.state, run.site) == (RunState.FINISHED, "folder:archive"), run.message
    assert Story.objects.get().title == "From a folder"


def test_a_name_that_leads_out_of_the_zip_is_refused(begin: Run) -> None:
    run = begin("folder", manner="import", export=zipped({"stories/a.md": b"a", "../../out.md": b"b"}))
    assert run.state == RunState.REFUSED
    assert "leads out of the zip" in run.message


def test_a_feed_goes_to_the_section_that_was_chosen(begin: Run, make_section: Callable[..., Section]) -> None:
    make_section("Sport")
    feed = (
        b'<rss version="2.0"><channel><title>Old</title><link>https://old.example</link><item><title>Goal</title>'
        b"<link>https://old.example/goal</link><guid>1</guid><description>It went in.</description></item>"
        b"</channel></rss>"
    )
    begin("feed", manner="import", export=SimpleUploadedFile("feed.xml", feed), section="sport")
    assert Story.objects.get(title="Goal").get_parent().slug == "sport"


# What goes wrong


def test_a_source_that_cannot_be_read_says_so_and_stores_nothing(begin: Run, ada: Client) -> None:
    run = begin(manner="import", export=SimpleUploadedFile("old.xml", b"<rss><channel><title>x"))
    assert run.state == RunState.REFUSED
    assert "old.xml" in run.message
    assert run.message.split("“")[0][:20] in page(ada, run)
    assert not Story.objects.exists()
    assert not (folder_of(run) / "upload").exists()


def test_a_fault_of_the_program_is_said_and_the_files_stay_for_another_try(
    begin: Run, press: Run, ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("broadsheet.ingest.runs.seal", lambda job: 1 / 0)
        run = begin(manner="import")
    assert run.state == RunState.FAILED
    assert "Nothing was stored" in run.message
    assert "ZeroDivisionError" in run.message
    assert not Story.objects.exists()
    assert run.finished_at is not None
    assert press(run, "again").state == RunState.FINISHED
    assert Story.objects.count() == 1


def test_stop_is_heard_at_the_next_step_and_nothing_is_stored(
    begin: Run, press: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop_in_the_midst(job: Any, level: Any) -> None:
        under_way.ask_to_stop(job.run)

    monkeypatch.setattr("broadsheet.ingest.runs.write_pins", stop_in_the_midst)
    run = begin(manner="import")
    assert run.state == RunState.STOPPED
    assert "Nothing was stored" in run.message
    assert not Story.objects.exists()
    assert not run.items.exists()


def test_a_run_that_waits_is_stopped_at_once(begin: Run, press: Run) -> None:
    run = begin(works=False)
    assert run.state == RunState.WAITING
    assert press(run, "stop").state == RunState.STOPPED
    work.carry_out.func(run.pk)
    assert ImportRun.objects.get(pk=run.pk).state == RunState.STOPPED


def test_a_second_import_is_refused_while_one_is_under_way(begin: Run, ada: Client, tmp_path: Path) -> None:
    run = begin(works=False)
    assert f"{LIST}{run.pk}/" in ada.get(f"{LIST}new/").content.decode()
    assert 'type="file"' not in ada.get(f"{LIST}new/wordpress/").content.decode()
    response = ada.post(f"{LIST}new/wordpress/", {"export": wxr(), "manner": "rehearse"})
    assert "Another import is under way" in complaint(response)
    with pytest.raises(ImportRefused, match=f"import {run.pk} is under way"):
        import_wordpress(export(tmp_path, item(1)))
    assert ImportRun.objects.count() == 1


def test_the_database_itself_lets_no_two_runs_be_under_way(front: Any) -> None:
    fields = {"kind": "wordpress", "site": "", "file_name": "old.xml", "started_at": timezone.now()}
    ImportRun.objects.create(**fields, state=RunState.RUNNING)
    ImportRun.objects.create(**fields, state=RunState.FINISHED)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRun.objects.create(**fields, state=RunState.WAITING)


def test_a_run_whose_worker_was_killed_is_marked_as_failed_when_looked_at(begin: Run, ada: Client) -> None:
    run = begin(works=False)
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING)
    with being_worked_at(run):
        under_way.Watched(run)
        assert "was interrupted" not in page(ada, run)
    assert "was interrupted" in page(ada, run)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "Now import for real" in page(ada, run)


def test_a_task_that_is_put_back_does_not_import_a_second_time(begin: Run) -> None:
    run = begin(works=False, manner="import")
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING)
    under_way.Watched(run)
    work.carry_out.func(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert not Story.objects.exists()


def test_a_worker_without_the_uploads_says_so(begin: Run) -> None:
    run = begin(works=False)
    (folder_of(run) / under_way.AT_WORK).unlink()
    work.carry_out.func(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.REFUSED
    assert "another machine" in run.message


# While it runs


def test_progress_is_told_while_the_import_is_under_way(
    begin: Run, ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, Any]] = []
    pages: list[str] = []

    def look(job: Any) -> None:
        run = ImportRun.objects.get()
        ImportRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING)  # as others see it, before the commit
        told.append(ada.get(f"{LIST}{run.pk}/progress/").json())
        pages.append(page(ada, run))

    monkeypatch.setattr("broadsheet.ingest.runs.write_redirects", look)
    run = begin(manner="import")
    assert told[0]["isOver"] is False
    assert (told[0]["phase"], told[0]["count"], told[0]["share"]) == ("Writing stories and pages", "1 of 1", 100)
    assert '<meta http-equiv="refresh" content="5">' in pages[0]
    assert 'role="status"' in pages[0]
    assert f'action="{LIST}{run.pk}/stop/"' in pages[0]
    assert ada.get(f"{LIST}{run.pk}/progress/").json()["isOver"] is True
    assert "http-equiv" not in page(ada, run)


# Back out


def test_an_import_is_taken_back_after_a_look_at_what_would_go(begin: Run, press: Run, ada: Client) -> None:
    parts = [category(1, "news", "News"), *(item(n, f"Story {n}", categories="News") for n in (1, 2))]
    run = begin(manner="import", export=wxr(*parts))
    edited = Story.objects.get(title="Story 2").specific
    edited.title = "Edited here"
    edited.save_revision().publish()
    weighed = press(run, "weigh")
    assert weighed.state == RunState.FINISHED
    assert Story.objects.count() == 2
    shown = ada.get(f"{LIST}{run.pk}/take-back/").content.decode()
    assert "1 story" in shown
    assert "Edited here" in shown
    assert "was edited here since" in shown
    assert "--force" not in shown
    undone = press(run, "take-back")
    assert undone.state == RunState.UNDONE
    assert Story.objects.get().title == "Edited here"
    assert "1 story" in page(ada, undone)


def test_what_was_edited_goes_too_where_somebody_says_so(begin: Run, press: Run) -> None:
    run = begin(manner="import")
    Story.objects.get().specific.save_revision().publish()
    press(run, "take-back", force="1")
    assert not Story.objects.exists()


def test_taking_back_that_was_interrupted_leaves_the_import_in(begin: Run, press: Run, ada: Client) -> None:
    run = press(begin(manner="import"), "take-back", works=False)
    assert run.state == RunState.UNDOING
    under_way.Watched(run)
    assert "Nothing was taken out" in page(ada, run)
    run.refresh_from_db()
    assert run.state == RunState.FINISHED
    assert Story.objects.exists()


def test_an_import_with_a_later_one_over_it_says_which_to_take_out_first(begin: Run, press: Run, ada: Client) -> None:
    first = begin(manner="import")
    second = begin(manner="import", export=wxr(item(9, "Another story")))
    assert f"import {second.pk} of the same source came after it" in press(first, "weigh").message


def test_the_list_names_every_run_with_its_source_and_what_came(begin: Run, ada: Client) -> None:
    begin(manner="import")
    begin()
    shown = ada.get(LIST).content.decode()
    assert shown.count("old.xml") == 2
    assert "1 story" in shown
    assert "Rehearsed" in shown
    assert "A Administrator" in shown
    assert reverse("desk_imports_choose") in shown
