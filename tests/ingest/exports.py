"""Small WordPress exports and folders for the tests of imports, and the real ones beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

INPUTS = Path(__file__).resolve().parents[3] / "shared" / "inputs" / "wordpress"
THEME_TEST = INPUTS / "themeunittestdata.wordpress.xml"
BLOCK_TEST = INPUTS / "64-block-test-data.xml"

needs_inputs = pytest.mark.skipif(
    not INPUTS.is_dir() and not os.environ.get("CI"),
    reason="WordPress's own test exports are not here (../shared/inputs/wordpress)",
)

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old Gazette</title><link>https://old.example</link>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://old.example</wp:base_site_url><wp:base_blog_url>https://old.example</wp:base_blog_url>
"""
TAIL = "</channel></rss>\n"


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def item(number: int = 1, title: str = "A story", body: str = "Some words.", **fields: str) -> str:
    """One <item>. Fields are WordPress's own names; `categories`, `tags` and `meta` are 'a=b,c=d'."""
    values = {
        "post_type": "post",
        "status": "publish",
        "post_name": f"story-{number}",
        "post_date": "2020-05-01 12:00:00",
        "post_date_gmt": "2020-05-01 11:00:00",
        "post_parent": "0",
        "menu_order": "0",
        "post_password": "",
        "link": f"https://old.example/2020/05/story-{number}/",
        "creator": "mara",
        "excerpt": "",
        "pubDate": "Fri, 01 May 2020 11:00:00 +0000",
    } | fields
    inside = {"link", "creator", "excerpt", "pubDate", "categories", "tags", "meta", "extra"}
    wp = "".join(f"<wp:{name}>{cdata(value)}</wp:{name}>" for name, value in values.items() if name not in inside)
    return (
        f"<item><title>{cdata(title)}</title><link>{escape(values['link'])}</link>"
        f"<pubDate>{values['pubDate']}</pubDate><dc:creator>{cdata(values['creator'])}</dc:creator>"
        f"<content:encoded>{cdata(body)}</content:encoded><excerpt:encoded>{cdata(values['excerpt'])}</excerpt:encoded>"
        f"<wp:post_id>{number}</wp:post_id>{wp}"
        + _terms("category", values.get("categories", ""))
        + _terms("post_tag", values.get("tags", ""))
        + _meta(values.get("meta", ""))
        + values.get("extra", "")
        + "</item>\n"
    )


def attachment(number: int, url: str, **fields: str) -> str:
    """One <item> of a picture or file."""
    return item(number, f"Picture {number}", "", post_type="attachment", status="inherit", attachment_url=url, **fields)


def _terms(domain: str, names: str) -> str:
    found = [name for name in names.split(",") if name]
    return "".join(
        f'<category domain="{domain}" nicename="{name.lower().replace(" ", "-")}">{cdata(name)}</category>'
        for name in found
    )


def _meta(pairs: str) -> str:
    found = [pair.partition("=") for pair in pairs.split(",") if pair]
    return "".join(
        f"<wp:postmeta><wp:meta_key>{name}</wp:meta_key><wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>"
        for name, _equals, value in found
    )


def category(number: int, slug: str, name: str, parent: str = "") -> str:
    return (
        f"<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:category_parent>{parent}</wp:category_parent><wp:cat_name>{cdata(name)}</wp:cat_name></wp:category>\n"
    )


def author(login: str, name: str, about: str = "") -> str:
    return (
        f"<wp:author><wp:author_login>{login}</wp:author_login><wp:author_display_name>{cdata(name)}"
        f"</wp:author_display_name><wp:author_description>{cdata(about)}</wp:author_description></wp:author>\n"
    )


def export(folder: Path, *parts: str, name: str = "old.xml", head: str = HEAD) -> Path:
    """An export file that holds these parts."""
    path = folder / name
    path.write_text(head + "".join(parts) + TAIL, encoding="utf-8")
    return path


def paper_folder(folder: Path, files: dict[str, str]) -> Path:
    """A folder of Markdown files, by their paths."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "stories").mkdir(exist_ok=True)
    return folder
