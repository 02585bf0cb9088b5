"""Random editors, readers and hours at one small paper, and the law after them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any, ClassVar

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RULE_MARKER, RuleBasedStateMachine, rule

from broadsheet.fronts.models import Package
from broadsheet.newsroom.feed_addresses import CORRECTIONS, FORMATS, RSS
from broadsheet.newsroom.models import Author, ListBound, Section, Story, StoryCorrection, Topic
from broadsheet.press import outbox
from broadsheet.press.store.base import Store
from tests.press.law.newsroom import Newsroom
from tests.press.law.paper import LawPaper
from tests.press.law.pressroom import PressRoom

number = st.integers(0, 30)
few = st.lists(number, max_size=3)
hours = st.integers(0, 60)
some_hours = st.integers(1, 12)
yes_or_no = st.booleans()
FOR_MACHINES = (
    *("/sitemap.xml", "/sitemap-news.xml", "/sitemap-pages-0.xml", "/sitemap-topics-0.xml", "/sitemap-authors-0.xml"),
    *("/sitemap-stories-0.xml", "/robots.txt", "/license.xml", "/humans.txt", "/trust.txt", "/site.webmanifest"),
)
ALWAYS = (
    *("/", "/lite/", "/paper.css", "/menu/", "/topics/", "/authors/", "/archive/", "/contact/"),
    *("/feed/", "/feed/atom/", "/feed/json/", "/corrections/feed/", "/feeds/", "/feeds.opml"),
    *FOR_MACHINES,
)


class LawBroken(AssertionError):  # noqa: N818  # it reads as what happened
    """Readers were, or would be, shown something other than the paper as it is."""


class TimeIsUp(BaseException):  # ends a run without being a failure of it
    """Raised between two steps where a run has lasted as long as it was meant to."""


EDITS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "publish": {"section": number, "topics": few, "author": number, "photo": number, "other": number},
    "edit_body": {"number": number, "other": number},
    "edit_headline": {"number": number, "is_short": yes_or_no},
    "change_picture": {"number": number, "photo": number},
    "retag": {"number": number, "topics": few},
    "give_byline": {"number": number, "author": number},
    "list_further": {"number": number, "section": number},
    "change_kind": {"number": number, "kind": number},
    "move": {"number": number, "section": number},
    "change_slug": {"number": number},
    "correct": {"number": number, "ago": number},
    "backdate": {"number": number, "hours": hours},
    "delete": {"number": number},
    "unpublish": {"number": number},
    "republish": {"number": number},
    "save_draft": {"number": number},
    "schedule": {"number": number, "hours": some_hours},
    "set_expiry": {"number": number, "hours": some_hours},
    "hide": {"number": number, "is_hidden": yes_or_no},
    "comment": {"number": number, "what": number},
    "add_topic_to_many": {"numbers": few, "topic": number},
    "restrict": {"number": number, "is_section": yes_or_no},
    "unrestrict": {"number": number},
    "rename_section": {"number": number, "has_new_address": yes_or_no},
    "colour_section": {"number": number, "colour": st.integers(0, 0xFFFFFF)},
    "move_section": {"number": number, "under": number},
    "unpublish_section": {"number": number},
    "add_section": {"under": number},
    "change_author": {"number": number, "what": number},
    "add_author": {},
    "change_topic": {"number": number, "what": number},
    "merge_topics": {"number": number, "other": number},
    "delete_topic": {"number": number},
    "delete_section": {"number": number},
    "delete_photo": {"number": number},
    "delete_package": {"number": number},
    "take_back_import": {"is_forced": yes_or_no},
    "offer_republishing": {"number": number, "what": number},
    "change_photo": {"number": number, "what": number},
    "end_rights": {"number": number, "hours": hours},
    "rename_file": {},
    "edit_menu": {"number": number, "first": number, "second": number},
    "edit_masthead": {"what": number},
    "edit_front": {"lead": number, "section": number, "layout": number},
    "edit_picks": {"numbers": few},
    "edit_package": {"number": number, "topic": number, "is_live": yes_or_no},
    "add_package": {},
    "edit_standing_page": {"number": number},
    "import_stories": {"number": number},
    "remove_redirect": {"number": number},
    "wait": {"hours": some_hours},
    "wait_for_midnight": {},
}
"""What an editor does, as methods of Newsroom, and what it is given."""


class PaperMachine(RuleBasedStateMachine):
    """One paper, from its first morning. Subclasses are bound to the paper they run at."""

    paper: ClassVar[LawPaper]
    open_store: ClassVar[Callable[[], Store] | None] = None
    steps: ClassVar[int] = 0
    comparisons: ClassVar[int] = 0
    check_every: ClassVar[int] = 6
    is_over: ClassVar[Callable[[], bool]] = staticmethod(lambda: False)

    def __init__(self) -> None:
        super().__init__()
        self.paper.first_morning()
        self.newsroom = Newsroom(self.paper)
        self.press = PressRoom(self.paper.folder, type(self).open_store)
        self.eager: list[int] = []
        self.being_made = ""
        self.since_check = 0
        outbox.on_change(self.after_commit)
        for count in range(4):
            self.newsroom.publish(count, [count], count, count, 2 * count)
        self.learn_addresses()
        self.asked_for = 0
        self.fill(16)

    def fill(self, count: int) -> None:
        """Ask for some addresses more, so that the store holds more and more of the paper."""
        names = [*self.addresses, *(f"/lite{name}" for name in self.addresses if name.startswith(("/news", "/topic")))]
        for _ in range(count):
            self.asked_for += 7  # a stride through them all, since it divides no number of addresses for long
            self.press.ask(names[self.asked_for % len(names)])

    def teardown(self) -> None:
        try:
            if not self.press.mistakes:
                self.settle()
        finally:
            outbox._listeners.remove(self.after_commit)
            self.press.close()
            for folder in self.paper.folder.glob("import-*"):
                shutil.rmtree(folder)

    # What surrounds each step

    def step(self, do: Callable[[], None]) -> None:
        """Take one step and say at once what it broke."""
        if type(self).is_over():
            raise TimeIsUp
        PaperMachine.steps += 1
        self.paper.clock.move(minutes=3)
        self.newsroom.tick()
        do()
        self.learn_addresses()
        self.judge()
        self.since_check += 1
        if self.since_check >= self.check_every:
            self.settle()

    def settle(self) -> None:
        """Drain, and hold everything to the law."""
        self.since_check = 0
        self.newsroom.tick()
        self.press.drain()
        PaperMachine.comparisons += self.press.check(self.newsroom.hidden_words())
        stored = set(self.press.store.names(limit=100_000))
        gone = [name for name in self.press.known if name not in stored]
        for name in gone[-12:]:
            self.press.check_gone(name)
            PaperMachine.comparisons += 1
        self.judge()
        self.fill(3)

    def judge(self) -> None:
        if self.press.mistakes:
            raise LawBroken("\n".join(dict.fromkeys(self.press.mistakes)))

    def after_commit(self) -> None:
        """Readers who come between two commits of one step. What they find is judged when the step is over.

        None asks for what is being made just then: there is one thread, and it would wait for itself.
        """
        if self.eager:
            self.press.follow()
            for one in self.eager:
                if self.address(one) != self.being_made:
                    self.look(one)

    def learn_addresses(self) -> None:
        """Every address there is now stays known, wherever it leads later."""
        found = list(ALWAYS)
        for story in Story.objects.only("url_path", "published_at"):
            found += [story.address, f"{story.address}republish/"]
            if story.published_at:
                day = f"{story.published_at:%Y}/{story.published_at.month}/{story.published_at.day}/"
                found += [f"/archive/{day}", f"/archive/{day.split('/')[0]}/"]
        lists = {one.list_key: one.address for model in (Section, Topic, Author) for one in model.objects.all()}
        for address in lists.values():
            found += [address, *(form.address(address) for form in FORMATS)]
        for key, pages in ListBound.objects.values_list("list_key", "number"):
            if key in lists:
                found += [f"{lists[key]}page/{pages}/", RSS.address(lists[key], pages)]
        found += [RSS.address(package.address) for package in Package.objects.only("url_path")]
        months = {timezone.localtime(date) for date in StoryCorrection.objects.values_list("date", flat=True)}
        found += sorted({RSS.address(CORRECTIONS, 100 * month.year + month.month) for month in months})
        self.addresses = found
        self.ever = dict.fromkeys([*getattr(self, "ever", {}), *found])

    def address(self, one: int, is_lite: bool = False) -> str:
        """One of the addresses there are or were."""
        ever = list(self.ever)
        name = ever[one % len(ever)]
        return f"/lite{name}" if is_lite and not name.startswith("/lite/") else name

    def look(self, one: int, is_lite: bool = False) -> None:
        name = self.address(one, is_lite)
        self.press.look(name, self.newsroom.hidden_words(), gone=self.is_gone(name))

    def is_gone(self, name: str) -> bool:
        own = name.removeprefix("/lite") if name != "/lite/" else "/"
        return own in self.newsroom.hidden_addresses()

    # Readers

    @rule(ones=st.lists(st.integers(0, 400), min_size=1, max_size=6), is_lite=st.booleans())
    def readers_come(self, ones: list[int], is_lite: bool) -> None:
        """They find what has not been made yet as well as what has; taken down is taken down at once."""
        self.step(lambda: (self.press.follow(), [self.look(one, is_lite) for one in ones]))

    @rule(ones=st.lists(st.integers(0, 400), min_size=1, max_size=4))
    def readers_come_before_the_worker_has_looked(self, ones: list[int]) -> None:
        """A moment behind the commit, and still what was once committed."""
        self.step(lambda: [self.press.look(self.address(one)) for one in ones])

    @rule(ones=st.lists(st.integers(0, 400), max_size=3))
    def readers_hurry(self, ones: list[int]) -> None:
        """From now on these addresses are asked for right after every commit."""
        self.step(lambda: setattr(self, "eager", ones))

    @rule(one=st.integers(0, 400), what=number, story=number)
    def an_editor_is_quicker_than_a_render(self, one: int, what: int, story: int) -> None:
        """A page is made from what was; before it is kept, a change is committed and applied."""
        changes: list[Callable[[], None]] = [
            lambda: self.newsroom.edit_headline(story, is_short=False),
            lambda: self.newsroom.unpublish(story),
            lambda: self.newsroom.retag(story, [what]),
            lambda: self.newsroom.publish(story, [what], what, what, 0),
        ]

        def meanwhile() -> None:
            changes[what % len(changes)]()
            self.press.follow()

        def render_slowly() -> None:
            name = self.address(one)
            self.press.renderer.meanwhile, self.being_made = meanwhile, name
            answer = self.press.ask(name)
            is_applied, self.press.renderer.meanwhile = self.press.renderer.meanwhile is None, None
            self.being_made = ""
            if is_applied:
                self.press.judge(name, answer, self.newsroom.hidden_words(), self.is_gone(name))
            self.press.follow()
            self.look(one)

        self.step(render_slowly)

    @rule()
    def the_presser_works(self) -> None:
        """A little: one batch, and the rest another time."""
        self.step(lambda: self.press.presser.step())

    @rule()
    def everything_is_drained(self) -> None:
        self.step(self.settle)

    @rule(one=st.integers(0, 400), to=number)
    def an_address_leads_elsewhere(self, one: int, to: int) -> None:
        self.step(lambda: self.newsroom.add_redirect(self.address(one), to))

    @rule()
    def the_theme_is_changed(self) -> None:
        """Which is known once the paper has been started again."""

        def change() -> None:
            self.newsroom.change_theme()
            self.paper.start_again()
            self.press.restart()

        self.step(change)

    @rule()
    def the_paper_is_started_again(self) -> None:
        self.step(lambda: (self.paper.start_again(), self.press.restart()))


def _edit(name: str) -> Callable[..., None]:
    def do(self: PaperMachine, **given: Any) -> None:
        self.step(lambda: getattr(self.newsroom, name)(**given))

    do.__name__ = name
    return do


for _name, _arguments in EDITS.items():
    setattr(PaperMachine, _name, rule(**_arguments)(_edit(_name)))
RULES = frozenset(name for name, one in vars(PaperMachine).items() if hasattr(one, RULE_MARKER))
"""What may happen, by name."""
