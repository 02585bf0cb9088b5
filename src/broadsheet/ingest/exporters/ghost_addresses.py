"""Where everything lies in Ghost: its slug there, its address there, and the files that keep our addresses working.

A slug is written as Ghost would make it (TryGhost/SDK, packages/string, slugify), because Ghost changes any other and
then finds it no more. `routes.yaml` gives each section its own path, so that only what had to take another slug moves;
`redirects.yaml` names that, and the redirects the paper had.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote, unquote, urlsplit

from django.utils.text import slugify
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from broadsheet.ingest.exporters.content import Content, by_batches
from broadsheet.ingest.exporters.ghost_notes import Notes
from broadsheet.ingest.exporters.media_book import MediaBook
from broadsheet.ingest.exporters.outside import Outside
from broadsheet.ingest.exporters.yaml_text import yaml_text
from broadsheet.lib.addresses import address_of_path
from broadsheet.newsroom.models import Author, Topic

SITE = "__GHOST_URL__"
"""Ghost writes its own address for this, wherever it comes to lie."""
LONGEST_SLUG = 185
"""Ghost keeps 191 characters and wants room for a number."""
PLAIN = re.compile(r"[a-z0-9_]+(?:-[a-z0-9_]+)*")
OTHERS_OF_GHOST = frozenset(
    {"amp", "author", "content", "email", "ghost", "members", "p", "page", "rss", "tag", "topic"}
)
KINDS = ("story", "standingpage", "contactpage", "package")


def plain_slug(slug: str, otherwise: str) -> str:
    """The slug in Ghost's letters; ``otherwise`` where less than half of it could be kept.

    >>> plain_slug("bo-öberg", "author-2")
    'bo-oberg'
    """
    if PLAIN.fullmatch(slug) and len(slug) <= LONGEST_SLUG:
        return slug
    folded = "".join(one for one in unicodedata.normalize("NFKD", slug) if not unicodedata.combining(one))
    kept = slugify(folded)[:LONGEST_SLUG].strip("-_")
    return kept if PLAIN.fullmatch(kept) and 2 * len(kept) >= min(len(folded), LONGEST_SLUG) else otherwise


class Slugs:
    """Slugs of which no two are the same."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken)

    def take(self, *wanted: str) -> str:
        """The first that is free, else the last with a number."""
        free = next((slug for slug in wanted if slug not in self.taken), "")
        number = 1
        while not free or free in self.taken:
            number += 1
            free = f"{wanted[-1][: LONGEST_SLUG - 6]}-{number}"
        self.taken.add(free)
        return free


