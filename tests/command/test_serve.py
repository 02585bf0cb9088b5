"""serve runs everything a paper needs, keeps it running, and stops it cleanly."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command.running import Served, broadsheet, children_of, free_port, is_alive, refused, wait_until
from tests.command.test_upgrade import forget_a_migration

Serve = Callable[..., Served]
SOON_SECONDS = 5.0


def dies(process: int, number: int = signal.SIGKILL) -> None:
    """Kill a process and see it gone."""
    os.kill(process, number)
    wait_until(lambda: not is_alive(process), f"{process} is gone")


def test_a_paper_is_served_and_stops_within_seconds_of_being_asked(paper: Path, serve: Serve) -> None:
    served = serve(paper).is_ready()
    everyone = served.everyone()
    assert len(everyone) >= 5  # supervisor, web with at least one worker, background worker, clock
    assert served.get("/").status == 200, served.log
    assert served.get("/static/none").status == 404
    code, seconds = served.stop()
    assert (code, seconds < SOON_SECONDS) == (0, True), served.log
    assert [process for process in everyone if is_alive(process)] == []
    assert "Traceback" not in served.log


def test_a_paper_stopped_while_it_starts_stops_at_once(paper: Path, serve: Serve) -> None:
    for _attempt in range(3):
        served = serve(paper, "--only=web", "--workers=4")
        served.process_of("web")
        code, seconds = served.stop()
        assert (code, seconds < SOON_SECONDS) == (0, True), served.log


def test_ctrl_c_stops_it_too(paper: Path, serve: Serve) -> None:
    served = serve(paper, "--only=clock")
    served.process_of("clock")
    code, seconds = served.stop(signal.SIGINT)
    assert (code, seconds < SOON_SECONDS) == (0, True), served.log


def test_each_event_is_one_plain_line(paper: Path, serve: Serve) -> None:
    served = serve(paper).is_ready()
    served.stop()
    for line in served.log.splitlines():
        day, time, part, *_ = line.split()
        assert (day.count("-"), time.count(":")) == (2, 2), line
        assert part in ("serve", "web", "press", "worker", "clock"), line


def test_a_second_serve_of_the_same_paper_is_refused(paper: Path, serve: Serve) -> None:
    served = serve(paper).is_ready()
    line = refused("serve", paper, f"--port={free_port()}")
    assert f"already being served by process {served.supervisor}" in line
    assert served.answers()


@pytest.mark.parametrize("part", ["web", "press", "worker", "clock"])
def test_a_part_that_is_killed_is_started_again(part: str, paper: Path, serve: Serve) -> None:
    served = serve(paper).is_ready()
    first = served.process_of(part)
    workers = children_of(first)
    dies(first)
    wait_until(lambda: served.process_of(part) != first, f"{part} is started again")
    wait_until(served.answers, "the paper answers again")
    assert "died (signal SIGKILL)" in served.log
    wait_until(lambda: not any(map(is_alive, workers)), "the workers of the part that died leave")


def test_a_web_worker_that_is_killed_is_replaced(paper: Path, serve: Serve) -> None:
    served = serve(paper, "--workers=1").is_ready()
    web = served.process_of("web")
    (worker,) = children_of(web)
    dies(worker)
    wait_until(lambda: children_of(web) not in ([], [worker]), "another worker")
    wait_until(served.answers, "the paper answers again")
    assert served.process_of("web") == web


def test_everything_stops_when_the_supervisor_is_killed(paper: Path, serve: Serve) -> None:
    served = serve(paper).is_ready()
    everyone = served.everyone()
    os.kill(served.supervisor, signal.SIGKILL)
    assert served.process
    served.process.wait()
    wait_until(lambda: not any(map(is_alive, everyone)), "all processes are gone", seconds=10)
    assert serve(paper).is_ready().answers()


def test_a_request_under_way_is_answered_before_the_paper_stops(paper: Path, serve: Serve) -> None:
    served = serve(paper, "--workers=1").is_ready()
    body = b"login=alice"
    head = f"POST /desk/account/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as request:
        request.sendall(head.encode() + body[:5])
        assert served.answers()  # by now the half request is with Django, which waits for the rest
        assert served.process
        served.process.terminate()
        wait_until(lambda: "stopping" in served.log, "it stops")
        request.sendall(body[5:])
        answer = request.makefile("rb").readline()
    assert answer.startswith(b"HTTP/1.1 "), served.log
    assert served.process.wait(30) == 0


def test_a_part_can_run_alone(paper: Path, serve: Serve) -> None:
    clock = serve(paper, "--only=clock")
    clock.process_of("clock")
    web = serve(paper, "--only=web").is_ready()
    assert len(children_of(clock.supervisor)) == 1
    assert "worker" not in web.log
    assert "already being served" in refused("serve", paper, "--only=clock")


def test_the_clock_beats(paper: Path, serve: Serve) -> None:
    serve(paper, "--only=clock")
    wait_until((paper / "data" / "run" / "clock.heartbeat").exists, "a tick")


def test_static_files_are_there_without_a_manual_step(paper: Path, serve: Serve) -> None:
    served = serve(paper, "--only=web").is_ready()
    hashed = next((paper / "data" / "static" / "wagtailadmin" / "css").glob("core.????????????.css"))
    answer = served.get(f"/static/wagtailadmin/css/{hashed.name}", Accept_Encoding="gzip")
    assert answer.status == 200
    assert "immutable" in (answer.getheader("Cache-Control") or "")
    assert answer.getheader("Content-Encoding") == "gzip"
    assert answer.getheader("X-Content-Type-Options") == "nosniff"


def test_the_theme_replaces_static_files_one_by_one(paper: Path, serve: Serve) -> None:
    replaced = paper / "theme" / "static" / "wagtailadmin" / "images" / "favicon.ico"
    replaced.parent.mkdir(parents=True)
    replaced.write_bytes(b"our own")
    served = serve(paper, "--only=web").is_ready()
    assert "static files collected" in served.log
    assert served.get("/static/wagtailadmin/images/favicon.ico").body == b"our own"  # type: ignore[attr-defined]


def test_a_theme_that_names_a_missing_file_is_refused_in_one_line(paper: Path) -> None:
    sheet = paper / "theme" / "static" / "reader" / "extra.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text("body { background: url(gone.png) }")
    line = refused("serve", paper, "--only=web", f"--port={free_port()}")
    assert "theme/static: reader/extra.css names reader/gone.png, which is missing" in line


def test_only_renditions_are_plain_files(paper: Path, serve: Serve) -> None:
    for name in ("images/a.webp", "original_images/a.jpg", "documents/a.pdf", "images/a.html"):
        (paper / "media" / name).parent.mkdir(exist_ok=True)
        (paper / "media" / name).write_bytes(b"bytes of " + name.encode())
    served = serve(paper, "--only=web").is_ready()
    assert served.get("/media/images/a.webp").body == b"bytes of images/a.webp"  # type: ignore[attr-defined]
    for path in (
        "/media/original_images/a.jpg",
        "/media/documents/a.pdf",
        "/media/images/../original_images/a.jpg",
        "/media/images/%2e%2e/original_images/a.jpg",
        "/media/images/..%2foriginal_images%2fa.jpg",
    ):
        assert b"bytes of" not in served.get(path).body, path  # type: ignore[attr-defined]


def test_an_older_database_is_told_to_be_upgraded_and_then_is(paper: Path) -> None:
    forget_a_migration(paper)
    assert "run “broadsheet upgrade” first" in refused("serve", paper, "--only=clock")
    assert broadsheet("upgrade", folder=paper).returncode == 0


SCHEDULE = """
from datetime import timedelta
from django.utils import timezone
from broadsheet.newsroom.models import Section, Story
for title, go_live, expire in (("Out", {out}, None), ("Over", None, {over})):
    story = Story(title=title, slug=title.lower(), live=False)
    Section.objects.get(slug="news").add_child(instance=story)
    now = timezone.now()
    story.go_live_at = now + timedelta(seconds=go_live) if go_live else None
    story.expire_at = now + timedelta(seconds=expire) if expire else None
    story.save_revision().publish()
    print((story.go_live_at or story.expire_at).timestamp())
