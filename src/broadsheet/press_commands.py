"""`broadsheet press …`: each subcommand parses, calls one thing and says how it went."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadsheet.command_parts import opened, paper_option, progress
from broadsheet.paper import PaperError

if TYPE_CHECKING:
    from broadsheet.press.auditing import Difference
    from broadsheet.press.render import RenderError
    from broadsheet.upkeep.press.opened import OpenedPress


@click.group()
def press() -> None:
    """See, make and forget the pages rendered for readers."""


@contextmanager
def _in_one_line() -> Iterator[None]:
    """A store that does not answer is told in one line."""
    from broadsheet.press.store.base import StoreUnavailableError

    try:
        yield
    except StoreUnavailableError as error:
        raise PaperError(f"The press's store does not answer ({error}): see [press] in broadsheet.toml.") from error


@press.command()
@paper_option
def status(paper_folder: Path | None) -> None:
    """Say how full the press is, what waits to be made, and how many readers found their page ready."""
    from broadsheet.upkeep.press.opened import open_press
    from broadsheet.upkeep.press.state import state

    opened_press = open_press(opened(paper_folder))
    with _in_one_line():
        for name, line in state(opened_press, _words(opened_press)):
            click.echo(click.style(f"{name:<12}", bold=True) + line)


@press.command()
@click.argument("url")
@paper_option
def explain(url: str, paper_folder: Path | None) -> None:
    """Say when the page at URL was made and from what, what made it stale, and how it is served."""
    from broadsheet.upkeep.press.addresses import page_at
    from broadsheet.upkeep.press.explaining import explain as explain_page
    from broadsheet.upkeep.press.opened import open_press

    paper = opened(paper_folder)
    name = page_at(paper, url)
    opened_press = open_press(paper)
    with _in_one_line():
        for line in explain_page(opened_press.store, name, _words(opened_press), bool(opened_press.away)):
            click.echo(line)
        if opened_press.behind:
            click.echo(f"The press has {opened_press.behind:,} changes to apply, which may name it.")


class _Words:
    """What keys name, in words; the keys themselves where the newsroom is away."""

    def __init__(self, is_away: bool) -> None:
        self.is_away = is_away

    def __call__(self, keys: Iterable[str]) -> Mapping[str, str]:
        if self.is_away:
            return {key: key for key in keys}
        from broadsheet.newsroom.desk.key_words import in_words

        return in_words(keys)


def _words(opened_press: OpenedPress) -> _Words:
    return _Words(opened_press.outbox is None)


@press.command()
@click.option("--all", "everything", is_flag=True, help="Every story, and not only the newest.")
@paper_option
def warm(everything: bool, paper_folder: Path | None) -> None:
    """Make the pages readers ask for most before they ask: fronts, lists, feeds and the newest stories."""
    from itertools import chain

    from broadsheet.press.warming import Outcome
    from broadsheet.upkeep.press import addresses, making
    from broadsheet.upkeep.press.opened import open_press_to_render

    opened_press = open_press_to_render(opened(paper_folder))
    names: Iterable[str] = addresses.usual_pages()
    total = len(list(names))
    if everything:
        names, total = chain(names, addresses.every_story()), total + addresses.count_stories()
    with _in_one_line(), progress("Making pages") as advance:
        came_of = making.warm(opened_press, names, total, advance)
    click.echo(f"{came_of[Outcome.MADE]:,} pages made; {came_of[Outcome.FRESH]:,} were there already.")
    if came_of[Outcome.FAILED]:
        click.echo(f"{came_of[Outcome.FAILED]:,} could not be made; the log says why.", err=True)
        sys.exit(1)


@press.command()
@click.argument("what", metavar="[KEY|URL]", required=False)
@click.option("--all", "everything", is_flag=True, help="Every page.")
@paper_option
def purge(what: str | None, everything: bool, paper_folder: Path | None) -> None:
    """Forget what shows KEY (story:17), the page at URL, or every page. Whatever is asked for is made anew."""
    if bool(what) == everything:
        raise click.UsageError("Give a key, an address or --all.", click.get_current_context())
    from broadsheet.upkeep.press import making
    from broadsheet.upkeep.press.addresses import is_address, page_at
    from broadsheet.upkeep.press.opened import open_press

    paper = opened(paper_folder)
    name = page_at(paper, what) if what and is_address(what) else ""
    opened_press = open_press(paper)
    with _in_one_line():
        if name:
            gone = making.forget_page(opened_press, name)
        else:
            gone = making.forget_what_shows(opened_press, _key(what)) if what else making.forget_all(opened_press)
    click.echo(
        {0: "Nothing of that was in the press.", 1: "1 forgotten."}.get(gone, f"{gone:,} pages and pieces forgotten.")
    )


def _key(text: str) -> str:
    from broadsheet.newsroom.desk.key_words import is_key

    if not is_key(text):
        raise PaperError(f"{text} is no key: keys are like story:17, author:4 or menu; addresses begin with a slash.")
    return text


@press.command()
@click.option("--sample", type=click.IntRange(min=1), default=100, show_default=True, help="How many pages.")
@paper_option
def audit(sample: int, paper_folder: Path | None) -> None:
    """Render a sample of the stored pages anew and compare. Exit code 1 when one differs."""
    from broadsheet.upkeep.press import making
    from broadsheet.upkeep.press.opened import open_press_to_render

    opened_press = open_press_to_render(opened(paper_folder))
    equal, passed, wrong = 0, 0, []
    with _in_one_line(), progress("Comparing pages") as advance:
        for name, found in making.audit(opened_press, sample, advance):
            if found is True:
                equal += 1
            elif found is False:
                passed += 1
            else:
                wrong.append((name, found))
    for name, found in wrong:
        _say_difference(name, found)
    waiting = f"; {passed:,} passed over, since they are made anew or for each reader anyway" if passed else ""
    click.echo(f"{equal:,} pages are as they should be{waiting}.")
    if wrong:
        click.echo(f"{len(wrong):,} are not.", err=True)
        sys.exit(1)


def _say_difference(name: str, found: Difference | RenderError) -> None:
    if isinstance(found, Exception):
        click.echo(f"{found}")
        return
    click.echo(f"{name} differs in line {found.line}:\n  stored {found.stored}\n  fresh  {found.fresh}")
