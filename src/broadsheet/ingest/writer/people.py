"""Authors of a source as author profiles. No log-in is made or touched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.utils.text import slugify

from broadsheet.ingest.bodies.fragments import rich_fragment
from broadsheet.ingest.models import Deed, stored_key
from broadsheet.ingest.records import Kept, Person
from broadsheet.ingest.writer.indexes import index_now
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.journal import changing
from broadsheet.ingest.writer.lost_media import list_lost
from broadsheet.ingest.writer.references import RawBlock
from broadsheet.ingest.writer.seen_before import follow, said_of
from broadsheet.newsroom.blocks import ProfileBlock
from broadsheet.newsroom.models import Author
from broadsheet.newsroom.slugs import free_slug


def write_people(job: Job, people: Iterable[Person]) -> None:
    """Known authors follow their source until somebody edits them here: then the profile is the newsroom's."""
    known, said = job.known("author"), job.checksums("author")
    here = Author.objects.in_bulk(list(known.values()))
    for person in people:
        key = stored_key(person.origin.key)
        author = here.get(known.get(key, 0))
        if author is None:
            author = _adopt_or_make(job, person)
        elif said[key] in ("", said_of(person)):
            job.report.count("author", "unchanged")
        else:
            follow(job, "author", person.origin, author, said_of(person), _profile(job, person))
        job.people[person.origin.key] = author
        job.redirect(person.addresses, link=f"/author/{author.slug}/")


def guest(job: Job, name: str) -> Author:
    """A name in a byline that has no profile in the source."""
    if name not in job.people:
        found = Author.objects.filter(name=name).first()
        if found is None:
            found = Author(name=name[:200], is_guest=True)
            job.report.expect("author")
            _save(job, found)
        job.people[name] = found
    return job.people[name]


def _adopt_or_make(job: Job, person: Person) -> Author:
    slug = person.slug if person.kept is not None else slugify(person.slug, allow_unicode=True)[:180]
    author = Author.objects.filter(slug=slug).first()
    if author is not None and author.name.casefold() == person.name.casefold():
        job.report.count("author", "unchanged")
        job.remember("author", person.origin.key, author, said_of(person), deed=Deed.ADOPTED)
        return author
    slug = free_slug(Author.objects.all(), slug, "author")
    author = _author(job, person, slug) if person.kept is None else _author_as_kept(job, person, person.kept, slug)
    _save(job, author)
    job.remember("author", person.origin.key, author, said_of(person))
    return author


def _author(job: Job, person: Person, slug: str) -> Author:
    return Author(slug=slug, is_guest=person.is_guest, **_profile(job, person))


def _profile(job: Job, person: Person) -> dict[str, Any]:
    """What the source says of somebody, by the fields of an author."""
    return {
        "name": person.name[:200],
        "role": person.role[:200],
        "biography": rich_fragment(person.biography),
        "email": person.email if "@" in person.email else "",
        "website": person.website[:200] if _is_web(person.website) else "",
        "profiles": _profiles(job, person),
    }


def _author_as_kept(job: Job, person: Person, kept: Kept, slug: str) -> Author:
    """Of the paper's own export: the profile as it was."""
    author = Author(**{**kept.fields, "slug": slug})
    author.biography = person.biography
    if job.own is not None:
        job.own.link_later(author, person.origin)
    author.is_guest = person.is_guest
    author.profiles = [{"type": "profile", "id": str(uuid4()), "value": row} for row in kept.rows]
    return author


def _profiles(job: Job, person: Person) -> list[RawBlock]:
    """Services the desk can choose from; an unknown one is reported."""
    services = {value for value, _label in ProfileBlock.base_blocks["service"].field.choices if value}
    rows: list[RawBlock] = []
    for service, url in person.profiles.items():
        if service in services and _is_web(url):
            rows.append({"type": "profile", "id": str(uuid4()), "value": {"service": service, "url": url}})
        else:
            job.report.warn(person.origin, person.name, f"the profile “{service}” was left out ({url})")
    return rows


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _save(job: Job, author: Author) -> None:
    if not author.slug:
        author.slug = free_slug(Author.objects.all(), slugify(author.name, allow_unicode=True)[:180], "author")
    author.pk = job.ids.take(Author, 1)[0]
    Author.objects.bulk_create([author])
    job.made(Author, author.pk)
    index_now(Author, [author])
    job.report.count("author", "created")


def add_portraits(job: Job, people: Iterable[Person]) -> None:
    """Once the photos are stored: faces of those who have none yet."""
    for person in people:
        author = job.people.get(person.origin.key)
        if author is None or person.picture is None or author.picture_id:
            continue
        stored = job.catalogue.stored(person.picture)
        if stored and stored.model == "photo":
            with changing(job, author, ("picture",)):
                author.picture_id = stored.object_id
                Author.objects.filter(pk=author.pk).update(picture_id=stored.object_id)
        elif not stored:
            job.report.warn(person.origin, person.name, f"portrait not found: {person.picture}")
            list_lost(job, person.picture, person.origin, person.name)
