"""Categories, tags and a plugin's taxonomies of a WordPress export, declared in its head or named by a story alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from broadsheet.ingest.parsers.wxr_items import ItemTerm, WxrItem, plain, readable_slug
from broadsheet.ingest.parsers.wxr_mapping import FURNITURE_TERMS, WxrMapping
from broadsheet.ingest.records import Origin, Taxonomy, Term

DEFAULT_CATEGORIES = ("uncategorized", "uncategorised", "allgemein", "non-classe", "sin-categoria", "senza-categoria")
PRIMARY = ("_yoast_wpseo_primary_category", "rank_math_primary_category", "_seopress_robots_primary_cat")
FOLDERS = {"post_tag": "tag"}
"""What stands before a term's slug in its address, where that is not the taxonomy's name."""


class TermCollector:
    """Gathers terms while the export is read."""

    def __init__(self, mapping: WxrMapping) -> None:
        self.mapping = mapping
        self.unmapped: Counter[str] = Counter()  # how often a taxonomy was named that nobody mapped
        self._terms: dict[tuple[Taxonomy, str], Term] = {}
        self._domains: dict[tuple[Taxonomy, str], str] = {}
        self._numbers: dict[str, tuple[Taxonomy, str]] = {}

    def declare(self, domain: str, values: Mapping[str, str], origin: Origin, base: str) -> None:
        """A term from the head of the export; `values` are its fields by WordPress's names."""
        slug = readable_slug(_first(values, "category_nicename", "tag_slug", "term_slug"))
        name = plain(_first(values, "cat_name", "tag_name", "term_name"))
        taxonomy = self._taxonomy(domain)
        if taxonomy is None or not (slug or name):
            return
        term = self._keep(taxonomy, domain, slug or name, name, origin)
        term.parent = term.parent or readable_slug(_first(values, "category_parent", "term_parent"))
        described = _first(values, "category_description", "tag_description", "term_description")
        term.description = term.description or plain(described)
        self._number(term, values.get("term_id", "").strip(), base)

    def meet(self, terms: list[ItemTerm], origin: Origin) -> None:
        """Terms of an entry; one the head does not declare is made from its name."""
        for term in terms:
            taxonomy = self._taxonomy(term.domain)
            if taxonomy is not None and term.slug:
                self._keep(taxonomy, term.domain, term.slug, term.name, origin)

    def slugs_of(self, item: WxrItem, wanted: Taxonomy) -> tuple[str, ...]:
        """Keys of the entry's sections or topics, in their order."""
        found = [term.slug for term in item.terms if self.mapping.taxonomy_of(term.domain) is wanted and term.slug]
        return tuple(dict.fromkeys(found))

    def primary_section(self, item: WxrItem) -> str:
        """The category an editor marked as the main one (Yoast, Rank Math, SEOPress), when the story is in it."""
        number = next((item.meta[name].strip() for name in PRIMARY if item.meta.get(name)), "")
        taxonomy, slug = self.numbered(number)
        return slug if taxonomy is Taxonomy.SECTION and slug in self.slugs_of(item, Taxonomy.SECTION) else ""

    def numbered(self, number: str) -> tuple[Taxonomy | None, str]:
        """The term of that number in WordPress."""
        return self._numbers.get(number, (None, ""))

    def terms(self, base: str) -> Iterator[Term]:
        """All terms, with their parents' slugs and their old addresses."""
        by_name = {(term.taxonomy, term.name): term.slug for term in self._terms.values()}
        for (taxonomy, _slug), term in self._terms.items():
            if term.parent and (taxonomy, term.parent) not in self._terms:
                term.parent = by_name.get((taxonomy, term.parent), term.parent)  # version 1.0 gives the name
        for key, term in self._terms.items():
            folder = FOLDERS.get(self._domains[key], self._domains[key])
            trails = ("/".join(map(quote, self._trail(term))), quote(term.slug))
            addresses = (*term.addresses, *(f"{base}/{folder}/{trail}/" for trail in trails))
            term.addresses = tuple(dict.fromkeys(addresses))
            yield term

    def _taxonomy(self, domain: str) -> Taxonomy | None:
        taxonomy = self.mapping.taxonomy_of(domain)
        if taxonomy is None and domain not in FURNITURE_TERMS:
            self.unmapped[domain] += 1
        return taxonomy

    def _keep(self, taxonomy: Taxonomy, domain: str, slug: str, name: str, origin: Origin) -> Term:
        key = (taxonomy, slug)
        if key not in self._terms:
            term = Term(Origin(slug, origin.file, origin.line), taxonomy, name or slug, slug)
            term.is_default = domain == "category" and slug in DEFAULT_CATEGORIES
            self._terms[key] = term
            self._domains[key] = domain
        return self._terms[key]

    def _number(self, term: Term, number: str, base: str) -> None:
        if number and number not in self._numbers:
            self._numbers[number] = (term.taxonomy, term.slug)
            domain = self._domains[term.taxonomy, term.slug]
            if domain in ("category", "post_tag"):
                query = f"cat={number}" if domain == "category" else f"tag={quote(term.slug)}"
                term.addresses += (f"{base}/?{query}",)

    def _trail(self, term: Term) -> list[str]:
        """Slugs from the topmost term down; a circle of parents is cut where it closes."""
        trail = [term.slug]
        current: Term | None = term
        while current is not None and current.parent and current.parent not in trail:
            trail.append(current.parent)
            current = self._terms.get((term.taxonomy, current.parent))
        return trail[::-1]


def _first(values: Mapping[str, str], *names: str) -> str:
    return next((values[name] for name in names if values.get(name)), "")
