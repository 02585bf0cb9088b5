"""What `broadsheet init` asks, with the likeliest answers of this machine already filled in."""

from __future__ import annotations

import locale
import os
import zoneinfo
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from broadsheet import paper_checks as checks
from broadsheet.paper import PaperError
from broadsheet.upkeep.founding import Answers


@dataclass(frozen=True)
class Question:
    """One thing to ask: the option that answers it, its words, its likeliest answer and what it may be."""

    option: str
    words: str
    likely: Callable[[], str]
    check: Callable[[str], str]


def _none() -> str:
    return ""


def ask(given: Mapping[str, str | None], password: str, *, may_ask: bool) -> Answers:
    """The answers in `given`, and the rest from the person at the terminal. Raises PaperError."""
    answers = {question.option: _answer(question, given.get(question.option), may_ask) for question in QUESTIONS}
    return Answers(**answers, password=password)


def _answer(question: Question, given: str | None, may_ask: bool) -> str:
    if given is not None:
        return _judged(question, given)
    if may_ask:
        return str(click.prompt(question.words, default=question.likely() or None, value_proc=_patient(question.check)))
    likely = question.likely()
    if not likely:
        raise PaperError(f"--{question.option.replace('_', '-')} is missing, and there is nobody to ask: add it.")
    return likely


def _judged(question: Question, answer: str) -> str:
    try:
        return question.check(answer)
    except ValueError as error:
        raise PaperError(f"--{question.option.replace('_', '-')} ({answer!r}) {error}.") from None


def _patient(check: Callable[[str], str]) -> Callable[[str], str]:
    """Asks again instead of giving up."""

    def judge(answer: str) -> str:
        try:
            return check(answer)
        except ValueError as error:
            raise click.BadParameter(f"It {error}.") from None

    return judge


def _email(value: str) -> str:
    if not value:
        raise ValueError("must not be empty; it is what you log in with")
    return checks.mail_address(value)


def likely_language() -> str:
    """The language of this machine, or en."""
    with suppress(ValueError, TypeError):
        name = (locale.getlocale()[0] or os.environ.get("LANG", "")).partition(".")[0].replace("_", "-")
        return checks.language(name)
    return "en"


def likely_time_zone() -> str:
    """The time zone of this machine, or UTC."""
    named = os.environ.get("TZ", "").lstrip(":")
    linked = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
    known = zoneinfo.available_timezones()
    return next((name for name in (named, linked) if name in known and name.partition("/")[0] != "Etc"), "UTC")


QUESTIONS = (
    Question("name", "Name of the paper", _none, checks.text),
    Question("address", "Address readers will use", lambda: "http://localhost:8000", checks.address),
    Question("language", "Language", likely_language, checks.language),
    Question("time_zone", "Time zone", likely_time_zone, checks.time_zone),
    Question("email", "Your e-mail address, to log in with", _none, _email),
)
