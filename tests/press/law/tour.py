"""A short walk through the paper: a few pages are asked for, a few things are done, and the law is held to each."""

from __future__ import annotations

from django.utils import timezone

from broadsheet.feeds.social_cards.cards import Look, card_of
from broadsheet.fronts.models import Masthead
from broadsheet.newsroom.feed_addresses import CORRECTIONS, RSS
from broadsheet.newsroom.models import ListBound, Section, Story
from broadsheet.press import outbox
from tests.press.law.newsroom import Newsroom
from tests.press.law.paper import LawPaper
from tests.press.law.pressroom import PressRoom

STORIES = 9
OLD_ADDRESS = "/old/address/"


def open_for_the_day(newsroom: Newsroom) -> None:
    """Stories enough that lists have older pages."""
    for count in range(STORIES):
        newsroom.clock.move(minutes=20)
        newsroom.publish(0, [0, count % 2], 1, count % 3, 0)


class Tour:
    """What is done is judged after each step; ``found`` holds what the law says against it."""

    def __init__(self, paper: LawPaper, newsroom: Newsroom, is_short: bool = False) -> None:
        self.paper, self.newsroom = paper, newsroom
        self.press = PressRoom(paper.folder)
        self.is_hurried = False
        self.stories = list(Story.objects.order_by("-published_at", "-pk"))
        self.addresses = [*(self._few_addresses() if is_short else self._addresses()), OLD_ADDRESS]
        outbox.on_change(self._after_commit)
        self.settle()
        self.look()

    def _addresses(self) -> list[str]:
        news = Section.objects.get(slug="news")
        older = ListBound.objects.filter(list_key=news.list_key).order_by("number").values_list("number", flat=True)
        own = [story.address for story in (self.stories[0], self.stories[1], self.stories[4], self.stories[-1])]
        own.append(f"{own[0]}republish/")
        lists = ["/", "/lite/", "/news/", "/topic/ferry/", "/topic/harbour/", "/author/bo-baker/", "/menu/"]
        feeds = ["/feed/", "/news/feed/atom/", "/topic/ferry/feed/json/", "/corrections/feed/", "/feeds.opml"]
        pages = [f"/news/{what}page/{number}/" for number in older for what in ("", "feed/")]
        cards = [card_of(story, Look.of(Masthead.of_the_paper()), [news]).address for story in self.stories[:2]]
        month = RSS.address(CORRECTIONS, int(f"{timezone.now():%Y%m}"))
        return [*own, *lists, *feeds, month, *cards, *pages, f"/archive/{timezone.now():%Y/%-m/%-d}/"]

    def _few_addresses(self) -> list[str]:
        """One of each kind: where every commit is looked at, a page more costs a render for each."""
        own = [self.stories[0].address, self.stories[4].address, f"/lite{self.stories[0].address}"]
        lists = ["/", "/news/", "/topic/ferry/", "/author/bo-baker/", "/menu/", "/feed/", "/sitemap-news.xml"]
        return [*own, *lists, f"/archive/{timezone.now():%Y/%-m/%-d}/"]

    def close(self) -> None:
        outbox._listeners.remove(self._after_commit)
        self.press.close()

    @property
    def found(self) -> list[str]:
        return self.press.mistakes

    def take(self, step: object) -> None:
        """One step, what readers get meanwhile, and the law."""
        self.newsroom.clock.move(minutes=3)
        step(self)  # type: ignore[operator]
        self.newsroom.tick()
        self.press.follow()
        self.look()
        self.settle()

    def look(self) -> None:
        hidden, gone = self.newsroom.hidden_words(), self.newsroom.hidden_addresses()
        for name in self.addresses:
            self.press.look(name, hidden, gone=name in gone)

    def settle(self) -> None:
        self.press.drain()
        self.press.check(self.newsroom.hidden_words())
        stored = set(self.press.store.names(limit=10_000))
        for name in self.addresses:
            if name not in stored:
                self.press.check_gone(name)

    def place(self, story: Story) -> int:
        """Which of all stories it is, as Newsroom counts them."""
        return list(Story.objects.order_by("pk").values_list("pk", flat=True)).index(story.pk)

    def _after_commit(self) -> None:
        if self.is_hurried:
            self.press.follow()
            self.look()


