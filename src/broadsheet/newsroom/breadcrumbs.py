"""The way from the front of the paper to a section."""

from collections.abc import Mapping
from dataclasses import dataclass

from wagtail.models import Page


@dataclass(frozen=True)
class Crumb:
    """One step of a breadcrumb."""

    title: str
    address: str


def crumbs_of(path: str, sections: Mapping[str, Crumb]) -> list[Crumb]:
    """Steps to the page at tree path ``path``, outermost first; ``sections`` are known by their tree paths."""
    ends = range(Page.steplen, len(path) + 1, Page.steplen)
    return [sections[path[:end]] for end in ends if path[:end] in sections]
