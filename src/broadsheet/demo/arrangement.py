"""What the demo paper's editors arranged by hand, read from front.yaml and set as the desk would set it."""

from pathlib import Path
from typing import Any

from wagtail.models import Page

from broadsheet.fronts.models import EditorsPick, EditorsPicks, Front, Masthead, Menu, Package, Trust
from broadsheet.fronts.policies import list_policies
from broadsheet.lib.addresses import path_of_address
from broadsheet.media.models import Photo
from broadsheet.newsroom.models import Section, Story, Topic
from broadsheet.newsroom.visible_content import ANNOUNCED, content_of
from broadsheet.record.keeping import keep_version


def _page_at(address: str) -> Page | None:
    return Page.objects.filter(url_path=path_of_address(address)).first()


def _story(reference: str) -> Story:
    """The story named "section/slug". Raises Story.DoesNotExist, which stops the demo from being half made."""
    return Story.objects.get(url_path=path_of_address(reference))


def _section(reference: str) -> Section:
    return Section.objects.get(url_path=path_of_address(reference))


def arrange_masthead(settings: dict[str, Any]) -> None:
    """Name, look and follow links."""
    masthead = Masthead.of_the_paper()
    for name in ("name", "tagline", "preset", "copyright"):
        setattr(masthead, name, settings.get(name) or getattr(masthead, name))
    masthead.follow = [("profile", profile) for profile in settings.get("follow", [])]
    masthead.save()


def arrange_trust(settings: dict[str, Any]) -> None:
    """Who publishes the paper, and its own page on corrections in the place of the founded one."""
    trust, founded = Trust.of_the_paper(), Trust.of_the_paper().corrections_policy
    for name in ("legal_name", "founded", "street_address", "place", "email"):
        setattr(trust, name, settings[name])
    own = _page_at(settings["corrections_policy"])
    trust.corrections_policy = own.specific if own else founded
    trust.save()
    if own is not None and founded is not None:
        founded.unpublish()
        list_policies(founded.get_parent().specific)


def remember_what_was_said(stories: list[dict[str, str]]) -> None:
    """A first version of each, with the words that were corrected later."""
    for one in stories:
        story = _story(one["story"])
        words = content_of(story)
        words["text"] = [line.replace(one["now"], one["before"]) for line in words["text"]]
        words[ANNOUNCED] = []
        keep_version(story, (words, story.published_at or story.first_published_at))


def arrange_packages(packages: list[dict[str, Any]]) -> dict[str, Package]:
    """Special reports by their slugs."""
    made = {}
    front = Front.objects.get()
    for settings in packages:
        package = Package(
            title=settings["title"],
            slug=settings["slug"],
            label=settings.get("label", ""),
            standfirst=settings.get("standfirst", ""),
            picture=_photo(settings.get("picture", "")),
            topic=Topic.objects.get(name=settings["topic"]),
        )
        front.add_child(instance=package)
        package.chosen = [
            package.chosen.model(story=_story(reference), sort_order=order)
            for order, reference in enumerate(settings.get("stories", []))
        ]
        package.save_revision().publish()
        made[settings["slug"]] = package
    return made


def _photo(file_name: str) -> Photo | None:
    stem = Path(file_name).stem
    return Photo.objects.filter(file__startswith=f"original_images/{stem}").first() if stem else None


def arrange_picks(references: list[str]) -> None:
    """Editors' Picks in order."""
    picks, _made = EditorsPicks.objects.get_or_create(pk=1)
    picks.picks = [  # type: ignore[misc]  # modelcluster assigns children like this
        EditorsPick(story=_story(reference), sort_order=order) for order, reference in enumerate(references)
    ]
    picks.save()


def arrange_menus(menus: dict[str, Any]) -> None:
    """The main menu and the footer's three."""
    for location, settings in menus.items():
        menu, _made = Menu.objects.get_or_create(location=location)
        links = settings if isinstance(settings, list) else settings["items"]
        if isinstance(settings, dict):
            menu.title = settings.get("title", "")
        menu.items = [
            ("link", {**_link(link), "children": [_link(c) for c in link.get("children", [])]}) for link in links
        ]
        menu.save()


def _link(link: dict[str, Any]) -> dict[str, Any]:
    """A link to a page where the address is one, so that it follows the page when it moves."""
    page = _page_at(link["url"])
    return {"label": link["label"], "page": page, "url": "" if page else link["url"]}


def arrange_front(rows: list[dict[str, Any]], packages: dict[str, Package]) -> None:
    """The rows of the front page."""
    front = Front.objects.get()
    front.rows = [(row["type"], _ROWS[row["type"]](row, packages)) for row in rows]
    front.save_revision().publish()


def _lead(row: dict[str, Any], packages: dict[str, Package]) -> dict[str, Any]:
    return {
        "lead": _story(row["lead"]),
        "seconds": [_story(reference) for reference in row.get("seconds", [])],
        "related": [_story(reference) for reference in row.get("related", [])],
        "size": 3,
    }


def _section_row(row: dict[str, Any], packages: dict[str, Package]) -> dict[str, Any]:
    return {
        "section": _section(row["section"]),
        "title": row.get("title", ""),
        "layout": row.get("layout", "lead-and-list"),
        "stories": [_story(reference) for reference in row.get("stories", [])],
        "size": None,
    }


def _package_row(row: dict[str, Any], packages: dict[str, Package]) -> dict[str, Any]:
    return {"package": packages[row["package"]], "size": 5}


def _opinion(row: dict[str, Any], packages: dict[str, Package]) -> dict[str, Any]:
    return {"title": "", "stories": [_story(reference) for reference in row.get("stories", [])], "size": 4}


def _latest(row: dict[str, Any], packages: dict[str, Package]) -> dict[str, Any]:
    return {"title": "", "size": 14}


_ROWS = {"lead": _lead, "section": _section_row, "package": _package_row, "opinion": _opinion, "latest": _latest}
