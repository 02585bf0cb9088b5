"""Sections and topics of a source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.text import slugify
from wagtail.models import Page, Revision

from broadsheet.ingest.models import Deed, stored_key
from broadsheet.ingest.records import Origin, Taxonomy, Term
from broadsheet.ingest.writer.batches import store_pages
from broadsheet.ingest.writer.indexes import index_now
from broadsheet.ingest.writer.job import Job
from broadsheet.ingest.writer.journal import changing
from broadsheet.ingest.writer.lost_media import list_lost
from broadsheet.ingest.writer.seen_before import follow, said_of
from broadsheet.ingest.writer.slugs import TakenSlugs
from broadsheet.newsroom.models import Section, Topic
from broadsheet.newsroom.roles import set_up_section_role

TOPIC_LIMIT = 100


# Sections


def write_sections(job: Job, terms: Sequence[Term], slugs: TakenSlugs) -> None:
    """Top-level sections first, so that every section's parent is there before it."""
    known, said = job.known("section"), job.checksums("section")
    here = Section.objects.in_bulk(list(known.values()))
    for term in _parents_first(job, terms):
        key = stored_key(term.origin.key)
        section = here.get(known.get(key, 0))
        if section is None:
            section = _adopted(job, term) or _make(job, term, slugs)
        elif said[key] in ("", said_of(term)):
            job.report.count("section", "unchanged")
        else:
            fields = {"title": term.name[:255], "standfirst": term.description, "accent": _accent(term)}
            follow(job, "section", term.origin, section, said_of(term), fields)
        job.sections[term.origin.key] = section
        job.redirect(term.addresses, page=section)
    job.default_section = next((term.origin.key for term in terms if term.is_default), "")


def section_named(job: Job, key: str) -> Section | None:
    """A section of the source, else the paper's own at that path."""
    if key not in job.sections:
        found = Section.objects.filter(url_path=f"{job.front.url_path}{key.strip('/')}/").first()
        if found is None:
            return None
        job.sections[key] = found
    return job.sections[key]


def section_for_homeless(job: Job) -> str:
    """Key of the section for stories that name none: the source's default, else the paper's first."""
    if not job.default_section:
        first = Section.objects.child_of(job.front).order_by("path").first()
        if first is None:
            job.report.expect("section")
            write_sections(job, [Term(Origin(""), Taxonomy.SECTION, "News", "news")], TakenSlugs())
            first = job.sections[""]
        job.default_section = "\0default"
        job.sections[job.default_section] = first
    return job.default_section


def _parents_first(job: Job, terms: Iterable[Term]) -> list[Term]:
    """By depth, then by the wanted order; a section in a circle of parents, or of an unknown one, goes to the top."""
    by_key = {term.origin.key: term for term in terms}
    depths = {key: _depth(term, by_key) for key, term in by_key.items()}
    for key, term in by_key.items():
        if term.parent and depths[key] is None:
            job.report.warn(term.origin, term.name, "its parent sections run in a circle; it was put at the top")
        if depths[key] is None or term.parent not in by_key:
            term.parent = ""
    return sorted(by_key.values(), key=lambda term: (depths[term.origin.key] or 0, term.order or 10_000))


def _depth(term: Term, by_key: dict[str, Term]) -> int | None:
    """Steps to the top, None for a circle."""
    seen = {term.origin.key}
    current: Term | None = term
    while current is not None and current.parent in by_key:
        if current.parent in seen:
            return None
        seen.add(current.parent)
        current = by_key[current.parent]
    return len(seen) - 1


def _parent(job: Job, term: Term) -> Page:
    return job.sections.get(term.parent, job.front)


def _adopted(job: Job, term: Term) -> Section | None:
    """A section of the same name and place is the same section; what the desk has left empty there is filled."""
    section = Section.objects.child_of(_parent(job, term)).filter(slug=_section_slug(term)).first()
    if section is not None:
        filled = _fill_empty(job, section, standfirst=term.description, accent=_accent(term))
        job.report.count("section", "updated" if filled else "unchanged")
        job.remember("section", term.origin.key, section, said_of(term), deed=Deed.ADOPTED)
    return section


