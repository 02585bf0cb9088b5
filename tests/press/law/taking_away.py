"""What else an editor of the small paper can take away: sections, photos, packages, an import, an offer; and time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from broadsheet.fronts.models import Package, Republishing
from broadsheet.ingest.models import ImportRun, RunState
from broadsheet.ingest.undo.taking_back import take_back
from broadsheet.media.models import Photo
from broadsheet.newsroom import clock as newsroom_clock
from broadsheet.newsroom.models import Section, Story
from tests.press.law.paper import Clock

T = TypeVar("T")


def chosen(things: Sequence[T], number: int) -> T | None:
    """One of them; None where there are none."""
    return things[number % len(things)] if things else None


class TakingAway:
    """The part of Newsroom that does it."""

    clock: Clock
    old_words: set[str]
    edit_live: Callable[[int, Callable[[Story], None]], None]

    def delete_section(self, number: int) -> None:
        """With its stories and the sections below it; one always stays."""
        section = chosen(list(Section.objects.order_by("pk")), number)
        if Section.objects.exclude(path__startswith=section.path).exists():
            section.delete()

    def delete_photo(self, number: int) -> None:
        photo = chosen(list(Photo.objects.order_by("pk")), number)
        if Photo.objects.count() > 1:
            self.old_words |= {f"zp{photo.title}{part}" for part in ("alt", "credit")}
            photo.delete()

    def delete_package(self, number: int) -> None:
        package = chosen(list(Package.objects.order_by("pk")), number)
        if package is not None:
            package.delete()

    def take_back_import(self, is_forced: bool) -> None:
        """The last one; what was edited since stays unless it is forced."""
        run = ImportRun.objects.filter(state=RunState.FINISHED, is_rehearsal=False).order_by("-pk").first()
        if run is not None:
            take_back(run.pk, force=is_forced)

    def offer_republishing(self, number: int, what: int) -> None:
        """Readers may republish stories, or may not any more; or may not this one."""
        terms = Republishing.of_the_paper()
        if what % 3 == 2 and terms.is_offered:
            self.withhold(number, is_withheld=what % 2 == 0)
            return
        terms.is_offered, terms.licence_name = what % 3 != 0, f"Licence {what}"
        terms.save()

    def withhold(self, number: int, is_withheld: bool) -> None:
        """Nobody may republish one of the stories readers have, or they may."""
        self.edit_live(number, lambda story: setattr(story, "no_republishing", is_withheld))

    def set_clock_back(self, hours: int) -> None:
        """It was wrong. Stories may have a date that is yet to come."""
        self.clock.move(hours=-hours)
        newsroom_clock.tick()
