"""Everything an editor does to the small paper, one method each, and what readers must not be shown because of it.

Numbers choose among what there is; where there is nothing to choose, nothing is done. Every story has nonsense words
in its headline and body that stand nowhere else, and an address that does not hold them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from broadsheet.fronts.models import EditorsPicks, Front, Masthead, Menu, Package
from broadsheet.ingest.runs import import_folder
from broadsheet.media.models import File, Photo
from broadsheet.newsroom import clock as newsroom_clock
from broadsheet.newsroom.desk.bulk_actions import AddTopic, HideFromLists, ShowInLists
from broadsheet.newsroom.merging import merge_topics
from broadsheet.newsroom.models import Author, ContactPage, Section, StandingPage, Story, StoryCorrection, Topic
from tests.press.law.comments import Comments
from tests.press.law.paper import Clock, LawPaper
from tests.press.law.taking_away import TakingAway, chosen

LAYOUTS = ("lead-and-list", "columns", "feature", "strip")
MOST_STORIES = 24
"""More make a run slower and find nothing that these do not."""


class Newsroom(TakingAway):
    """An editor at work on ``paper``."""

    def __init__(self, paper: LawPaper) -> None:
        self.paper = paper
        self.counted = 0
        self.places: set[str] = set()
        self.words: dict[int, set[str]] = {}
        self.drafts: dict[int, set[str]] = {}
        self.old_words: set[str] = set()
        self.comments = Comments()

    @property
    def clock(self) -> Clock:
        """The one everything asks."""
        return self.paper.clock

    # What there is

    def stories(self) -> list[Story]:
        return list(Story.objects.order_by("pk"))

    def live_stories(self) -> list[Story]:
        return list(Story.objects.live().order_by("pk"))

    def sections(self) -> list[Section]:
        return list(Section.objects.order_by("pk"))

    def name(self) -> str:
        """A word that is nowhere else."""
        self.counted += 1
        return f"zq{self.counted:04d}x"

    # Words that must not be seen

    def hidden_words(self) -> set[str]:
        """Words of what is taken down, restricted, not yet published, or without rights, as things are now."""
        seen = set(Story.objects.live().public().values_list("pk", flat=True))
        hidden = set(self.old_words)
        for pk, words in self.words.items():
            if pk not in seen:
                hidden |= words
        for words in self.drafts.values():
            hidden |= words
        ended = Photo.objects.filter(expires_at__lte=timezone.now()).values_list("title", flat=True)
        hidden |= self.comments.hidden_words()
        return hidden | {f"zp{name}{part}" for name in ended for part in ("alt", "credit")}

    def hidden_addresses(self) -> set[str]:
        """Addresses that are, or were, of stories, and at which nobody is to find one now."""
        public = set(Story.objects.live().public().values_list("pk", flat=True))
        stories = self.stories()
        self.places |= {story.address for story in stories}
        return self.places - {story.address for story in stories if story.pk in public}

    # Stories

    def publish(self, section: int, topics: list[int], author: int, photo: int, other: int) -> None:
        """A new story, with a link and a card of another in its text."""
        if Story.objects.count() >= MOST_STORIES:
            return
        parent, headline, text = chosen(self.sections(), section), self.name(), self.name()
        story = Story(
            title=f"{headline} sails", slug=f"story-{self.counted}", standfirst=f"The {headline}.", live=False
        )
        story.lead_picture = chosen([None, *Photo.objects.order_by("pk")], photo)
        story.body = self._body(text, other)
        parent.add_child(instance=story)
        story.kind = "opinion" if other % 3 == 0 else "news"
        self._set_topics(story, topics)
        self._set_authors(story, author)
        self.words[story.pk] = {headline, text}
        story.save_revision().publish()

    def _body(self, text: str, other: int) -> list[tuple[str, Any]]:
        body: list[tuple[str, Any]] = [("text", f"<p>Words and {text}.</p>")]
        story, photo = chosen(self.stories(), other), chosen(list(Photo.objects.order_by("pk")), other)
        if other % 4 == 1 and story:
            body.append(("related_story", {"story": story}))
        if other % 4 == 2:
            page = chosen(list(Page.objects.filter(depth__gt=1).order_by("pk")), other)
            body.append(("text", f'<p>See <a linktype="page" id="{page.pk}">here</a>.</p>'))
        if other % 4 == 3 and photo:
            body.append(("picture", {"photo": photo, "caption": "", "alt": "", "size": "text"}))
        if other % 7 == 4 and photo:
            picture = {"photo": photo, "caption": "", "alt": ""}
            body.append(("gallery", {"title": "Seen", "pictures": [picture]}))
        if other % 5 == 2 and File.objects.exists():
            body.append(("file", {"document": File.objects.first(), "title": ""}))
        return body

    @staticmethod
    def _set_topics(story: Story, numbers: list[int]) -> None:
        names = list(Topic.objects.order_by("pk").values_list("name", flat=True))
        story.topics.set([names[number % len(names)] for number in numbers] if names else [])

    @staticmethod
    def _set_authors(story: Story, number: int) -> None:
        authors = list(Author.objects.order_by("pk"))
        by = [authors[number % len(authors)]] if number % 4 else []
        story.bylines = [story.bylines.model(author=author) for author in by]

    def edit(self, number: int, change: Callable[[Story], None]) -> Story | None:
        """Change one story, live or not, and publish it."""
        story = chosen(self.stories(), number)
        if story is None:
            return None
        draft = story.get_latest_revision_as_object()
        change(draft)
        self.words.setdefault(story.pk, set()).update(self.drafts.pop(story.pk, set()))
        draft.save_revision().publish()
        return story

    def edit_live(self, number: int, change: Callable[[Story], None]) -> None:
        """Change one of the stories readers have."""
        story = chosen(self.live_stories(), number)
        if story is not None:
            self.edit([one.pk for one in self.stories()].index(story.pk), change)

    def edit_body(self, number: int, other: int) -> None:
        word = self.name()

        def change(story: Story) -> None:
            self.words.setdefault(story.pk, set()).add(word)
            story.body = self._body(word, other)

        self.edit_live(number, change)

    def edit_headline(self, number: int, is_short: bool) -> None:
        word = self.name()

        def change(story: Story) -> None:
            self.words.setdefault(story.pk, set()).add(word)
            story.short_headline = f"{word} short" if is_short else ""
            story.title = story.title if is_short else f"{word} again"

        self.edit_live(number, change)

    def change_picture(self, number: int, photo: int) -> None:
        pictures = [None, *Photo.objects.order_by("pk")]
        self.edit_live(number, lambda story: setattr(story, "lead_picture", chosen(pictures, photo)))

    def retag(self, number: int, topics: list[int]) -> None:
        self.edit_live(number, lambda story: self._set_topics(story, topics))

    def give_byline(self, number: int, author: int) -> None:
        self.edit_live(number, lambda story: self._set_authors(story, author))

    def list_further(self, number: int, section: int) -> None:
        other = chosen([None, *self.sections()], section)
        self.edit_live(number, lambda story: story.further_sections.set([other] if other else []))

    def change_kind(self, number: int, kind: int) -> None:
        self.edit_live(number, lambda story: setattr(story, "kind", ("news", "opinion", "sponsored")[kind % 3]))

    def move(self, number: int, section: int) -> None:
        story, parent = chosen(self.stories(), number), chosen(self.sections(), section)
        if story is not None and story.get_parent().pk != parent.pk:
            story.move(parent, pos="last-child")

    def change_slug(self, number: int) -> None:
        self.counted += 1
        self.edit_live(number, lambda story: setattr(story, "slug", f"story-{self.counted}"))

    def correct(self, number: int, ago: int) -> None:
        """A note of today, or of so many times five weeks ago."""
        note, moment = f"<p>Corrected: {self.name()}.</p>", timezone.now() - timedelta(weeks=5 * ago)

        def change(story: Story) -> None:
            story.corrections = [*story.corrections.all(), StoryCorrection(note=note, date=moment)]

        self.edit_live(number, change)

    def backdate(self, number: int, hours: int) -> None:
        moment = timezone.now() - timedelta(hours=hours)
        self.edit_live(number, lambda story: setattr(story, "published_at", moment))

    def delete(self, number: int) -> None:
        story = chosen(self.stories(), number)
        if story is not None:
            self.old_words |= self.words.pop(story.pk, set()) | self.drafts.pop(story.pk, set())
            story.delete()

    def unpublish(self, number: int) -> None:
        story = chosen(self.live_stories(), number)
        if story is not None:
            story.unpublish()

    def republish(self, number: int) -> None:
        story = chosen(list(Story.objects.filter(live=False).order_by("pk")), number)
        if story is not None:
            self.edit([one.pk for one in self.stories()].index(story.pk), lambda story: None)

    def save_draft(self, number: int) -> None:
        """Nothing of it is for readers yet."""
        story = chosen(self.live_stories(), number)
        if story is not None:
            draft, word = story.get_latest_revision_as_object(), self.name()
            draft.title = f"{word} drafted"
            self.drafts.setdefault(story.pk, set()).add(word)
            draft.save_revision()

    def schedule(self, number: int, hours: int) -> None:
        """A story that is not live comes out later, and perhaps goes again."""
        story = chosen(list(Story.objects.filter(live=False).order_by("pk")), number)
        if story is not None:
            draft = story.get_latest_revision_as_object()
            draft.go_live_at = timezone.now() + timedelta(hours=hours)
            draft.expire_at = draft.go_live_at + timedelta(hours=hours) if hours % 2 else None
            self.words.setdefault(story.pk, set()).update(self.drafts.pop(story.pk, set()))
            draft.save_revision().publish()

    def set_expiry(self, number: int, hours: int) -> None:
        self.edit_live(number, lambda story: setattr(story, "expire_at", timezone.now() + timedelta(hours=hours)))

    def hide(self, number: int, is_hidden: bool) -> None:
        action = HideFromLists if is_hidden else ShowInLists
        story = chosen(self.live_stories(), number)
        if story is not None and story.pk not in self.drafts:
            action.execute_action([story])

    def add_topic_to_many(self, numbers: list[int], topic: int) -> None:
        stories = {story.pk: story for number in numbers if (story := chosen(self.live_stories(), number))}
        name = chosen(list(Topic.objects.order_by("pk").values_list("name", flat=True)), topic)
        AddTopic.execute_action([story for pk, story in stories.items() if pk not in self.drafts], topic=name or "New")

    # Who may read

    def restrict(self, number: int, is_section: bool) -> None:
        page = chosen(self.sections() if is_section else self.stories(), number)
        if page is not None and not page.view_restrictions.exists():
            kind = ("login", "password")[number % 2]
            PageViewRestriction.objects.create(page=page, restriction_type=kind, password="open")

    def unrestrict(self, number: int) -> None:
        found = chosen(list(PageViewRestriction.objects.order_by("pk")), number)
        if found is not None:
            found.delete()

    def comment(self, number: int, what: int) -> None:
        """Comments come from an earlier site; there is no form for them."""
        self.comments.do(number, what, [*self.stories(), *StandingPage.objects.order_by("pk")], self.name())

    # Sections, authors, topics

    def rename_section(self, number: int, has_new_address: bool) -> None:
        section, name = chosen(self.sections(), number), self.name()
        section.title = f"{name} section"
        section.slug = f"{name}s" if has_new_address else section.slug
        section.save_revision().publish()

    def colour_section(self, number: int, colour: int) -> None:
        section = chosen(self.sections(), number)
        section.accent = f"#{colour % 0xFFFFFF:06x}"
        section.standfirst = f"All about {colour}."
        section.save_revision().publish()

    def move_section(self, number: int, under: int) -> None:
        section = chosen(self.sections(), number)
        parent = chosen([Front.objects.get(), *Section.objects.exclude(path__startswith=section.path)], under)
        if section.get_parent().pk != parent.pk:
            section.move(parent, pos="last-child")

    def unpublish_section(self, number: int) -> None:
        section = chosen(self.sections(), number)
        if section.live:
            section.unpublish()
        else:
            section.save_revision().publish()

    def add_section(self, under: int) -> None:
        if Section.objects.count() < 6:
            parent = chosen([Front.objects.get(), *self.sections()], under)
            parent.add_child(instance=Section(title=f"{self.name()} new"))

    def change_author(self, number: int, what: int) -> None:
        author, name = chosen(list(Author.objects.order_by("pk")), number), self.name()
        field = ("name", "role", "biography", "slug", "picture")[what % 5]
        author.picture = chosen(list(Photo.objects.order_by("pk")), what) if field == "picture" else author.picture
        if field != "picture":
            setattr(author, field, f"<p>{name}.</p>" if field == "biography" else name)
        author.is_guest = what % 7 == 0
        author.save()

    def add_author(self) -> None:
        if Author.objects.count() < 5:
            Author.objects.create(name=f"{self.name()} author")

    def change_topic(self, number: int, what: int) -> None:
        topic, name = chosen(list(Topic.objects.order_by("pk")), number), self.name()
        if topic is not None:
            setattr(topic, ("name", "description", "slug")[what % 3], name)
            topic.save()

    def merge_topics(self, number: int, other: int) -> None:
        topics = list(Topic.objects.order_by("pk"))
        into, gone = chosen(topics, number), chosen(topics, other)
        if len(topics) > 2 and into.pk != gone.pk:
            merge_topics(into, [gone])

    def delete_topic(self, number: int) -> None:
        if Topic.objects.count() > 2:
            chosen(list(Topic.objects.order_by("pk")), number).delete()

    # Pictures and files

    def change_photo(self, number: int, what: int) -> None:
        photo = chosen(list(Photo.objects.order_by("pk")), number)
        if what % 4 == 0:
            photo.focal_point_x = photo.focal_point_y = what % 700
            photo.focal_point_width = photo.focal_point_height = 60
        elif what % 4 == 1:
            photo.caption = f"zp{photo.title}caption {self.name()}"
        elif what % 4 == 2:
            photo.credit = f"zp{photo.title}credit {self.name()}"
        else:
            photo.file_hash = self.name().ljust(40, "0")
        photo.save()

    def end_rights(self, number: int, hours: int) -> None:
        """Now, later, or after all not."""
        photo = chosen(list(Photo.objects.order_by("pk")), number)
        photo.expires_at = timezone.now() + timedelta(hours=hours) if hours else None
        photo.save()

    def rename_file(self) -> None:
        for file in File.objects.all():
            file.title = f"{self.name()} report"
            file.save()

    # What every page shares

    def edit_menu(self, number: int, first: int, second: int) -> None:
        pages = list(Page.objects.filter(depth__gt=1).order_by("pk"))
        menu = chosen(list(Menu.objects.order_by("pk")), number)
        below = [{"label": self.name(), "page": None, "url": "/topics/"}, {"label": "", "page": chosen(pages, second)}]
        link = {"label": "", "page": chosen(pages, first), "url": "", "children": below}
        menu.items = [] if first % 4 == 0 else [("link", link)]
        menu.title = self.name()
        menu.save()

    def edit_masthead(self, what: int) -> None:
        masthead = Masthead.of_the_paper()
        field = ("name", "tagline", "copyright", "notice", "accent")[what % 5]
        setattr(masthead, field, "#0b5563" if field == "accent" else self.name())
        if field == "notice":
            masthead.notice_until = timezone.now() + timedelta(hours=what % 30) if what % 3 else None
        masthead.save()

    def edit_front(self, lead: int, section: int, layout: int) -> None:
        front = Front.objects.get()
        rows: list[tuple[str, Any]] = [
            ("lead", {"lead": chosen([None, *self.stories()], lead), "seconds": [], "related": [], "size": 2}),
            ("latest", {"title": "", "size": 4}),
        ]
        shown = chosen(self.sections(), section)
        pins = [story for number in (lead, layout) if (story := chosen(self.stories(), number))]
        rows.append(
            ("section", {"section": shown, "title": "", "layout": LAYOUTS[layout % 4], "stories": pins, "size": 4})
        )
        package = chosen(list(Package.objects.order_by("pk")), lead)
        if package is not None:
            rows.append(("package", {"package": package, "size": 2}))
        front.rows = rows if layout % 5 else []
        front.save_revision().publish()

    def edit_picks(self, numbers: list[int]) -> None:
        picks = EditorsPicks.of_the_paper()
        stories = {story.pk: story for number in numbers if (story := chosen(self.stories(), number))}
        model = EditorsPicks._meta.get_field("picks").related_model
        picks.picks = [model(story=story, sort_order=order) for order, story in enumerate(stories.values())]
        picks.save()

    def edit_package(self, number: int, topic: int, is_live: bool) -> None:
        package = chosen(list(Package.objects.order_by("pk")), number)
        if package is None:
            return
        if package.live and not is_live:
            package.unpublish()
            return
        package.title = f"{self.name()} special"
        package.topic = chosen([None, *Topic.objects.order_by("pk")], topic)
        story = chosen(self.stories(), topic)
        model = Package._meta.get_field("chosen").related_model
        package.chosen = [model(story=story)] if story else []
        package.save_revision().publish()

    def add_package(self) -> None:
        if Package.objects.count() < 3:
            Front.objects.get().add_child(instance=Package(title=f"{self.name()} report", topic=Topic.objects.first()))

    def edit_standing_page(self, number: int) -> None:
        pages = [*StandingPage.objects.order_by("pk"), *ContactPage.objects.all()]
        page = chosen(pages, number)
        page.title = f"{self.name()} page"
        page.save_revision().publish()

    def change_theme(self) -> None:
        """A template of the paper's own, and the restart that makes it known."""
        file = self.paper.theme / "reader/components/byline.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("<p>" + self.name() + " {{ page.author_names }}</p>")

    # From elsewhere

    def import_stories(self, number: int) -> None:
        if Story.objects.count() >= MOST_STORIES:
            return
        self.counted += 1
        folder = Path(self.paper.folder) / f"import-{self.counted}"
        words = [self.name() for _ in range(2)]
        for count, word in enumerate(words):
            file = folder / f"stories/news/imported-{self.counted}-{count}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            date = timezone.now() - timedelta(hours=5 * number + count)
            topic = chosen(list(Topic.objects.values_list("name", flat=True)), number)
            file.write_text(
                f"---\nheadline: {word} imported\ndate: {date:%Y-%m-%dT%H:%M}\ntopics: [{topic}]\n---\nText.\n"
            )
        import_folder(folder)
        for word in words:
            for story in Story.objects.filter(title__startswith=word):
                self.words[story.pk] = {word}

    def add_redirect(self, address: str, number: int) -> None:
        path = Redirect.normalise_path(address)
        target = chosen(list(Page.objects.filter(depth__gt=1).order_by("pk")), number)
        with transaction.atomic():
            Redirect.objects.update_or_create(old_path=path, site=None, defaults={"redirect_page": target})

    def remove_redirect(self, number: int) -> None:
        found = chosen(list(Redirect.objects.order_by("pk")), number)
        if found is not None:
            found.delete()

    # Time

    def wait(self, hours: float) -> None:
        """Time passes; the clock that publishes, expires and withdraws ticks after it."""
        self.clock.move(hours=hours)
        self.tick()

    def wait_for_midnight(self) -> None:
        self.clock.move_past_midnight()
        self.tick()

    @staticmethod
    def tick() -> None:
        newsroom_clock.tick()
