"""Holds sitemaps to the published schemas."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from broadsheet.feeds.sitemaps.documents import IMAGE, NEWS, SITEMAP

SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "sitemaps"
IMAGES = Path(__file__).with_name("sitemap-image.xsd")
PLACES = {"s": SITEMAP, "i": IMAGE, "n": NEWS}


@cache
def _schema(name: str) -> etree.XMLSchema:
    files = {SITEMAP: SCHEMAS / name, NEWS: SCHEMAS / "sitemap-news.xsd", IMAGE: IMAGES}
    imports = "".join(f'<xsd:import namespace="{place}" schemaLocation="{file}"/>' for place, file in files.items())
    together = f'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">{imports}</xsd:schema>'
    return etree.XMLSchema(etree.fromstring(together))


def valid(body: bytes) -> etree._Element:
    """The document, held to the schema of its kind; where the schemas are not at hand, as a developer may not have
    them, only read."""
    document = etree.fromstring(body)
    if not SCHEMAS.is_dir():
        if os.environ.get("CI"):
            raise AssertionError(f"{SCHEMAS} is missing")
        pytest.skip(f"{SCHEMAS} is not there to validate with")
    name = "siteindex.xsd" if document.tag.endswith("sitemapindex") else "sitemap.xsd"
    _schema(name).assertValid(document)
    return document


def found(document: etree._Element, path: str) -> list[str]:
    """The texts at an XPath; ``s:``, ``i:`` and ``n:`` stand for the three namespaces."""
    return [str(text) for text in document.xpath(f"{path}/text()", namespaces=PLACES)]
