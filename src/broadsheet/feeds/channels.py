"""What there are feeds of: the paper, its sections, topics, authors and packages, found by their addresses."""

from django.http import Http404

from broadsheet.feeds.documents import Channel
from broadsheet.fronts.models import Package
from broadsheet.lib.addresses import path_of_address
from broadsheet.lib.xml_text import one_line
from broadsheet.newsroom import lists
from broadsheet.newsroom.models import Author, Section, Topic


def channel_of_paper() -> Channel:
    """Everything the paper publishes."""
    return Channel(lists.PAPER, "", "/")


def channel_of(of: Section | Topic | Author) -> Channel:
    """Everything in a section and its sub-sections, on a topic, or by an author."""
    name = one_line(str(of))
    return Channel(of.list_key, name, of.address, one_line(getattr(of, "standfirst", "")))


def channel_of_package(package: Package) -> Channel:
    """The stories of a package."""
    name = one_line(package.title)
    return Channel(f"package-{package.pk}", name, package.address, one_line(package.standfirst))


def section_or_package_at(path: str) -> Section | Package:
    """The section or package at an address, if every reader may open it. Raises Http404."""
    for kind in (Section, Package):
        found: Section | Package | None = kind.objects.live().public().filter(url_path=path_of_address(path)).first()
        if found is not None:
            return found
    raise Http404