def _fill_empty(job: Job, section: Section, **fields: Any) -> bool:
    """Set those of ``fields`` the section has no value for, in its revisions too: the desk edits the latest of them."""
    columns = {name: Section._meta.get_field(name).attname for name in fields}
    filled = {name: value for name, value in fields.items() if value and not getattr(section, columns[name])}
    if not filled:
        return False
    with changing(job, section, tuple(filled)):
        for name, value in filled.items():
            setattr(section, columns[name], value)
        Section.objects.filter(pk=section.pk).update(**filled)
    for revision in Revision.objects.filter(pk__in={section.latest_revision_id, section.live_revision_id}):
        drafted = {name: value for name, value in revision.content.items() if value}
        Revision.objects.filter(pk=revision.pk).update(content={**revision.content, **filled, **drafted})
    index_now(Section, [section])
    return True


def _accent(term: Term) -> str:
    return term.accent if len(term.accent) == 7 and term.accent.startswith("#") else ""


def _section_slug(term: Term) -> str:
    if term.kept is not None:
        return term.slug
    return slugify(term.slug, allow_unicode=True)[:180] or slugify(term.name, allow_unicode=True)[:180] or "section"


def _make(job: Job, term: Term, slugs: TakenSlugs) -> Section:
    parent = _parent(job, term)
    section = Section(
        title=term.name[:255],
        slug=slugs.free(parent, _section_slug(term)),
        standfirst=term.description,
        accent=_accent(term),
        live=True,
        first_published_at=job.now,
        last_published_at=job.now,
    )
    if job.own is not None:
        job.own.set_fields(job, section, term)
    store_pages(job, [section], [parent])
    set_up_section_role(section)
    job.report.count("section", "created")
    job.remember("section", term.origin.key, section, said_of(term), section.latest_revision_id)
    return section


# Topics


def write_topics(job: Job, terms: Iterable[Term]) -> None:
    """Topics of the same name are one topic, however they are capitalised."""
    known, said = job.known("topic"), job.checksums("topic")
    by_id = Topic.objects.in_bulk(list(known.values()))
    by_name = {topic.name.casefold(): topic for topic in Topic.objects.all()}
    slugs = {topic.slug for topic in by_name.values()}
    made = []
    for term in terms:
        name = term.name[:TOPIC_LIMIT]
        key = stored_key(term.origin.key)
        topic = by_id.get(known.get(key, 0)) or by_name.get(name.casefold())
        if topic is None:
            topic = _topic(job, term, name, slugs)
            by_name[name.casefold()] = topic
            made.append(topic)
            job.remember("topic", term.origin.key, topic, said_of(term))
        elif said.get(key, "") not in ("", said_of(term)):
            _follow_topic(job, term, topic, by_name)
        else:
            job.report.count("topic", "unchanged")
            if key not in known:
                job.remember("topic", term.origin.key, topic, said_of(term), deed=Deed.ADOPTED)
        job.topics[term.origin.key] = topic
        job.redirect(term.addresses, link=f"/topic/{topic.slug}/")
    Topic.objects.bulk_create(made, batch_size=500)
    index_now(Topic, made)


def _follow_topic(job: Job, term: Term, topic: Topic, by_name: dict[str, Topic]) -> None:
    """Under its new name, unless another topic has that."""
    name = term.name[:TOPIC_LIMIT]
    is_free = by_name.setdefault(name.casefold(), topic) == topic
    fields = {"name": name if is_free else topic.name, "description": term.description}
    follow(job, "topic", term.origin, topic, said_of(term), fields)


def _topic(job: Job, term: Term, name: str, slugs: set[str]) -> Topic:
    kept = term.slug if term.kept is not None else ""
    wanted = kept or slugify(term.slug, allow_unicode=True)[:90] or slugify(name, allow_unicode=True)[:90] or "topic"
    slug = wanted if wanted not in slugs else next(s for n in range(2, 10**9) if (s := f"{wanted}-{n}") not in slugs)
    slugs.add(slug)
    job.report.count("topic", "created")
    return Topic(pk=job.ids.take(Topic, 1)[0], name=name, slug=slug, description=term.description)


def add_pictures(job: Job, terms: Iterable[Term]) -> None:
    """Once the photos are stored: pictures of new sections and topics."""
    for term in terms:
        stored = job.catalogue.stored(term.picture) if term.picture else None
        if term.picture is not None and stored is None:
            job.report.warn(term.origin, term.name, f"picture not found: {term.picture}")
            list_lost(job, term.picture, term.origin, term.name)
        if stored is None or stored.model != "photo":
            continue
        if term.taxonomy is Taxonomy.SECTION:
            _fill_empty(job, job.sections[term.origin.key], picture=stored.object_id)
            continue
        topic = job.topics[term.origin.key]
        if topic.picture_id is None:
            with changing(job, topic, ("picture",)):
                topic.picture_id = stored.object_id
                Topic.objects.filter(pk=topic.pk).update(picture=stored.object_id)
