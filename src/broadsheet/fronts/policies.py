"""Gives a paper the pages that say how it works, and names them to `Trust`, which tells machines of them."""

from django.utils.html import format_html_join
from wagtail.models import Page

from broadsheet.fronts.models import Trust
from broadsheet.fronts.starter_pages import how_we_work, policies
from broadsheet.newsroom.models import StandingPage


def missing_policies() -> list[str]:
    """The policies for which `Trust` names no page, by their fields."""
    trust = Trust.of_the_paper()
    return [name for name in policies() if getattr(trust, f"{name}_id") is None]


def make_policies(front: Page, is_live: bool = True) -> list[StandingPage]:
    """Make a page with starter text for each policy that has none, below one that lists them; returns those made.

    Drafts (``is_live=False``) are for a paper that is being read: its publisher reads them first.
    """
    missing = missing_policies()
    if not missing:
        return []
    above = StandingPage.objects.child_of(front).filter(slug=how_we_work().slug).first() or _above(front, is_live)
    trust, made = Trust.of_the_paper(), []
    for name, page in policies().items():
        if name in missing:
            page.live = is_live
            made.append(_added(above, page))
            setattr(trust, name, page)
    trust.save()
    list_policies(above)
    return made


def _above(front: Page, is_live: bool) -> StandingPage:
    page = how_we_work()
    page.live = is_live
    return _added(front, page)


def _added(parent: Page, page: StandingPage) -> StandingPage:
    page.has_unpublished_changes = not page.live
    added: StandingPage = parent.add_child(instance=page)
    return added


def list_policies(above: StandingPage) -> None:
    """Links at the foot of its text to the pages `Trust` names; not where somebody has edited it."""
    if above.latest_revision_id is not None:
        return
    trust = Trust.of_the_paper()
    named = [page for name in policies() if (page := getattr(trust, name)) is not None]
    rows = ((page.pk, page.title) for page in named)
    links = format_html_join("", '<li><a linktype="page" id="{}">{}</a></li>', rows)
    texts = [block for block in above.body.raw_data if not block["value"].startswith("<ul>")]
    above.body = [*((block["type"], block["value"]) for block in texts), ("text", f"<ul>{links}</ul>")]
    above.save()
