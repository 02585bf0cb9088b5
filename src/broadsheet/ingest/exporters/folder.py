"""`export folder`: the whole paper as files that people read, git compares, and `import folder` takes back.

One pass over the paper, a batch at a time. What is written depends on the content alone: the same paper gives the
same bytes, and a changed story changes its own file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from broadsheet.ingest.exporters.content import Content, PageContent, Progress, StoryContent
from broadsheet.ingest.exporters.file_names import media_name, stem_of
from broadsheet.ingest.exporters.folder_files import FolderFiles
from broadsheet.ingest.exporters.folder_front import front_document
from broadsheet.ingest.exporters.folder_pages import Keys, section_document, standing_document, story_document
from broadsheet.ingest.exporters.folder_rest import (
    Collections,
    author_document,
    comments_document,
    file_sidecar,
    photo_sidecar,
    redirect_lines,
    topic_document,
)
from broadsheet.ingest.history_files import history_text
from broadsheet.media.models import File, Photo

STAYS = "Drafts and passwords of pages are in it, log-ins, old revisions and readers' letters are not."
_PLURALS = {"story": "stories"}


@dataclass(slots=True)
class Exported:
    """What came of an export: how many of each kind, and which files the paper's storage has lost."""

    counts: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    written: int = 0
    unchanged: int = 0
    removed: int = 0

    def lines(self, root: Path) -> list[str]:
        """For a terminal."""
        kinds = ", ".join(f"{number:,} {_plural(kind, number)}" for kind, number in self.counts.items() if number)
        files = f"{self.written:,} files written, {self.unchanged:,} as they were, {self.removed:,} removed."
        lost = [f"The paper's storage has lost {name}; only what is said of it was written." for name in self.lost]
        return [f"{root}: {kinds or 'nothing yet'}.", files, *lost, STAYS]


def export_folder(root: Path, force: bool = False, progress: Progress | None = None) -> Exported:
    """Write the paper to `root`, which is empty, or an earlier export of it, or anything with `force`.

    Raises PaperError, in one line, for a folder that holds something else and for whatever the disk refuses."""
    paper = settings.PAPER
    identity = {"paper": paper.name, "address": paper.address, "language": paper.language, "time_zone": paper.time_zone}
    files = FolderFiles(root, identity)
    files.begin(force)
    export = _Export(files, Content(), progress or (lambda done, total, label: None))
    export.run()
    files.finish()
    done = export.done
    done.written, done.unchanged, done.removed = files.written, files.unchanged, files.removed
    return done


def _plural(kind: str, number: int) -> str:
    return kind if number == 1 else _PLURALS.get(kind, f"{kind}s")


class _Export:
    """One export under way."""

    def __init__(self, files: FolderFiles, content: Content, progress: Progress) -> None:
        self.files = files
        self.content = content
        self.progress = progress
        self.keys = Keys(content)
        self.done = Exported()

    def run(self) -> None:
        self._people_and_topics()
        self._media()
        self._sections()
        self._pages()
        self._stories()
        self.files.write("front.yaml", front_document(self.content))
        self.files.write("redirects.csv", "".join(self._counted("redirect", redirect_lines(self.content))))
        self.done.counts["redirect"] -= 1  # the line with the names of the columns

    def _counted(self, kind: str, things: Any) -> Any:
        for thing in things:
            self.done.counts[kind] += 1
            yield thing

    def _people_and_topics(self) -> None:
        for author in self._counted("author", self.content.authors.values()):
            self.files.write(f"authors/{stem_of(author.slug)}.md", author_document(author, self.content))
        for topic in self._counted("topic", self.content.topics.values()):
            self.files.write(f"topics/{stem_of(topic.slug)}.md", topic_document(topic, self.content))

    def _sections(self) -> None:
        for one, key, order in self._placed(self.content.section_pages()):
            text = section_document(one, self.content, key.rpartition("/")[2], order)
            self.files.write(f"sections/{key}.md", text)
            self.done.counts["section"] += 1

    def _pages(self) -> None:
        for one, key, order in self._placed(self.content.standing_pages()):
            stem = key.rpartition("/")[2]
            self.files.write(f"pages/{key}.md", standing_document(one, self.content, stem, order))
            if one.draft is not None:
                text = standing_document(one.draft, self.content, stem, order)
                self.files.write(f"drafts/pages/{key}.md", text)
                self.done.counts["unpublished change"] += 1
            self._comments(f"pages/{key}", one)
            self.done.counts["page"] += 1

    def _placed(self, pages: Any) -> Any:
        """Each page with its key and its place among its siblings, from 1."""
        places: Counter[str] = Counter()
        for one in pages:
            parent = one.page.path[: -one.page.steplen]
            places[parent] += 1
            yield one, self.keys.add(one.page), places[parent]

    def _stories(self) -> None:
        total = self.content.count_stories()
        for number, one in enumerate(self.content.stories(), 1):
            self._story(one)
            self.progress(number, total, "stories")

    def _story(self, one: StoryContent) -> None:
        key = self.keys.of(one.page)
        stem = key.rpartition("/")[2]
        self.files.write(f"stories/{key}.md", story_document(one, self.content, self.keys, stem))
        if one.draft is not None:
            text = story_document(one.draft, self.content, self.keys, stem)
            self.files.write(f"drafts/stories/{key}.md", text)
            self.done.counts["unpublished change"] += 1
        if one.versions:
            self.files.write(f"history/stories/{key}.json", history_text(one.versions))
            self.done.counts["published version"] += len(one.versions)
        self._comments(f"stories/{key}", one)
        self.done.counts["story"] += 1

    def _comments(self, key: str, one: PageContent) -> None:
        if one.comments:
            self.files.write(f"comments/{key}.yaml", comments_document(one.comments))
            self.done.counts["comment"] += len(one.comments)

    def _media(self) -> None:
        collections = Collections()
        self._copy_all("photo", self.content.photos(), "photos", lambda photo: photo_sidecar(photo, collections))
        self._copy_all("file", self.content.files(), "files", lambda file: file_sidecar(file, collections))

    def _copy_all(self, kind: str, media: Any, folder: str, sidecar: Callable[[Any], str]) -> None:
        for medium in self._counted(kind, media):
            name = f"{folder}/{media_name(medium.file.name)}"
            self.files.write(f"{name}.yaml", sidecar(medium))
            self._copy(medium, name)
            self.progress(self.done.counts[kind], None, f"{kind}s")

    def _copy(self, medium: Photo | File, name: str) -> None:
        try:
            with medium.file.storage.open(medium.file.name, "rb") as stream:
                self.files.copy(name, stream)
        except FileNotFoundError:
            self.done.lost.append(medium.file.name)
