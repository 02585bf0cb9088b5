"""A story as text to copy: HTML and plain words that say whose they are, and stand by themselves anywhere."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from broadsheet.feeds.addresses import complete
from broadsheet.feeds.entries import title_of
from broadsheet.fronts.models import Republishing
from broadsheet.lib.xml_text import one_line
from broadsheet.newsroom.models import Story
from broadsheet.partners.passing_on import bodies_to_pass_on
from broadsheet.partners.plain_bodies import plain_body


@dataclass(frozen=True)
class Copy:
    """What is copied: HTML, plain text, and the line for a page's head that names the original."""

    html: str
    text: str
    head: str


def copy_of(story: Story, terms: Republishing, paper: str) -> Copy:
    """The story for whoever republishes it, under ``terms``; ``paper`` is the paper's name. Eight queries at most."""
    (body,), _references = bodies_to_pass_on([story], terms.with_pictures)
    link = complete(story.address)
    title, byline = title_of(story), _byline(story, paper)
    machines = format_html("<p>{}</p>\n", story.told_of_machines) if story.told_of_machines else ""
    safe = mark_safe(body)  # noqa: S308  # feeds/bodies.py has sanitised it
    foot = _source_line(story, terms, paper)
    html = format_html("<h1>{}</h1>\n<p>{}</p>\n{}\n{}{}\n", title, byline, safe, machines, foot)
    plain = [title, byline, plain_body(body), story.told_of_machines, _plain_source(story, terms, paper)]
    head = format_html('<link rel="canonical" href="{}">', link)
    return Copy(_unmarked(html), "\n\n".join(part for part in plain if part) + "\n", _unmarked(head))


def _unmarked(html: str) -> str:
    """Without Django's mark that it need not be escaped: here it is text, shown in a field."""
    return "".join([html])


def _byline(story: Story, paper: str) -> str:
    names = one_line(story.author_names)
    return _("By %(authors)s, %(paper)s") % {"authors": names, "paper": paper} if names else paper


def _day(story: Story) -> str:
    day: date | None = story.local_date
    return date_format(day, "DATE_FORMAT") if day else ""


def _source_line(story: Story, terms: Republishing, paper: str) -> SafeString:
    link = format_html('<a href="{}">{}</a>', complete(story.address), paper)
    first = format_html(_("First published by {paper} on {day}."), paper=link, day=_day(story))
    return format_html("<p><em>{} {}</em></p>", first, _licence(terms))


def _licence(terms: Republishing) -> SafeString:
    name = terms.licence_name
    shown = format_html('<a href="{}" rel="license">{}</a>', terms.licence_url, name) if terms.licence_url else name
    return format_html(_("Republished under {licence}."), licence=shown)


def _plain_source(story: Story, terms: Republishing, paper: str) -> str:
    first = _("First published by {paper} on {day}.").format(paper=paper, day=_day(story))
    licence = _("Republished under {licence}.").format(licence=terms.licence_name)
    return "\n".join(part for part in (f"{first} {licence}", complete(story.address), terms.licence_url) if part)