def publish(tour: Tour) -> None:
    tour.newsroom.publish(0, [0], 1, 0, 0)


def edit_a_headline(tour: Tour) -> None:
    tour.newsroom.edit_headline(tour.place(tour.stories[0]), is_short=False)


def hurry(tour: Tour) -> None:
    """From now on readers come after every commit."""
    tour.is_hurried = True


def be_quicker_than_a_render(tour: Tour) -> None:
    """A page is being made, no piece of which is its own to make, when the text of its story is changed."""
    story = tour.stories[4]
    address = story.address
    tour.press.store.drop([address])
    tour.press.follow()

    def meanwhile() -> None:
        tour.newsroom.edit_body(tour.place(story), 0)
        tour.press.follow()

    tour.press.renderer.meanwhile = meanwhile
    tour.press.ask(address)


def retag(tour: Tour) -> None:
    tour.newsroom.retag(tour.place(tour.stories[0]), [2])


def unpublish(tour: Tour) -> None:
    tour.newsroom.unpublish(tour.place(tour.stories[0]))


def move(tour: Tour) -> None:
    tour.newsroom.move(tour.place(tour.stories[0]), 1)


def backdate(tour: Tour) -> None:
    """A new story among the old ones: those that came after it may be followed by it."""
    tour.newsroom.backdate(tour.place(tour.stories[0]), 1)


def rename_the_section(tour: Tour) -> None:
    tour.newsroom.rename_section(0, has_new_address=False)


def rename_the_author(tour: Tour) -> None:
    tour.newsroom.change_author(1, 0)


def end_the_rights(tour: Tour) -> None:
    tour.newsroom.end_rights(0, 1)
    tour.newsroom.wait(2)


def redirect(tour: Tour) -> None:
    tour.newsroom.add_redirect(OLD_ADDRESS, 3)


def end_the_redirect(tour: Tour) -> None:
    tour.newsroom.remove_redirect(0)


def put_a_package_on_the_front(tour: Tour) -> None:
    tour.newsroom.edit_front(3, 0, 1)


def delete_its_topic(tour: Tour) -> None:
    """That of the package on the front, whose other rows show no story of it."""
    tour.newsroom.delete_topic(0)


def offer_republishing(tour: Tour) -> None:
    tour.newsroom.offer_republishing(0, 1)


def withhold_a_story(tour: Tour) -> None:
    """The paper offers its stories, but not this one."""
    tour.newsroom.withhold(tour.place(tour.stories[0]), is_withheld=True)


def offer_it_after_all(tour: Tour) -> None:
    tour.newsroom.withhold(tour.place(tour.stories[0]), is_withheld=False)


def correct(tour: Tour) -> None:
    tour.newsroom.correct(tour.place(tour.stories[0]), 0)


def correct_what_is_old(tour: Tour) -> None:
    tour.newsroom.correct(tour.place(tour.stories[4]), 2)


def end_the_offer(tour: Tour) -> None:
    tour.newsroom.offer_republishing(0, 0)


def wait_for_midnight(tour: Tour) -> None:
    tour.newsroom.wait_for_midnight()


EVERY_STEP = (
    offer_republishing,
    edit_a_headline,
    publish,
    withhold_a_story,
    offer_it_after_all,
    correct,
    end_the_offer,
    be_quicker_than_a_render,
    retag,
    redirect,
    end_the_redirect,
    rename_the_section,
    rename_the_author,
    backdate,
    hurry,
    edit_a_headline,
    end_the_rights,
    wait_for_midnight,
    move,
    unpublish,
)
