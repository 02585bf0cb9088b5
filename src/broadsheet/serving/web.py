"""The web part: Granian with as many workers as the paper asks for, each serving `broadsheet.wsgi`."""

from __future__ import annotations

import multiprocessing
import os
from functools import partial
from typing import Any

from broadsheet.paper import Paper
from broadsheet.serving import event_log
from broadsheet.serving.lost_signals import ask_again
from broadsheet.serving.orphans import stop_with_parent
from broadsheet.serving.pressing import front_without_django, pressed_pages

# Requests under way when the paper stops have this long to finish.
REQUEST_GRACE_SECONDS = 20


def run_web(paper: Paper) -> None:
    """Serve requests until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    multiprocessing.set_start_method("fork", force=True)
    server = Granian(
        "broadsheet.wsgi:application",
        address=paper.server.host,
        port=paper.server.port,
        interface=Interfaces.WSGI,
        workers=paper.server.workers,
        blocking_threads=paper.server.threads,
        blocking_threads_idle_timeout=600,
        respawn_failed_workers=True,
        workers_kill_timeout=REQUEST_GRACE_SECONDS,
        log_level=LogLevels.warning,
        log_dictconfig=event_log.GRANIAN,
    )
    server.serve(target_loader=partial(_application, paper, os.getpid()), wrap_loader=False)


def _application(paper: Paper, parent: int) -> Any:
    stop_with_parent(parent, REQUEST_GRACE_SECONDS)
    ask_again()
    return application_of(paper)


def application_of(paper: Paper) -> Any:
    """The paper's WSGI application; where Django will not start, the pages already pressed."""
    try:
        from broadsheet.wsgi import application
    except Exception as error:
        if not pressed_pages(paper):
            raise
        event_log.note("web", f"only pages already pressed are served: {error}", trouble=True)
        return front_without_django(paper)
    return application
