"""What editors of an exported paper arranged by hand, set again in a paper that was empty before the import."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone
from wagtail.models import Revision

from broadsheet.fronts.models import EditorsPick, EditorsPicks, Masthead, Menu, Package
from broadsheet.ingest.parsers import own_records
from broadsheet.ingest.parsers.front_matter import Document
from broadsheet.ingest.parsers.own_records import rich
from broadsheet.ingest.records import MediaRef, Origin
from broadsheet.ingest.writer.batches import store_pages
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.journal import changing
from broadsheet.ingest.writer.own_export import restrict_page, set_kept_fields
from broadsheet.ingest.writer.own_house import arrange_house
from broadsheet.ingest.writer.own_references import OwnResolver
from broadsheet.ingest.writer.references import RawBlock, raw_block, raw_items
from broadsheet.ingest.writer.slugs import TakenSlugs
from broadsheet.newsroom.models import ContactPage, Story

MASTHEAD = ("name", "tagline", "preset", "headline_face", "accent", "paper_colour", "copyright")
LETTERS = ("introduction", "thanks")
PAGES = frozenset({"page", "story", "lead", "section", "package"})


class OwnFront:
    """One arrangement; `make_pages` before the stories are stored, which may link to them, `arrange` after."""

    def __init__(self, job: Job, document: Document) -> None:
        self.job = job
        self.document = document
        self.resolver = OwnResolver(job, Origin("front.yaml", "front.yaml"), "front.yaml")
        self.zone = timezone.get_default_timezone()
        self.packages: list[tuple[Package, Document]] = []

    def make_pages(self, slugs: TakenSlugs) -> None:
        """Packages, still empty, and the pages that take readers' letters."""
        for entry in self.document.entries("contact", lambda one, _values: one):
            page = ContactPage(desk_email=entry.text("desk_email"))
            for name in LETTERS:
                setattr(page, name, rich(entry.text(name)))
            self._store("contact page", page, entry, slugs)
        for entry in self.document.entries("packages", lambda one, _values: one):
            package = Package(label=entry.text("label"), standfirst=entry.text("standfirst"))
            topic = self.job.topics.get(entry.text("topic"))
            package.topic_id = topic.pk if topic else None
            self._store("package", package, entry, slugs)
            self.packages.append((package, entry))

    def _store(self, kind: str, page: Any, entry: Document, slugs: TakenSlugs) -> None:
        record = own_records.page(entry, Origin(f"{kind} {entry.text('slug')}", "front.yaml"), self.zone)
        page.title, page.slug = record.title, slugs.free(self.job.front, record.slug)
        page.seo_title, page.search_description = record.seo_title, record.seo_description
        set_kept_fields(page, record)
        store_pages(self.job, [page], [self.job.front])
        restrict_page(page.pk, record.kept.access if record.kept else {})
        self.job.report.expect(kind)
        self.job.report.count(kind, "created")
        self.job.remember(kind, record.origin.key, page, revision_id=page.latest_revision_id)

    def arrange(self) -> None:
        """Everything that points at stories, photos or pages, once all of them are there."""
        for package, entry in self.packages:
            self._fill_package(package, entry)
        for page in ContactPage.objects.child_of(self.job.front):
            if self.job.has_made(page):
                self._link_letters(page)
        self._masthead(self._part("masthead"))
        arrange_house(self.job, self.document, self._part, self._page)
        for location, menu in self._part("menus").values.items():
            self._menu(str(location), type(self.document)(self.document.path, menu))
        self._picks()
        self._rows()

    def _part(self, name: str) -> Document:
        found = self.document.values.get(name) or {}
        if not isinstance(found, dict):
            raise self.document.refuse("should be names with values", name)
        return type(self.document)(self.document.path, found)

    def _photo(self, name: str) -> int | None:
        return self.resolver.number_of(MediaRef(name), "photo")

    def _page(self, address: Any) -> int | None:
        return self.resolver.page_id_at(str(address)) if address else None

    def _fill_package(self, package: Package, entry: Document) -> None:
        fresh = Package.objects.get(pk=package.pk)
        fresh.picture_id = self._photo(entry.text("picture"))
        ids = [number for number in map(self._page, entry.texts("stories")) if number]
        fresh.chosen = [fresh.chosen.model(story_id=number, sort_order=at) for at, number in enumerate(ids)]
        state = {name: getattr(package, name) for name in ("live", "first_published_at", "last_published_at")}
        revision = fresh.save_revision(clean=False)
        if package.live:
            revision.publish(skip_permission_checks=True)
        Package.objects.filter(pk=package.pk).update(**state)
        self.job.remember("package", f"package {entry.text('slug')}", package, revision_id=revision.pk)

    def _link_letters(self, page: ContactPage) -> None:
        """In the page as it is shown, and in its revisions: the desk edits the latest of them."""
        texts = {name: self.resolver.rich(getattr(page, name)) for name in LETTERS}
        ContactPage.objects.filter(pk=page.pk).update(**texts)
        for revision in Revision.objects.filter(pk__in={page.latest_revision_id, page.live_revision_id}):
            linked = {name: self.resolver.rich(revision.content[name]) for name in LETTERS}
            Revision.objects.filter(pk=revision.pk).update(content={**revision.content, **linked})

    def _masthead(self, part: Document) -> None:
        masthead, _made = Masthead.objects.get_or_create(pk=1)
        names = (*MASTHEAD, "logo_light", "logo_dark", "notice", "notice_until", "follow")
        with changing(self.job, masthead, names):
            for name in MASTHEAD:
                setattr(masthead, name, part.text(name))
            masthead.preset = masthead.preset or Masthead.Preset.BROADSHEET
            masthead.logo_light_id = self._photo(part.text("logo_light"))
            masthead.logo_dark_id = self._photo(part.text("logo_dark"))
            masthead.notice = self.resolver.rich(rich(part.text("notice")))
            masthead.notice_until = part.moment("notice_until", self.zone)
            rows = part.entries("follow", lambda one, _: {name: one.text(name) for name in ("service", "url")})
            masthead.follow = _stream(masthead, "follow", [raw_block("profile", row) for row in rows])
            masthead.save()

    def _menu(self, location: str, part: Document) -> None:
        if location not in Menu.Location.values:
            raise self.document.refuse(f"there is no menu “{location}”", "menus")
        menu, _made = Menu.objects.get_or_create(location=location)
        links = part.entries("items", lambda one, _values: self._link(one, has_children=True))
        with changing(self.job, menu, ("title", "items")):
            menu.title = part.text("title")
            menu.items = _stream(menu, "items", [raw_block("link", link) for link in links])
            menu.save()
        lines = sum(1 + len(link["children"]) for link in links)
        self.job.report.expect("menu item", lines)
        self.job.report.count("menu item", "created", lines)

    def _link(self, entry: Document, has_children: bool) -> dict[str, Any]:
        link: dict[str, Any] = {
            "label": entry.text("label"),
            "page": self._page(entry.text("page")),
            "url": entry.text("url"),
        }
        if has_children:
            children = entry.entries("children", lambda one, _values: self._link(one, has_children=False))
            link["children"] = raw_items(list(children))
        return link

    def _picks(self) -> None:
        picks, _made = EditorsPicks.objects.get_or_create(pk=1)
        ids = [number for number in map(self._page, self.document.texts("picks")) if number]
        stories = Story.objects.in_bulk(ids)
        picks.picks = [  # type: ignore[misc]  # modelcluster assigns children like this
            EditorsPick(story=stories[number], sort_order=at) for at, number in enumerate(ids) if number in stories
        ]
        picks.save()
        self.job.made(EditorsPick, *sorted(pick.pk for pick in picks.picks.all()))

    def _rows(self) -> None:
        rows = self._part("front").entries("rows", lambda one, values: self._row(values))
        front = type(self.job.front).objects.get(pk=self.job.front.pk)
        with changing(self.job, front, ("rows",)):
            front.rows = _stream(front, "rows", list(rows))
            front.save_revision(clean=False).publish(skip_permission_checks=True)

    def _row(self, values: dict[str, Any]) -> RawBlock:
        kind = str(values.get("type"))
        if kind not in type(self.job.front)._meta.get_field("rows").stream_block.child_blocks:
            raise self.document.refuse(f"there is no row “{kind}”", "front")
        found = {name: self._row_value(name, value) for name, value in values.items() if name != "type"}
        return raw_block(kind, found)

    def _row_value(self, name: str, value: Any) -> Any:
        if name in PAGES:
            return self._page(value)
        if isinstance(value, list):
            return raw_items([self._page(address) for address in value])
        return value


def _stream(thing: Any, name: str, rows: list[RawBlock]) -> Any:
    """A stream field's value of raw rows, each with an id."""
    block = thing._meta.get_field(name).stream_block
    return block.to_python([{**row, "id": row.get("id") or str(uuid4())} for row in rows])
