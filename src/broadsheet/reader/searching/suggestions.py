"""What to suggest while somebody types: topics, authors, sections and stories, small slips of spelling forgiven."""

from dataclasses import asdict, dataclass

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from modelsearch.query import And, Or, PlainText, SearchQuery
from wagtail.models import Page, PageViewRestriction

from broadsheet.lib.addresses import address_of_path
from broadsheet.lib.search_backends.best_first import keys_of
from broadsheet.lib.search_words import folded, is_unspaced
from broadsheet.newsroom import lists, vocabulary
from broadsheet.newsroom.models import Author, Section, Story, Topic
from broadsheet.reader.searching.query import read_query

MOST_SHOWN = 8
MOST_NAMES = 4
STORIES_ASKED = 12
SHORTEST = 2
MOST_WORDS = 6


@dataclass(frozen=True)
class Suggestion:
    """One line under the search field."""

    title: str
    url: str
    kind: str


@dataclass(frozen=True)
class Typed:
    """The words so far. ``ways_on`` are whole words the last one may become."""

    before: tuple[str, ...]
    last: str
    ways_on: tuple[str, ...]

    def for_engine(self) -> SearchQuery:
        """As Wagtail's search takes it: whole words only, since the engines are slow at beginnings of words."""
        last = Or([PlainText(word) for word in dict.fromkeys((*self.ways_on, self.last))])
        return And([*(PlainText(word) for word in self.before), last])


def suggestions_for(text: str) -> list[dict[str, str]]:
    """At most MOST_SHOWN suggestions, ``[{"title", "url", "kind"}]``. At most six queries."""
    typed = _understood(text)
    if typed is None:
        return []
    names = _names(typed)[:MOST_NAMES]
    shown = [*names, *_stories(typed)][:MOST_SHOWN]
    return [asdict(suggestion) for suggestion in shown]


def _understood(text: str) -> Typed | None:
    words = [word.casefold() for term in read_query(text).wanted for word in term.words][-MOST_WORDS:]
    if not words or len("".join(words)) < SHORTEST:
        return None
    *before, last = words
    return Typed(tuple(before), last, tuple(_ways_on(folded(last))))


def _ways_on(beginning: str) -> list[str]:
    if len(beginning) < SHORTEST or is_unspaced(beginning):
        return []
    return vocabulary.completions(beginning) or vocabulary.meant(beginning, is_beginning=True)


def _stories(typed: Typed) -> list[Suggestion]:
    found = Story.objects.only("pk").search(typed.for_engine(), fields=["title"], operator="and")
    ids = [key for key, _ in keys_of(found[:STORIES_ASKED])]
    listed = Story.objects.for_headlines().filter(pk__in=ids, list_entries__list_key=lists.PAPER)
    newest = sorted(listed, key=lambda story: story.published_at, reverse=True)
    return [Suggestion(story.card_headline, story.address, story.kind_label or _("Story")) for story in newest]


def _names(typed: Typed) -> list[Suggestion]:
    """Topics, authors and sections in one query."""
    topics = _named(Topic.objects.all(), typed, "name", "topic")
    authors = _named(Author.objects.all(), typed, "name", "author")
    sections = _named(_sections(), typed, "title", "section")
    rows = topics.union(authors, sections)[: 3 * MOST_NAMES]
    begins = (*typed.ways_on, folded(typed.last))
    ordered = sorted(rows, key=lambda row: (not folded(row["shown"]).startswith(begins), len(row["shown"])))
    return [Suggestion(row["shown"], *_address_and_kind(row["sort"], row["place"])) for row in ordered]


def _address_and_kind(sort: str, place: str) -> tuple[str, str]:
    if sort == "section":
        return address_of_path(place), _("Section")
    return reverse(sort, args=[place]), _("Topic") if sort == "topic" else _("Author")


def _sections() -> "QuerySet[Page]":
    """Pages of the sections readers may open, found by their keys: any other way SQLite walks every page there is."""
    above = PageViewRestriction.objects.alias(inner=ExpressionWrapper(OuterRef("path"), CharField()))
    is_restricted = Exists(above.filter(inner__startswith=F("page__path")))
    return Page.objects.filter(~is_restricted, pk__in=Section.objects.values("page_ptr_id"), live=True)


def _named(rows: QuerySet, typed: Typed, field: str, sort: str) -> QuerySet:
    where = Q()
    for word in typed.before:
        where &= Q(**{f"{field}__icontains": word})
    last = Q(**{f"{field}__istartswith": typed.last}) | Q(**{f"{field}__icontains": f" {typed.last}"})
    for word in typed.ways_on:
        last |= Q(**{f"{field}__icontains": word})
    path = F("url_path") if sort == "section" else F("slug")
    found = rows.order_by().filter(where & last)
    return found.values(shown=F(field), place=path, sort=Value(sort, output_field=CharField()))