class Addresses:
    """The slug of every story, page, section, topic and author there; ``moved`` are the paths that changed."""

    def __init__(self, content: Content, notes: Notes) -> None:
        self.content, self.notes = content, notes
        self.moved: dict[str, str] = {}
        self.paths: dict[int, str] = {}
        self._place_sections()
        tags = Slugs()
        self.sections = {pk: tags.take(*_section_slugs(path)) for pk, path in self._outermost_first()}
        self.same = self._topics_that_are_sections()
        others = [topic for topic in content.topics.values() if topic.pk not in self.same]
        self.topics = self._slugs(tags, "topic", others, "/topic/{}/", "topic")
        self.authors = self._slugs(Slugs(), "author", content.authors.values(), "/author/{}/", "by")
        self.pages: dict[int, str] = {}
        self._place_pages()

    def _place_sections(self) -> None:
        """Each under the one it lies under here, whose path may have changed."""
        paths: dict[str, str] = {}
        for section in sorted(self.content.sections.values(), key=lambda one: (one.depth, one.path)):
            above = paths.get(section.path[: -Page.steplen], "/")
            slug = Slugs(path.strip("/").rpartition("/")[2] for path in paths.values() if _is_in(path, above)).take(
                plain_slug(section.slug, f"section-{section.pk}")
            )
            paths[section.path] = self.paths[section.pk] = f"{above}{slug}/"
            self._note(section.address, self.paths[section.pk])

    def _outermost_first(self) -> list[tuple[int, str]]:
        return sorted(self.paths.items(), key=lambda item: (item[1].count("/"), item[1]))

    def _topics_that_are_sections(self) -> dict[int, int]:
        """Topics by the section that has their name and slug: Ghost has tags for both, and needs one."""
        found = {slug: pk for pk, slug in self.sections.items()}
        topics = [topic for topic in self.content.topics.values() if topic.slug in found]
        titles = {topic.pk: self.content.sections[found[topic.slug]].title for topic in topics}
        return {one.pk: found[one.slug] for one in topics if one.name.casefold() == titles[one.pk].casefold()}

    def _slugs(
        self, taken: Slugs, kind: str, rows: Iterable[Author | Topic], address: str, ending: str
    ) -> dict[int, str]:
        found: dict[int, str] = {}
        for row in rows:
            slug = plain_slug(row.slug, f"{kind}-{row.pk}")
            found[row.pk] = taken.take(slug, f"{slug}-{ending}")
            self._note(address.format(row.slug), address.format(found[row.pk]))
        return found

    def _place_pages(self) -> None:
        """Readers' addresses first: what is not published gives way. Pages of all kinds share one set of slugs."""
        slugs = Slugs(OTHERS_OF_GHOST | {path.split("/")[1] for path in self.paths.values()})
        parents = {section.path: pk for pk, section in self.content.sections.items()}
        rows = Page.objects.filter(content_type__model__in=KINDS).order_by("-live", "pk")
        values = rows.values_list("pk", "slug", "url_path", "path", "content_type__model")
        for pk, slug, url_path, path, kind in values.iterator(chunk_size=2000):
            section = parents.get(path[: -Page.steplen]) if kind == "story" else None
            wanted = plain_slug(slug, f"story-{pk}" if kind == "story" else f"page-{pk}")
            last = self.sections[section] if section else "page"
            self.pages[pk] = slugs.take(wanted, f"{wanted[: LONGEST_SLUG - len(last) - 1]}-{last}")
            self._note(address_of_path(url_path), f"{self.paths[section] if section else '/'}{self.pages[pk]}/")

    def _note(self, old: str, new: str) -> None:
        if old != new:
            self.moved[old] = new
            self.notes.add("address", old, f"lies at {new}; redirects.yaml leads there")

    def path(self, path: str) -> str:
        """The path there of a path here."""
        place, mark, rest = path.partition("#") if "?" not in path else path.partition("?")
        return f"{self.moved.get(place, place)}{mark}{rest}"

    # Files beside the export

    def routes(self) -> str:
        """routes.yaml: a section keeps its path and lists what lies below it; its stories keep theirs.

        Ghost gives a post to the first collection that wants it, so the innermost sections come first.
        """
        collections = {}
        for pk, path in reversed(self._outermost_first()):
            below = [self.sections[other] for other, one in self.paths.items() if one.startswith(path)]
            wanted = f"primary_tag:[{','.join(sorted(below))}]" if len(below) > 1 else f"primary_tag:{below[0]}"
            collections[path] = {"permalink": path + "{slug}/", "template": "index", "filter": wanted}
            collections[path]["data"] = f"tag.{self.sections[pk]}"
        rest = Slugs({path.strip("/") for path in self.paths.values()} | set(self.pages.values())).take("more", "rest")
        collections[f"/{rest}/"] = {"permalink": "/{slug}/", "template": "index"}
        values = {
            "routes": {"/": {"controller": "channel", "template": "index"}},
            "collections": collections,
            "taxonomies": {"tag": "/topic/{slug}/", "author": "/author/{slug}/"},
        }
        return yaml_text(values)

    def redirects(self) -> Iterator[str]:
        """Lines of redirects.yaml. Ghost reads the old side as a regular expression."""
        yield "301:\n"
        for old, new in self.moved.items():
            yield _redirect(old, new)
        temporary: list[str] = []
        for batch in by_batches(Redirect.objects.all()):
            self.content.look_up_pages({row.redirect_page_id for row in batch if row.redirect_page_id})
            for row in batch:
                line = self._own(row)
                if line and not row.is_permanent:
                    temporary.append(line)
                elif line:
                    yield line
        yield "302:\n"
        yield from temporary

    def _own(self, row: Redirect) -> str:
        page = self.content.page(row.redirect_page_id)
        to = page.address if page else row.redirect_link
        if "?" in row.old_path or not to:
            self.notes.add("redirect", row.old_path, "was not kept: Ghost's redirects know no question marks")
            return ""
        return _redirect(row.old_path, self.path(to))


class GhostOutside(Outside):
    """Addresses as Ghost keeps them: its own mark before what lies at the paper."""

    def __init__(self, content: Content, media: MediaBook, origin: str, path_of: Callable[[str], str]) -> None:
        super().__init__(content, media, origin)
        self.path_of = path_of

    def address(self, path: str) -> str:
        own = path.removeprefix(self.origin) if path.startswith(f"{self.origin}/") else path
        return SITE + quoted(self.path_of(unquote(own))) if own.startswith("/") and own[1:2] != "/" else path


def quoted(path: str) -> str:
    """A path as it stands in an address (RFC 3986)."""
    return quote(path, safe="/:?#[]@!$&'()*+,;=%~")


def _is_in(path: str, above: str) -> bool:
    return path.startswith(above) and path.count("/") == above.count("/") + 1


def _section_slugs(path: str) -> list[str]:
    """'courts', else 'news-courts'."""
    parts = path.strip("/").split("/")
    return ["-".join(parts[start:]) for start in range(len(parts) - 1, -1, -1)]


def _redirect(old: str, new: str) -> str:
    """One line; JSON's strings are YAML's."""
    if old.rstrip("/") == new.rstrip("/"):
        return ""
    plain = re.sub(r"([][.*+?^$(){}|\\])", r"\\\1", quoted(urlsplit(old).path.rstrip("/")))
    pattern = f"^{plain}/?$"
    return f"  {json.dumps(pattern)}: {json.dumps(quoted(new))}\n"
