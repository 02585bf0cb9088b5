"""A WordPress export of any size: `python -m bench.wordpress_export COUNT FILE`. The same count gives the same file.

Every story has a block-editor body of three to five kilobytes with headings, lists, quotes, links to other stories
and pictures; authors, categories, tags, comments and attachments are spread as in a real archive.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

AUTHORS, TAGS = 40, 300
SECTIONS = ("Politics", "Business", "Coast", "Education", "Health", "Culture", "Sport", "Opinion")
STORIES_PER_PICTURE, STORIES_PER_COMMENT = 4, 2
NEWEST = datetime(2025, 12, 31, 8, tzinfo=UTC)
SITE = "https://old.example"
TEXT = """
harbour council tide ferry school budget quay storm bridge market rent nurse pilot island gate barrier marsh street
river vote summer winter bread paper light signal window garden engine letter station bell captain the of and to in a
is that for it was on are as with they be at one have this from
"""
WORDS = TEXT.split()
HEAD = f"""<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old Gazette</title><link>{SITE}</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>{SITE}</wp:base_site_url><wp:base_blog_url>{SITE}</wp:base_blog_url>
"""
TAIL = "</channel></rss>\n"


class Export:
    """The stories of one export, written one by one."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.dice = random.Random(count)

    def write(self, file: TextIO) -> None:
        """The whole export."""
        file.write(HEAD)
        for number in range(AUTHORS):
            file.write(
                f"<wp:author><wp:author_id>{number + 1}</wp:author_id><wp:author_login>author-{number}"
                f"</wp:author_login><wp:author_display_name>Author {number}</wp:author_display_name></wp:author>\n"
            )
        for number, name in enumerate(SECTIONS, 1):
            file.write(
                f"<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename>{name.lower()}"
                f"</wp:category_nicename><wp:cat_name><![CDATA[{name}]]></wp:cat_name></wp:category>\n"
            )
        for number in range(TAGS):
            file.write(
                f"<wp:tag><wp:term_id>{1000 + number}</wp:term_id><wp:tag_slug>tag-{number}</wp:tag_slug>"
                f"<wp:tag_name><![CDATA[Tag {number}]]></wp:tag_name></wp:tag>\n"
            )
        for number in range(1, self.count + 1):
            file.write(self._story(number))
            if number % STORIES_PER_PICTURE == 0:
                file.write(self._attachment(number))
        file.write(TAIL)

    def _words(self, count: int) -> str:
        return " ".join(self.dice.choices(WORDS, k=count)).capitalize()

    def _body(self) -> str:
        blocks: list[Callable[[], str]] = [self._paragraph] * 8 + [self._heading, self._list, self._quote]
        return "\n\n".join(self.dice.choice(blocks)() for _ in range(self.dice.randint(9, 14)))

    def _paragraph(self) -> str:
        other = self.dice.randint(1, self.count)
        link = f' <a href="{SITE}/{date_of(other, self.count):%Y/%m}/story-{other}/">{self._words(3)}</a>'
        inside = f"{self._words(25)} <strong>{self._words(2)}</strong>{link if self.dice.random() < 0.2 else ''}"
        return (
            f"<!-- wp:paragraph -->\n<p>{inside} {self._words(self.dice.randint(10, 40))}.</p>\n<!-- /wp:paragraph -->"
        )

    def _heading(self) -> str:
        return f'<!-- wp:heading -->\n<h2 class="wp-block-heading">{self._words(5)}</h2>\n<!-- /wp:heading -->'

    def _list(self) -> str:
        item = "<!-- wp:list-item -->\n<li>{}</li>\n<!-- /wp:list-item -->"
        items = "\n".join(item.format(self._words(9)) for _ in range(4))
        return f'<!-- wp:list -->\n<ul class="wp-block-list">{items}</ul>\n<!-- /wp:list -->'

    def _quote(self) -> str:
        return (
            f'<!-- wp:quote -->\n<blockquote class="wp-block-quote"><!-- wp:paragraph -->\n<p>{self._words(20)}</p>\n'
            f"<!-- /wp:paragraph --><cite>{self._words(2)}</cite></blockquote>\n<!-- /wp:quote -->"
        )

    def _story(self, number: int) -> str:
        when = date_of(number, self.count)
        category = self.dice.choice(SECTIONS)
        terms = f'<category domain="category" nicename="{category.lower()}"><![CDATA[{category}]]></category>'
        for tag in self.dice.sample(range(TAGS), k=3):
            terms += f'<category domain="post_tag" nicename="tag-{tag}"><![CDATA[Tag {tag}]]></category>'
        comments = self._comment(number, when) if number % STORIES_PER_COMMENT == 0 else ""
        return (
            f"<item><title><![CDATA[{self._words(8)}]]></title><link>{SITE}/{when:%Y/%m}/story-{number}/</link>"
            f"<pubDate>{when:%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
            f"<dc:creator><![CDATA[author-{self.dice.randrange(AUTHORS)}]]></dc:creator>"
            f"<content:encoded><![CDATA[{self._body()}]]></content:encoded>"
            f"<excerpt:encoded><![CDATA[{self._words(20)}]]></excerpt:encoded>"
            f"<wp:post_id>{number}</wp:post_id>{_dates(when)}"
            f"<wp:post_name>story-{number}</wp:post_name><wp:status>publish</wp:status><wp:post_parent>0</wp:post_parent>"
            f"<wp:post_type>post</wp:post_type>{terms}"
            f"<wp:postmeta><wp:meta_key>_edit_last</wp:meta_key><wp:meta_value>1</wp:meta_value></wp:postmeta>"
            f"{comments}</item>\n"
        )

    def _attachment(self, story: int) -> str:
        number = 10_000_000 + story
        path = f"{date_of(story, self.count):%Y/%m}/picture-{story}.jpg"
        return (
            f"<item><title>Picture {story}</title><link>{SITE}/picture-{story}/</link>"
            f"<dc:creator>author-1</dc:creator><content:encoded></content:encoded>"
            f"<excerpt:encoded><![CDATA[{self._words(8)}]]></excerpt:encoded><wp:post_id>{number}</wp:post_id>"
            f"{_dates(date_of(story, self.count))}<wp:post_name>picture-{story}</wp:post_name>"
            f"<wp:status>inherit</wp:status><wp:post_parent>{story}</wp:post_parent>"
            f"<wp:post_type>attachment</wp:post_type>"
            f"<wp:attachment_url>{SITE}/wp-content/uploads/{path}</wp:attachment_url>"
            f"<wp:postmeta><wp:meta_key>_wp_attached_file</wp:meta_key><wp:meta_value>{path}</wp:meta_value>"
            f"</wp:postmeta></item>\n"
        )

    def _comment(self, story: int, when: datetime) -> str:
        return (
            f"<wp:comment><wp:comment_id>{story}</wp:comment_id><wp:comment_author><![CDATA[Reader {story}]]>"
            f"</wp:comment_author><wp:comment_date_gmt>{when:%Y-%m-%d %H:%M:%S}</wp:comment_date_gmt>"
            f"<wp:comment_content><![CDATA[{self._words(30)}]]></wp:comment_content>"
            "<wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment</wp:comment_type>"
            "<wp:comment_parent>0</wp:comment_parent></wp:comment>"
        )


def date_of(number: int, count: int) -> datetime:
    """When the story of that number was published: the last of them shortly before NEWEST."""
    return NEWEST - timedelta(minutes=(count - number) * (50 if count > 10_000 else 200))


def _dates(when: datetime) -> str:
    stamp = f"{when:%Y-%m-%d %H:%M:%S}"
    return f"<wp:post_date>{stamp}</wp:post_date><wp:post_date_gmt>{stamp}</wp:post_date_gmt>"


def make_export(count: int, path: Path) -> Path:
    """Makes the file once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("w", encoding="utf-8") as file:
            Export(count).write(file)
        unfinished.rename(path)
    return path


if __name__ == "__main__":
    make_export(int(sys.argv[1]), Path(sys.argv[2]))
