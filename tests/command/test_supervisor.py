"""The supervisor alone, with parts a few lines long."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from broadsheet.paper import PaperError, open_paper
from broadsheet.serving import locks
from broadsheet.serving.supervisor import LONGEST_WAIT_SECONDS, Part
from tests.command.running import is_alive, wait_until

SCRIPT = """
import os, signal, sys, time
from broadsheet.serving import event_log
from broadsheet.serving.supervisor import Part, Supervisor

def steady():
    time.sleep(600)

def failing():
    raise ValueError("no ink")

def ending():
    pass

def stubborn():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("deaf", flush=True)
    time.sleep(600)

def finishing():
    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(1))
    while not stopping:
        time.sleep(0.01)
    time.sleep(0.3)
    print("finished", flush=True)

event_log.write_to_stderr()
sys.exit(Supervisor([Part(name, globals()[name]) for name in sys.argv[2:]], float(sys.argv[1])).run())
"""


class Supervised:
    """A supervisor in a process of its own."""

    def __init__(self, folder: Path, *parts: str, grace: float = 10) -> None:
        self.output = folder / "output"
        with self.output.open("wb") as output:
            command = [sys.executable, "-c", SCRIPT, str(grace), *parts]
            self.process = subprocess.Popen(command, stdout=output, stderr=output)

    @property
    def said(self) -> str:
        return self.output.read_text()

    def waits_for(self, words: str, times: int = 1) -> None:
        wait_until(lambda: self.said.count(words) >= times, f"{words!r}, {times} times", 20)

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)


def test_a_part_that_fails_is_started_again_and_its_reason_logged(tmp_path: Path) -> None:
    supervised = Supervised(tmp_path, "failing", "steady")
    supervised.waits_for("failing started", times=3)
    assert "ValueError: no ink" in supervised.said
    assert "died (exit code 1); starting it again in 0.25 s" in supervised.said
    assert supervised.said.count("steady started") == 1
    assert supervised.stop() == 0


def test_a_part_that_merely_ends_is_started_again(tmp_path: Path) -> None:
    supervised = Supervised(tmp_path, "ending")
    supervised.waits_for("ending started", times=2)
    assert "died (exit code 0)" in supervised.said
    assert supervised.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_work_under_way_is_finished_before_it_stops(number: int, tmp_path: Path) -> None:
    supervised = Supervised(tmp_path, "finishing")
    supervised.waits_for("started")
    time.sleep(0.2)
    assert supervised.stop(number) == 0
    assert "finished\n" in supervised.said


def test_a_part_that_will_not_stop_is_ended_after_the_grace(tmp_path: Path) -> None:
    supervised = Supervised(tmp_path, "stubborn", grace=0.5)
    supervised.waits_for("deaf")
    assert supervised.stop() == 0
    assert "did not stop within 0.5 s; ended" in supervised.said


def test_parts_stop_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    supervised = Supervised(tmp_path, "steady", "stubborn", grace=0.5)
    supervised.waits_for("deaf")
    parts = [int(line.rpartition(" ")[2]) for line in supervised.said.splitlines() if "started, process" in line]
    supervised.process.kill()
    supervised.process.wait()
    wait_until(lambda: not any(map(is_alive, parts)), "the parts are gone", 10)


def test_a_part_that_keeps_dying_waits_ever_longer_but_not_for_ever() -> None:
    part = Part("web", lambda: None)
    waits = [part.wait_before_restart(lived=0) for _ in range(12)]
    assert waits[:4] == [0.25, 0.5, 1, 2]
    assert waits[-1] == LONGEST_WAIT_SECONDS


def test_a_part_that_had_settled_is_started_again_at_once() -> None:
    part = Part("web", lambda: None)
    for _ in range(5):
        part.wait_before_restart(lived=0)
    assert part.wait_before_restart(lived=3600) == 0.25


def test_a_lock_is_free_again_when_its_holder_is_done(tmp_path: Path) -> None:
    for name in ("data", "media"):
        (tmp_path / name).mkdir()
    (tmp_path / "broadsheet.toml").write_text('[paper]\nname = "A"\naddress = "http://localhost"\n')
    paper = open_paper(tmp_path, {})
    with locks.holding(paper, ["clock"]):
        assert locks.serving_process(paper.data)
        with pytest.raises(PaperError, match="already being served"), locks.holding(paper, ["web", "clock"]):
            raise AssertionError("two hold one lock")
    assert locks.serving_process(paper.data) is None
    with locks.holding(paper, ["web", "clock"]):
        assert set(locks.serving_processes(paper.data)) == {"web", "clock"}


def test_a_worker_that_did_nothing_when_asked_to_stop_is_asked_again() -> None:
    waits_for_two = """
import signal, time
from broadsheet.serving.lost_signals import ask_again
asked = []
signal.signal(signal.SIGTERM, lambda *_: asked.append(1))
ask_again()
print("ready", flush=True)
end = time.monotonic() + 20
while len(asked) < 2 and time.monotonic() < end:
    time.sleep(0.05)
print(len(asked))
"""
    with subprocess.Popen([sys.executable, "-c", waits_for_two], stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
        worker.send_signal(signal.SIGTERM)
        assert worker.stdout.readline() == "2\n"
