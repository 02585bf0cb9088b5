"""What editors arranged by hand, in front.yaml: masthead, menus, Editors' Picks, packages, the front, letters' page."""

from __future__ import annotations

from typing import Any

from broadsheet.fronts.models import EditorsPicks, Masthead, Menu, Package
from broadsheet.ingest.exporters.blocks import list_items, photo_reference, rich_text
from broadsheet.ingest.exporters.content import Content
from broadsheet.ingest.exporters.file_names import stem_of
from broadsheet.ingest.exporters.folder_house import house_values
from broadsheet.ingest.exporters.folder_pages import page_values
from broadsheet.ingest.exporters.markdown_bodies import markdown_field
from broadsheet.ingest.exporters.references import PAGE_FIELDS, raw_rows
from broadsheet.ingest.exporters.yaml_text import yaml_text

MASTHEAD = ("name", "tagline", "preset", "headline_face", "accent", "paper_colour", "copyright")


def front_document(content: Content) -> str:
    """Pages are named by their addresses here, photos by their files, topics by theirs."""
    values = {
        "masthead": _masthead(content),
        **house_values(content),
        "menus": {menu.location: _menu(menu, content) for menu in Menu.objects.order_by("location")},
        "picks": [address_of(pick.story_id, content) for pick in _picks()],
        "packages": _packages(content),
        "contact": [_contact(one, content) for one in content.contact_pages()],
        "front": {"title": content.front.title, "rows": _rows(content.front.rows, content)},
    }
    return yaml_text(values)


def address_of(page_id: int | None, content: Content) -> str | None:
    page = content.page(page_id)
    return page.address if page else None


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", [], {}, False)}


def _masthead(content: Content) -> dict[str, Any]:
    row = Masthead.objects.filter(pk=1).first() or Masthead()
    values = {name: getattr(row, name) for name in MASTHEAD}
    values |= {
        "logo_light": photo_reference(row.logo_light_id, content).url,
        "logo_dark": photo_reference(row.logo_dark_id, content).url,
        "notice": markdown_field(rich_text(row.notice, content)),
        "notice_until": row.notice_until or "",
        "follow": [one["value"] for one in raw_rows(row.follow)],
    }
    return _filled(values)


def _menu(menu: Menu, content: Content) -> dict[str, Any]:
    items = [_link(row["value"], content) for row in raw_rows(menu.items)]
    return _filled({"title": menu.title}) | {"items": items}


def _link(value: dict[str, Any], content: Content) -> dict[str, Any]:
    children = [_link(child, content) for child in list_items(value.get("children", []))]
    link = {"label": value.get("label", ""), "page": address_of(value.get("page"), content) or "", "url": value["url"]}
    return _filled({**link, "children": children}) or {"label": ""}


def _picks() -> list[Any]:
    picks = EditorsPicks.objects.filter(pk=1).first()
    return list(picks.picks.order_by("sort_order")) if picks else []


def _packages(content: Content) -> list[dict[str, Any]]:
    found = []
    for one in content.plain_pages(list(Package.objects.order_by("path"))):
        package = one.page
        chosen = package.chosen.order_by("sort_order").values_list("story_id", flat=True)
        topic = content.topics.get(package.topic_id or 0)
        values = {
            "label": package.label,
            "standfirst": package.standfirst,
            "picture": photo_reference(package.picture_id, content).url,
            "topic": stem_of(topic.slug) if topic else "",
            "stories": [address_of(story_id, content) for story_id in chosen],
        }
        found.append(_filled({**page_values(one), **values}))
    return found


def _contact(one: Any, content: Content) -> dict[str, Any]:
    page = one.page
    values = {
        "introduction": markdown_field(rich_text(page.introduction, content)),
        "thanks": markdown_field(rich_text(page.thanks, content)),
        "desk_email": page.desk_email,
    }
    return _filled({**page_values(one), **values})


def _rows(stream: Any, content: Content) -> list[dict[str, Any]]:
    rows = []
    for row in raw_rows(stream):
        values = {name: _row_value(name, value, content) for name, value in row["value"].items()}
        rows.append({"type": row["type"], **values})
    return rows


def _row_value(name: str, value: Any, content: Content) -> Any:
    if name in PAGE_FIELDS:
        return address_of(value, content)
    if isinstance(value, list):
        return [address_of(story_id, content) for story_id in list_items(value)]
    return value
