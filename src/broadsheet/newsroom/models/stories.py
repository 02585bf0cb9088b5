"""Stories: what the paper is for."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, PageManager
from wagtail.search import index

from broadsheet.lib.languages import language_choices, text_direction
from broadsheet.lib.reading_time import count_words, reading_minutes
from broadsheet.media.renditions import ADDRESS_FIELDS
from broadsheet.newsroom import press_keys
from broadsheet.newsroom.blocks import TEXT_FEATURES, BodyBlock, KeyPointBlock, QuestionBlock
from broadsheet.newsroom.desk.change_form import StoryForm
from broadsheet.newsroom.machine_use import MachineUse, told_of_machines
from broadsheet.newsroom.models.authors import Author
from broadsheet.newsroom.models.pages import PaperPage, PaperQuerySet
from broadsheet.newsroom.models.sections import Section
from broadsheet.newsroom.models.topics import Topic
from broadsheet.newsroom.panels import STORY_TABS
from broadsheet.newsroom.plain_text import html_to_text, stream_to_text
from broadsheet.newsroom.search_fields import WordField
from broadsheet.newsroom.story_form import CLOCKS_DIFFER_BY
from broadsheet.newsroom.subheadings import Subheading, subheadings_of
from broadsheet.newsroom.told_to_readers import is_told_alike
from broadsheet.press.recording import note

UPDATE_GRACE = timedelta(minutes=10)
"""Changes this soon after publication are typing, not an update readers must be told of."""


class Kind(models.TextChoices):
    """What sort of journalism it is; readers are told."""

    NEWS = "news", _("News")
    ANALYSIS = "analysis", _("Analysis")
    OPINION = "opinion", _("Opinion")
    INTERVIEW = "interview", _("Interview")
    REVIEW = "review", _("Review")
    EXPLAINER = "explainer", _("Explainer")
    SPONSORED = "sponsored", _("Sponsored")


class StoryQuerySet(PaperQuerySet):
    """Stories by what readers and the desk ask for."""

    def listed(self) -> "StoryQuerySet":
        """Live, public and not hidden from lists."""
        return self.live().public().filter(hide_from_lists=False)

    def in_section(self, section: Any) -> "StoryQuerySet":
        """Stories of a section and its sub-sections. For the desk; readers' lists use newsroom/lists.py."""
        return self.descendant_of(section)

    def republishable(self) -> "StoryQuerySet":
        """Those that partners and readers may be given to publish elsewhere, as far as they are for everybody."""
        return self.filter(republishable_q())

    def for_cards(self) -> "StoryQuerySet":
        """Everything a card shows but its byline and section, and nothing it does not."""
        return self.only(*_CARD_FIELDS).select_related("lead_picture")

    def for_headlines(self) -> "StoryQuerySet":
        """Headline, address and date only."""
        return self.only(*_HEADLINE_FIELDS)

    def with_bylines(self) -> "StoryQuerySet":
        """Authors and their faces too."""
        return self.prefetch_related(Prefetch("bylines", StoryAuthor.objects.prefetch_related("author__picture")))


def republishable_q(prefix: str = "") -> Q:
    """Story.may_be_republished as a condition; ``prefix`` leads to the story, as in ``story__``."""
    fields = {"no_republishing": False, "hide_from_lists": False, "canonical_url": ""}
    return Q(**{prefix + name: value for name, value in fields.items()}) & ~Q(**{f"{prefix}kind": Kind.SPONSORED})


_HEADLINE_FIELDS = ("title", "short_headline", "url_path", "published_at", "language", "kind", "section_id")
_PICTURE_FIELDS = (*ADDRESS_FIELDS, "expires_at")
_LISTED_FIELDS = (
    *_HEADLINE_FIELDS,
    "live",
    "kicker",
    "standfirst",
    "reading_minutes",
    "lead_alt",
    "lead_caption",
    "hide_from_lists",
    "says_corrected",
    "translation_key",
)
_CARD_FIELDS = (
    *_LISTED_FIELDS,
    "first_published_at",  # with the next, for the date of a change: shown by its own page, and noted by feeds
    "last_published_at",
    *(f"lead_picture__{name}" for name in _PICTURE_FIELDS),
)


