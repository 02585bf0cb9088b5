"""One plain line for each thing that happens: time, part, what."""

from __future__ import annotations

import logging
import sys

FORMAT = "%(asctime)s %(part)-6s %(message)s"
TIME = "%Y-%m-%d %H:%M:%S"

# Granian's own messages, of which only trouble is wanted; the supervisor tells the rest.
GRANIAN = {
    "formatters": {"line": {"format": "%(asctime)s web    %(message)s", "datefmt": TIME}},
    "handlers": {"line": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}},
    "loggers": {"_granian": {"handlers": ["line"], "level": "WARNING", "propagate": False}},
}

# Not below "broadsheet": whoever sets up Django's logging again would take our handler away.
_logger = logging.getLogger("broadsheet-serving")


def write_to_stderr() -> None:
    """Send events to stderr. Call once, after Django has set up its own logging."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(FORMAT, TIME))
    _logger.handlers = [handler]
    _logger.propagate = False
    _logger.setLevel(logging.INFO)


def note(part: str, message: str, *, trouble: bool = False, error: BaseException | None = None) -> None:
    """Log one event of `part`; `error` adds its traceback."""
    level = logging.ERROR if trouble or error else logging.INFO
    _logger.log(level, message, extra={"part": part}, exc_info=error)
