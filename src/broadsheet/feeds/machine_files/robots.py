"""robots.txt (RFC 9309), with the lines of sitemaps.org, contentsignals.org and RSL 1.0."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.urls import reverse

from broadsheet.feeds.machine_files.crawlers import CRAWLERS, Purpose, is_allowed
from broadsheet.fronts.machine_texts import lines_of
from broadsheet.fronts.models import Machines

NEVER = ("/desk/", "/search/", "/_util/", "/lite/search/", "/lite/_util/")
"""What is made for one reader alone: of use to nobody's index, and dear to make."""
ALWAYS = ("/ads.txt", "/app-ads.txt", "/trust.txt", "/license.xml", "/.well-known/")
"""What even those who are refused have to be able to read, since it says on which terms."""
ORDINARY = [f"Disallow: {path}" for path in NEVER]
REFUSED = [*(f"Allow: {path}" for path in ALWAYS), "Disallow: /"]


def robots_txt(machines: Machines) -> str:
    """The whole file. Whoever is not named is taken for a search engine: of those nobody knows all."""
    refused = [*_names(machines, allowed=False), *extra_names(machines)]
    groups = [_group(["*"], [*_content_signal(machines), *(ORDINARY if machines.allow_search else REFUSED)])]
    if refused:
        groups.insert(0, _group(dict.fromkeys(refused), REFUSED))
    named = list(_names(machines, allowed=True))
    if named and not machines.allow_search:
        groups.insert(0, _group(named, ORDINARY))
    return "\n\n".join(["\n".join(group) for group in [*groups, list(_about_the_paper(machines))]]) + "\n"


def extra_names(machines: Machines) -> list[str]:
    """Crawlers an editor named besides. Those the table knows are not spared by it."""
    return [line for line in lines_of(machines.refused_crawlers) if line and line != "*"]


def _names(machines: Machines, allowed: bool) -> Iterator[str]:
    extra = {name.casefold() for name in extra_names(machines)}
    for crawler in CRAWLERS:
        if is_allowed(crawler.purpose, machines) == allowed and crawler.name.casefold() not in extra:
            yield crawler.name


def _group(names: Iterable[str], rules: Iterable[str]) -> list[str]:
    return [*(f"User-agent: {name}" for name in names), *rules]


def _content_signal(machines: Machines) -> list[str]:
    """What may be done with a page once it has been read, for those who are not named above."""
    signals = {"search": Purpose.SEARCH, "ai-input": Purpose.ANSWERS, "ai-train": Purpose.TRAINING}
    said = (f"{name}={'yes' if is_allowed(purpose, machines) else 'no'}" for name, purpose in signals.items())
    return [f"Content-Signal: {', '.join(said)}"]


def _about_the_paper(machines: Machines) -> Iterator[str]:
    """Lines that belong to no group."""
    yield f"License: {settings.PAPER.address}{reverse('license')}"
    if machines.allow_search:
        yield f"Sitemap: {settings.PAPER.address}{reverse('sitemap')}"