class Story(PaperPage):
    """An article. Its title is the headline; its parent is its section."""

    kicker = models.CharField(_("kicker"), max_length=80, blank=True, help_text=_("A word or two over the headline."))
    short_headline = models.CharField(
        _("short headline"),
        max_length=120,
        blank=True,
        help_text=_("For cards and lists. Empty: the headline."),
    )
    standfirst = models.TextField(_("standfirst"), blank=True, help_text=_("One or two sentences under the headline."))
    lead_picture = models.ForeignKey(
        "media.Photo",
        verbose_name=_("lead picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    lead_caption = models.TextField(_("caption"), blank=True, help_text=_("Empty: the photo's own caption."))
    lead_alt = models.CharField(
        _("alternative text"), max_length=500, blank=True, help_text=_("Empty: the photo's own.")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.NEWS, db_index=True)
    section = models.ForeignKey(
        "newsroom.Section",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="stories",
        help_text="The parent page, kept here so that a card needs no tree query.",
    )
    further_sections = ParentalManyToManyField(
        "newsroom.Section",
        verbose_name=_("further sections"),
        blank=True,
        related_name="guest_stories",
        help_text=_("Listed there too. The story's address stays with its own section."),
    )
    topics = ClusterTaggableManager(
        through="newsroom.StoryTopic",
        verbose_name=_("topics"),
        blank=True,
        help_text=_("Separate with commas."),
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)
    key_points = StreamField([("point", KeyPointBlock())], verbose_name=_("key points"), blank=True)
    summary = RichTextField(_("summary"), blank=True, features=TEXT_FEATURES)
    questions = StreamField([("question", QuestionBlock())], verbose_name=_("questions and answers"), blank=True)
    published_at = models.DateTimeField(
        _("date shown"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("Empty: when it is first published. Give an earlier date to file it in the past."),
    )
    language = models.CharField(
        _("language"), max_length=12, blank=True, choices=language_choices, help_text=_("Empty: the paper's.")
    )
    canonical_url = models.URLField(
        _("canonical address"),
        blank=True,
        max_length=500,
        help_text=_("Where the story first appeared, if that was somewhere else."),
    )
    social_picture = models.ForeignKey(
        "media.Photo",
        verbose_name=_("picture for social networks"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown beside links to the story elsewhere. Empty: the lead picture."),
    )
    hide_from_lists = models.BooleanField(
        _("hide from lists"),
        default=False,
        help_text=_("Readable at its address, but not on fronts, in lists, feeds or search."),
    )
    no_republishing = models.BooleanField(
        _("may not be republished"),
        default=False,
        help_text=_("Neither partners nor readers are given it to publish elsewhere, as with copy of an agency."),
    )
    machine_use = models.CharField(
        _("help of machines"),
        max_length=12,
        choices=MachineUse.choices,
        default=MachineUse.NONE,
        blank=True,
        help_text=_("Readers are told at the foot of the story."),
    )
    machine_words = models.TextField(
        _("in more words"),
        blank=True,
        help_text=_("Which tool did what, and who checked it. Shown to readers after the sentence chosen above."),
    )
    says_corrected = models.BooleanField(default=False, editable=False)
    """Whether its cards say so: kept here so that a list asks for no corrections."""
    word_count = models.PositiveIntegerField(_("words"), default=0, editable=False)
    reading_minutes = models.PositiveIntegerField(_("minutes to read"), default=1, editable=False)

    objects = PageManager.from_queryset(StoryQuerySet)()

    listed_fields = (*_LISTED_FIELDS, "lead_picture_id")
    template = "reader/story.html"
    parent_page_types = ["newsroom.Section"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["published_at"]
    base_form_class = StoryForm
    edit_handler = STORY_TABS
    page_description = _("An article, with its pictures, byline and corrections.")

    search_fields = [
        *(field for field in PaperPage.search_fields if not isinstance(field, index.SearchField)),
        WordField("title", boost=10),
        WordField("short_headline", boost=6),
        WordField("standfirst", boost=4),
        WordField("byline_text", boost=4),
        WordField("topic_text", boost=4),
        WordField("key_point_text", boost=2),
        WordField("body_text"),
        index.AutocompleteField("short_headline"),
        index.FilterField("kind"),
        index.FilterField("published_at"),
        index.FilterField("hide_from_lists"),
        index.FilterField("section_id"),
        index.FilterField("language"),
        index.RelatedFields("bylines", [index.FilterField("author_id")]),
    ]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    # Shown to readers

    @property
    def card_headline(self) -> str:
        """The headline a list shows."""
        return self.short_headline or self.title

    @property
    def is_sponsored(self) -> bool:
        """Whether somebody paid for it, which readers are told wherever it appears."""
        return self.kind == Kind.SPONSORED

    @property
    def may_be_republished(self) -> bool:
        """Whether others may be given it to publish: never what somebody paid for, or what is not the paper's own."""
        return not (self.no_republishing or self.hide_from_lists or self.canonical_url or self.is_sponsored)

    @property
    def kind_label(self) -> str:
        """What readers are told of its kind; plain news needs no label."""
        return "" if self.kind == Kind.NEWS else str(self.get_kind_display())

    @property
    def kicker_tells_kind(self) -> bool:
        """Whether the kicker names its kind, as "Restaurant review" does; that it was paid for is always said."""
        return not self.is_sponsored and self.kind_label.casefold() in self.kicker.casefold()

    @cached_property
    def authors(self) -> list[Author]:
        """Authors in the order of the byline."""
        return [byline.author for byline in self.bylines.all() if byline.author_id]

    @cached_property
    def topics_list(self) -> list[Topic]:
        """Topics by name."""
        tagged = self.tagged_topics.all()
        return sorted((row.tag for row in tagged), key=lambda topic: topic.name.casefold())

    @cached_property
    def subheadings(self) -> list[Subheading]:
        """The headings of the body with their anchors, in order."""
        return subheadings_of(self.body)

    @property
    def contents(self) -> list[Subheading]:
        """The numbered contents: headings of level 2, where there are at least three."""
        main = [heading for heading in self.subheadings if heading.level == 2]
        return main if len(main) >= 3 else []

    @property
    def language_tag(self) -> str:
        """BCP 47 tag of the story's language."""
        return self.language or settings.PAPER.language

    @property
    def text_direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return text_direction(self.language_tag.lower())

    @property
    def updated_at(self) -> datetime | None:
        """When it last changed after publication, or None where nothing readers must know of changed."""
        if not self.published_at or not self.last_published_at:
            return None
        first = max(self.published_at, self.first_published_at or self.published_at)
        changed = self.last_published_at
        return changed if changed - first > UPDATE_GRACE else None

    @property
    def is_of_today(self) -> bool:
        """Whether it was published today where the paper is; what shows it as such changes when the day does."""
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        own = self.local_date
        if own is not None and own >= today:
            note(press_keys.DAY)
        return own == today

    @property
    def local_date(self) -> date | None:
        """The day of publication where the paper is."""
        return timezone.localtime(self.published_at).date() if self.published_at else None

    @property
    def is_updated(self) -> bool:
        """Whether readers are told of a change."""
        return self.updated_at is not None

    @property
    def shown_caption(self) -> str:
        """The caption under the lead picture."""
        return self.lead_caption or (self.lead_picture.caption if self.lead_picture else "")

    @property
    def shown_alt(self) -> str:
        """The alternative text of the lead picture."""
        return self.lead_alt or (self.lead_picture.default_alt_text if self.lead_picture else "")

    @property
    def author_names(self) -> str:
        """The byline as words: "Ann Archer, Bo Baker and Cy Cole"."""
        return str(get_text_list([author.name for author in self.authors], str(_("and"))))

    @property
    def faces(self) -> list[Any]:
        """The pictures of its authors, without those whose rights have ended."""
        pictures = [author.picture for author in self.authors]
        return [picture for picture in pictures if picture is not None and not picture.rights_ended]

    @property
    def shown_picture(self) -> Any:
        """The lead picture, unless its rights have ended."""
        picture = self.lead_picture
        return None if picture is None or picture.rights_ended else picture

    @property
    def shared_picture(self) -> Any:
        """What stands beside a link to it on other sites, unless its rights have ended."""
        picture = self.social_picture
        return self.shown_picture if picture is None or picture.rights_ended else picture

    @property
    def told_of_machines(self) -> str:
        """What readers are told of the help of machines, in sentences; empty where there was none."""
        return told_of_machines(self.machine_use, self.machine_words)

    # Searched

    @property
    def byline_text(self) -> str:
        """Names of the authors, for the search index."""
        return " ".join(author.name for author in self.authors)

    @property
    def topic_text(self) -> str:
        """Names of the topics, for the search index."""
        return " ".join(topic.name for topic in self.topics_list)

    @property
    def key_point_text(self) -> str:
        """Key points, summary and questions, for the search index."""
        return " ".join([stream_to_text(self.key_points), html_to_text(self.summary), stream_to_text(self.questions)])

    @property
    def body_text(self) -> str:
        """The words of the body without its markup."""
        return stream_to_text(self.body)

    # Previewed

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("", _("Whole page")), ("card", _("Card")), ("lite", _("Text only"))]

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        if mode_name == "lite":
            request.edition = "lite"
        return super().serve_preview(request, mode_name)

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        if mode_name == "card":
            return "newsroom/preview/card.html"
        return str(super().get_preview_template(request, mode_name))

    # Noted

    def shown_keys(self) -> list[str]:
        """What a list shows of it, and of its section; of a row loaded for less, what is there."""
        own = [press_keys.card(self.pk)]
        section_id = self.__dict__.get("section_id")
        return [*own, press_keys.section(section_id)] if section_id else own

    @property
    def own_key(self) -> str:
        """Noted by its own page."""
        return press_keys.story(self.pk)

    @classmethod
    def listed_state(cls, pk: int | None) -> Mapping[str, Any] | None:
        """With the byline, which cards show. Two queries."""
        state = super().listed_state(pk)
        if state is None:
            return None
        authors = StoryAuthor.objects.filter(story_id=pk).order_by("sort_order").values_list("author_id", flat=True)
        return {**state, "authors": list(authors)}

    # Kept

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.live and self.published_at is None:
            self.published_at = self.first_published_at or timezone.now()
        elif self.live and self.published_at and self.published_at > timezone.now() + CLOCKS_DIFFER_BY:
            self.published_at = timezone.now()  # a draft may name any date; nothing is out before it is out
        if self.language.lower() == settings.LANGUAGE_CODE:
            self.language = ""
        if self.path:
            self._know_section()
            self._know_last_update()
        text = self.body_text
        self.word_count = count_words(text)
        self.reading_minutes = reading_minutes(text)
        self.says_corrected = any(note.on_card for note in self.corrections.all())
        super().save(*args, **kwargs)

    def _know_section(self) -> None:
        """Keep the section that cards show equal to the parent page."""
        parent_path = self.path[: -self.steplen]
        self.section_id = Section.objects.filter(path=parent_path).values_list("pk", flat=True).first()

    def _know_last_update(self) -> None:
        """Keep the moment of the last publication that told readers something, which is what they are shown."""
        now: datetime | None = self.__dict__.get("last_published_at")  # what was not loaded has not changed either
        if not self.pk or now is None:
            return
        stored = Story.objects.filter(pk=self.pk, last_published_at__lt=now).first()
        if stored is not None and is_told_alike(stored, self):
            self.__dict__["last_published_at"] = stored.last_published_at


class StoryAuthor(Orderable):
    """One name of a byline."""

    story = ParentalKey(Story, related_name="bylines", on_delete=models.CASCADE)
    author = models.ForeignKey(Author, verbose_name=_("author"), on_delete=models.PROTECT, related_name="bylines")

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["story", "author"], name="newsroom_one_byline_per_author")]

    def __str__(self) -> str:
        return str(self.author)
