"""The small paper's comments from an earlier site: added, hidden, shown again and deleted, and the words of each."""

from __future__ import annotations

from collections.abc import Sequence

from wagtail.models import Page

from broadsheet.newsroom.conversations import show
from broadsheet.newsroom.models import ReaderComment


class Comments:
    """Remembers a word of every comment there ever was, which stands nowhere else."""

    def __init__(self) -> None:
        self.words: dict[int, str] = {}

    def add(self, page: Page, word: str) -> None:
        """One that answers the last one under the page."""
        parent = page.reader_comments.order_by("pk").last()
        made = ReaderComment.objects.create(page=page, parent=parent, author="Bo", body=f"<p>{word}</p>")
        self.words[made.pk] = word

    def do(self, number: int, what: int, pages: Sequence[Page], word: str) -> None:
        """Add one, or hide, show or delete one of those there are."""
        found = list(ReaderComment.objects.order_by("pk"))
        if what % 4 == 0 or not found:
            self.add(pages[number % len(pages)], word)
        elif what % 4 == 1:
            found[number % len(found)].delete()
        else:
            show(ReaderComment.objects.filter(pk=found[number % len(found)].pk), is_shown=what % 4 == 2)

    def hidden_words(self) -> set[str]:
        """Words of comments that are hidden, deleted, or under what readers may not see."""
        open_pages = set(Page.objects.live().public().values_list("pk", flat=True))
        comments = ReaderComment.objects.filter(is_approved=True, page_id__in=open_pages)
        shown = set(comments.values_list("pk", flat=True))
        return {word for pk, word in self.words.items() if pk not in shown}
