"""What a new paper has on its first morning: a front, a section, standing pages, menus, roles."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from broadsheet.fronts.models import EditorsPicks, Front, Masthead, Menu
from broadsheet.fronts.policies import make_policies
from broadsheet.fronts.starter_pages import starter_pages
from broadsheet.newsroom.models import ContactPage, Section, StandingPage
from broadsheet.newsroom.passing_time import begin_time
from broadsheet.newsroom.roles import set_up_roles


def found_paper(name: str, tagline: str = "", address: str = "http://localhost") -> Front:
    """Make what every paper needs in an empty database and return its front; harmless when run again.

    ``address`` is the paper's public one, scheme and host with an optional port.
    """
    front = Front.objects.first() or _make_front(name)
    _point_site_at(front, name, address)
    if not Section.objects.exists():
        front.add_child(instance=Section(title=_("News"), slug="news"))
    _make_standing_pages(front)
    _make_settings(name, tagline)
    set_up_roles(front)
    begin_time(timezone.now())
    return front


def _make_front(name: str) -> Front:
    root = Page.get_first_root_node()
    assert root is not None  # noqa: S101  # wagtail's first migration makes it
    for page in root.get_children().exclude(pk__in=Front.objects.values("pk")):
        page.delete()  # the "Welcome to Wagtail" page of a fresh database
    root.refresh_from_db()
    return root.add_child(instance=Front(title=name, slug="front"))


def _point_site_at(front: Front, name: str, address: str) -> None:
    scheme, _sep, host = address.partition("://")
    hostname, _sep, port = host.partition(":")
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": hostname,
            "port": int(port or (443 if scheme == "https" else 80)),
            "root_page": front,
            "site_name": name,
        },
    )


def _make_standing_pages(front: Front) -> None:
    if not StandingPage.objects.exists():
        for page in starter_pages():
            front.add_child(instance=page)
        make_policies(front)
    if not ContactPage.objects.exists():
        front.add_child(
            instance=ContactPage(
                title=_("Contact us"),
                slug="contact",
                introduction=_(
                    "<p>Write to the desk: a story, a mistake, a question. A person reads every message.</p>"
                ),
                thanks=_("<p>Thank you. Your message has reached the desk.</p>"),
            )
        )


def _make_settings(name: str, tagline: str) -> None:
    Masthead.objects.get_or_create(pk=1, defaults={"name": name, "tagline": tagline})
    EditorsPicks.objects.get_or_create(pk=1)
    titles = {
        Menu.Location.MAIN: "",
        Menu.Location.FOOTER_SECTIONS: _("Sections"),
        Menu.Location.FOOTER_NEWS: _("News"),
        Menu.Location.FOOTER_COMPANY: _("The paper"),
    }
    links = {Menu.Location.FOOTER_NEWS: _ways_in(), Menu.Location.FOOTER_COMPANY: _standing_links()}
    for location, title in titles.items():
        items = [("link", link) for link in links.get(location, [])]
        Menu.objects.get_or_create(location=location, defaults={"title": title, "items": items})


def _ways_in() -> list[dict[str, Any]]:
    addresses = {
        _("Archive"): "/archive/",
        _("Topics"): "/topics/",
        _("Our authors"): "/authors/",
        _("Corrections"): "/corrections/",
        _("Search"): "/search/",
    }
    return [{"label": label, "page": None, "url": url, "children": []} for label, url in addresses.items()]


def _standing_links() -> list[dict[str, Any]]:
    pages = [*StandingPage.objects.filter(depth=3).order_by("path"), *ContactPage.objects.all()]
    return [{"label": "", "page": page, "url": "", "children": []} for page in pages]
