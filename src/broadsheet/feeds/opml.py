"""All feeds of the paper in one file that feed readers take (OPML 2.0, http://opml.org/spec2.opml)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from lxml import etree

from broadsheet.feeds.addresses import complete
from broadsheet.feeds.documents import paper_shown
from broadsheet.fronts.followable import Followable, lists_to_follow
from broadsheet.lib.xml_text import one_line
from broadsheet.newsroom.feed_addresses import RSS


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """Every list of the paper, in groups, each by its RSS feed: a reader needs no second one of the same."""
    return HttpResponse(_written(), content_type="text/x-opml; charset=utf-8")


def _written() -> bytes:
    name = paper_shown().name
    root = etree.Element("opml", {"version": "2.0"})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = _("Feeds of %(paper)s") % {"paper": name}
    body = etree.SubElement(root, "body")
    for group in lists_to_follow(name):
        outlines = etree.SubElement(body, "outline", {"text": group.title})
        for one in group.lists:
            _add_outline(outlines, one)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _add_outline(parent: etree._Element, one: Followable) -> None:
    title = one_line(one.title) or one.address
    attributes = {
        "type": "rss",
        "version": "RSS2",
        "text": title,
        "title": title,
        "xmlUrl": complete(RSS.address(one.address)),
        "htmlUrl": complete(one.address),
    }
    etree.SubElement(parent, "outline", attributes)
