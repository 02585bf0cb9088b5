"""Keeps the paper's vocabulary (SearchWord), and finds in it how a word might go on or was meant.

Words are learnt when a story is first published and when a topic, author or section is saved. Nothing is
unlearnt then: a word that leads nowhere any more is harmless, as a suggestion is shown only with what it found.
``rebuild`` makes the vocabulary anew; the size is bounded, the least used going first.
"""

from collections import Counter
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Length
from rapidfuzz import process
from rapidfuzz.distance import OSA

from broadsheet.lib.search_words import folded, is_unspaced, words_of
from broadsheet.newsroom.models import Author, SearchWord, Section, Story, Topic

SIZE = 40_000
SHORTEST, LONGEST = 3, 40
NAME_USES = 5
"""A word of a topic, author or section counts as much as in so many headlines."""
CANDIDATES = 4000
COMPLETIONS = 6


def words_worth_knowing(text: str) -> set[str]:
    """The folded words of a text that can be suggested: no numbers, nothing very short or long."""
    words = {folded(word) for word in words_of(text) if not is_unspaced(word)}
    return {word for word in words if SHORTEST <= len(word) <= LONGEST and not word.isdigit()}


# Keeping


def learn(texts: Iterable[str], uses: int = 1) -> None:
    """Add the words of some texts, each text counting ``uses`` times."""
    counts: Counter[str] = Counter()
    for text in texts:
        for word in words_worth_knowing(text):
            counts[word] += uses
    _add(counts)


def learn_story(story: Story) -> None:
    """Add the words of a story that readers may find."""
    learn([f"{story.title} {story.short_headline} {story.standfirst}"])
    if SearchWord.objects.count() > SIZE * 1.1:
        prune()


def rebuild() -> int:
    """Make the vocabulary anew from what readers can find; returns its size. For imports and upgrades."""
    counts: Counter[str] = Counter()
    headlines = Story.objects.listed().values_list("title", "short_headline", "standfirst")
    for texts in headlines.iterator(chunk_size=2000):
        counts.update(words_worth_knowing(" ".join(texts)))
    for name in _names():
        counts.update(dict.fromkeys(words_worth_knowing(name), NAME_USES))
    # Within an import's transaction a savepoint would keep every page of the database it touches in memory.
    with transaction.atomic(savepoint=False):
        SearchWord.objects.all().delete()
        kept = [SearchWord(word=word, uses=uses) for word, uses in counts.most_common(SIZE)]
        SearchWord.objects.bulk_create(kept, batch_size=2000)
    return len(kept)


def prune() -> None:
    """Forget the least used words beyond SIZE."""
    last = SearchWord.objects.order_by("-uses", "-pk").values_list("uses", "pk")[SIZE : SIZE + 1].first()
    if last is not None:
        uses, pk = last
        SearchWord.objects.filter(uses=uses, pk__lte=pk).delete()
        SearchWord.objects.filter(uses__lt=uses).delete()


def _names() -> Iterable[str]:
    yield from Topic.objects.values_list("name", flat=True)
    yield from Author.objects.values_list("name", flat=True)
    yield from Section.objects.live().values_list("title", flat=True)


def _add(counts: Counter[str]) -> None:
    """Add to the counts of words, in one order, so that two who do so at once do not wait for each other."""
    sql = (
        f"INSERT INTO {SearchWord._meta.db_table} (word, uses) VALUES (%s, %s) ON CONFLICT (word)"  # noqa: S608 # our own table
        f" DO UPDATE SET uses = {SearchWord._meta.db_table}.uses + excluded.uses"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(sql, sorted(counts.items()))


# Asking


def completions(beginning: str, limit: int = COMPLETIONS) -> list[str]:
    """The most used words that begin so. One query, a walk along one index."""
    return list(_beginning_with(beginning).order_by("-uses", "word").values_list("word", flat=True)[:limit])


def meant(word: str, is_beginning: bool = False, limit: int = 3) -> list[str]:
    """Words spelt almost like ``word`` (folded), the likeliest first; one query.

    With ``is_beginning`` words that begin almost so. Only words with the same first letter are looked at,
    or, for letters that changed places, with the second.
    """
    if len(word) < SHORTEST or len(word) > LONGEST:
        return []
    rows = _alike(word, is_beginning).order_by("-uses").values_list("word", "uses")[:CANDIDATES]
    candidates = {found: uses for found, uses in rows if found != word}
    reach = 1 if len(word) < 6 else 2
    shown = {found: found[: len(word) + 1] if is_beginning else found for found in candidates}
    matches = process.extract(word, shown, scorer=OSA.distance, score_cutoff=reach, limit=50)
    ordered = sorted(matches, key=lambda match: (match[1], -candidates[match[2]], match[2]))
    return [found for _, _, found in ordered[:limit]]


def _beginning_with(beginning: str) -> "QuerySet[SearchWord]":
    if connection.vendor == "sqlite":
        return SearchWord.objects.filter(word__gte=beginning, word__lt=beginning + "\U0010ffff")
    return SearchWord.objects.filter(word__startswith=beginning)


def _alike(word: str, is_beginning: bool) -> "QuerySet[SearchWord]":
    found = _beginning_with(word[0])
    if word[1] != word[0]:
        found = found | _beginning_with(word[1])
    found = found.annotate(length=Length("word")).filter(length__gte=len(word) - 2)
    return found if is_beginning else found.filter(length__lte=len(word) + 2)
