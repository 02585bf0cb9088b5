"""All of an import's media in one place: gathered before the writing transaction opens, then asked for one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from broadsheet.ingest.addresses import file_address
from broadsheet.ingest.catalogue import Catalogue
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.fetching import Fetcher, FetchError
from broadsheet.ingest.media_supply.fetched import FetchedFiles, is_fetchable
from broadsheet.ingest.media_supply.names import Located
from broadsheet.ingest.media_supply.references import references_of
from broadsheet.ingest.media_supply.uploads import Uploads, most_bytes, open_uploads
from broadsheet.ingest.media_supply.wanted import Wanted, WantedList, medium_of_reference
from broadsheet.ingest.records import Archive, Medium

THREADS = 8
AHEAD = 64
Progress = Callable[[int, int | None, str], None]


@dataclass(frozen=True, slots=True)
class MediaWishes:
    """What whoever imports asked for. `fetch`: over HTTP; `allow_private`: from their own network too."""

    fetch: bool = False
    allow_private: bool = False


class MediaSupply:
    """One per run. `known` are the keys of media that earlier runs stored; they are not fetched again."""

    def __init__(self, archive: Archive, catalogue: Catalogue, wishes: MediaWishes, folder: Path) -> None:
        self.archive = archive
        self.catalogue = catalogue
        self.wishes = wishes
        self.uploads: Uploads | None = open_uploads(archive.media_root) if archive.media_root else None
        self.fetched = FetchedFiles(folder, archive.site)
        self.wanted = WantedList()
        self.fetcher = Fetcher(allow_private=wishes.allow_private)

    def __enter__(self) -> MediaSupply:
        return self

    def __exit__(self, *_error: object) -> None:
        self.fetcher.stop()
        self.wanted.close()
        if self.uploads is not None:
            self.uploads.close()

    @property
    def is_empty(self) -> bool:
        """Neither uploads nor the web: only what earlier runs stored can be found."""
        return self.uploads is None and not self.wishes.fetch

    # Before the transaction

    def list_all(self, progress: Progress) -> None:
        """Reads the source once more for what its stories show. A folder's pictures are all listed by itself."""
        if self.is_empty or (self.archive.kind == "folder" and not self.wishes.fetch):
            return
        for number, record in enumerate(self.archive.records(), 1):
            if isinstance(record, Medium):
                self.wanted.add(record, self.archive.site, is_listed=True)
            for reference in references_of(record, self.catalogue):
                if self.archive.kind == "folder" and not file_address(reference.url):
                    continue  # the folder itself is where that would be
                medium = medium_of_reference(reference.url, self.archive.site, record.origin)
                medium.title = getattr(record, "title", "") or getattr(record, "name", "")
                self.wanted.add(medium, self.archive.site, is_listed=False)
            if number % 200 == 0:
                progress(number, None, "looking for pictures")
        for medium in self.wanted.unlisted():
            self.catalogue.add_medium(medium)

    def fetch_all(self, known: set[str], progress: Progress) -> None:
        """Fetches what is neither in the uploads nor stored. Raises ImportRefused when the disk is full."""
        self.fetched.discard_parts()
        missing = (wanted for wanted in self.wanted if self._is_missing(wanted, known))
        total = sum(1 for wanted in self.wanted if self._is_missing(wanted, known))
        done = 0
        with ThreadPoolExecutor(THREADS, thread_name_prefix="fetch") as pool:
            try:
                under_way = {pool.submit(self._fetch, one): one for one in islice(missing, AHEAD)}
                while under_way:
                    finished, _rest = wait(under_way, return_when=FIRST_COMPLETED)
                    for future in finished:
                        self._note(under_way.pop(future), future)
                        done += 1
                        progress(done, total, "fetched")
                    under_way |= {pool.submit(self._fetch, one): one for one in islice(missing, len(finished))}
            except BaseException:
                self.fetcher.stop()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _is_missing(self, wanted: Wanted, known: set[str]) -> bool:
        if wanted.key in known or not is_fetchable(wanted.url) or self._is_fetched(wanted):
            return False
        return self.uploads is None or not self.uploads.has(wanted.path)

    def _is_fetched(self, wanted: Wanted) -> bool:
        return any(self.fetched.find(url) for url in (wanted.url, wanted.other))

    def _fetch(self, wanted: Wanted) -> None:
        """In a thread of its own; touches no database."""
        try:
            self.fetched.fetch(self.fetcher, wanted.url, most_bytes())
        except FetchError as error:
            if wanted.other == wanted.url or error.may_pass:
                raise
            self.fetched.fetch(self.fetcher, wanted.other, most_bytes())

    def _note(self, wanted: Wanted, future: Future[None]) -> None:
        try:
            future.result()
        except FetchError as error:
            self.wanted.note_trouble(wanted.number, error.message)
        except OSError as error:
            raise ImportRefused(f"what was fetched cannot be kept: {error.strerror or error}") from error

    # Afterwards

    def find(self, medium: Medium) -> Located | None:
        """The medium's file, until the next is asked for. Raises UnpackError."""
        if self.uploads is not None and (located := self.uploads.find(medium.path)) is not None:
            return located
        wanted = self.wanted.get(medium.origin.key) if self.wishes.fetch else None
        if wanted is None:
            return None
        for url in (wanted.url, wanted.other):
            if path := self.fetched.find(url):
                return Located(path, wanted.name)
        return None

    def would_fetch(self, medium: Medium) -> bool:
        """For a rehearsal, which fetches nothing."""
        wanted = self.wanted.get(medium.origin.key) if self.wishes.fetch else None
        return wanted is not None and is_fetchable(wanted.url)

    def trouble_with(self, medium: Medium) -> tuple[str, str]:
        """Why it is not there: a reason, and what belongs to this one."""
        if trouble := self.wanted.trouble(medium.origin.key):
            return "could not be fetched", f"{trouble}: {medium.url}"
        if self.uploads is not None:
            return "is not in the uploads folder", medium.path or medium.url
        return "has no address that could be fetched", medium.url or medium.path

    def title_of(self, medium: Medium) -> str:
        """For the report: its own, else that of the story it was seen in."""
        wanted = self.wanted.get(medium.origin.key)
        return medium.title or (wanted.title if wanted else "") or medium.path

    def unlisted(self) -> Iterator[Medium]:
        return self.wanted.unlisted()

    def drop(self, medium: Medium) -> None:
        """For a fetched file that turned out useless."""
        if wanted := self.wanted.get(medium.origin.key):
            self.fetched.drop(wanted.url)
            self.fetched.drop(wanted.other)

    def forget(self) -> None:
        """Once all is stored."""
        self.fetched.drop_all()