"""
PUNCTUAL_SECONDS = 10.0


def test_stories_come_out_and_expire_within_ten_seconds_of_their_time(paper: Path, serve: Serve) -> None:
    served = serve(paper).is_ready()
    done = broadsheet("manage", "shell", "--no-imports", "-c", SCHEDULE.format(out=4, over=4), folder=paper)
    out_at, over_at = map(float, done.stdout.split())
    assert (served.get("/news/out/").status, served.get("/news/over/").status) == (404, 200), done.stderr
    wait_until(lambda: served.get("/news/out/").status == 200, "the scheduled story is out")
    assert 0 <= time.time() - out_at < PUNCTUAL_SECONDS
    wait_until(lambda: served.get("/news/over/").status == 404, "the other has expired")
    assert 0 <= time.time() - over_at < PUNCTUAL_SECONDS
    assert b"/news/over/" not in served.get("/news/").body  # type: ignore[attr-defined] # kept beside the headers


def test_what_fell_due_while_the_paper_was_down_happens_when_it_is_up_again(paper: Path, serve: Serve) -> None:
    broadsheet("manage", "shell", "--no-imports", "-c", SCHEDULE.format(out=1, over=1), folder=paper)
    time.sleep(1.5)
    served = serve(paper).is_ready()
    started = time.time()
    wait_until(lambda: served.get("/news/out/").status == 200, "what was missed is out")
    wait_until(lambda: served.get("/news/over/").status == 404, "what had ended is gone")
    assert time.time() - started < PUNCTUAL_SECONDS
