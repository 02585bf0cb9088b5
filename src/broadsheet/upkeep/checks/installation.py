"""What is installed: Django's own checks (those for deployment when the address is https), and picture formats."""

from __future__ import annotations

from collections.abc import Iterator

from broadsheet.paper import Paper
from broadsheet.upkeep.checks.finding import Finding, advice, problem


def look(paper: Paper) -> Iterator[Finding]:
    """Needs Django."""
    from django.core import checks

    for message in checks.run_checks(include_deployment_checks=paper.is_tls):
        if message.level >= checks.WARNING and not message.is_silenced():
            say = problem if message.is_serious() else advice
            yield say(
                f"Django: {' '.join(str(message.msg).split())} ({message.id})",
                "Django's own checks ask for it",
                " ".join(str(message.hint or "see the documentation of that check").split()),
            )
    yield from _picture_formats()


def _picture_formats() -> Iterator[Finding]:
    from PIL import features

    for name in ("avif", "webp", "jpg"):
        if not features.check(name):
            yield problem(
                f"Pillow cannot write {name}",
                "pictures cannot be made in every format readers' browsers ask for",
                "install Pillow from its own wheel",
            )
