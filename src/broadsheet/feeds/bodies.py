"""A story's body as HTML that stands by itself: no scripts, no classes, nothing of our page around it.

Each block has a function that turns its stored value into HTML. What editors and imports wrote as HTML is made whole
piece by piece; the story is sanitised and given complete addresses once, at the end (lib/sanitising.py).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from broadsheet.feeds.addresses import complete
from broadsheet.feeds.pictures import shown_picture
from broadsheet.feeds.references import Block, References, items_of, references_of, with_links
from broadsheet.lib.embeds import embed_for
from broadsheet.lib.sanitising import clean_portable, clean_stored
from broadsheet.lib.xml_text import xml_text
from broadsheet.newsroom.models import Story, StoryCorrection


def bodies_of(stories: Sequence[Story], references: References | None = None) -> list[str]:
    """Everything readers are told in each story but its headline and byline, as HTML. Six queries for all of them.

    Corrections must have been fetched with the stories. Whoever gives the ``references`` decides what is shown of them.
    """
    references = references or references_of(story.body.raw_data for story in stories)
    texts = with_links([_whole(story, references) for story in stories])
    pairs = zip(stories, texts, strict=True)
    return [clean_portable(_in_language(story, xml_text(text)), complete(story.address)) for story, text in pairs]


def notes_as_html(corrections: Sequence[tuple[StoryCorrection, str]]) -> list[str]:
    """Corrections as HTML that stands by itself, each given with the complete address of its story. Two queries."""
    texts = with_links([_as_written(correction.note) for correction, _base in corrections])
    return [clean_portable(xml_text(text), base) for text, (_note, base) in zip(texts, corrections, strict=True)]


def _whole(story: Story, references: References) -> str:
    lead = shown_picture(story.lead_picture, story.lead_alt, story.lead_caption)
    parts = [
        format_html("<p><strong>{}</strong></p>", _("Sponsored")) if story.is_sponsored else "",
        format_html("<p><strong>{}</strong></p>", story.standfirst) if story.standfirst else "",
        lead.as_figure() if lead else "",
        _key_points(story.key_points.raw_data),
        *(block_as_html(block, references) for block in story.body.raw_data),
        *(_correction(correction) for correction in corrections_of(story)),
        _titled(_("Summary"), story.summary) if story.summary else "",
        _questions(story.questions.raw_data),
    ]
    return "\n".join(part for part in parts if part)


def corrections_of(story: Story) -> list[StoryCorrection]:
    """The notes beside a story, the latest first, as its page has them."""
    return sorted(story.corrections.all(), key=lambda correction: correction.date, reverse=True)


def _in_language(story: Story, html: str) -> str:
    """What is not written as the paper is says so, with the direction it is read in."""
    if not story.language or not html:
        return html
    return format_html('<div lang="{}" dir="{}">{}</div>', story.language, story.text_direction, mark_safe(html))  # noqa: S308  # sanitised next


def _as_written(html: str | None) -> SafeString:
    """Each piece is made whole: a comment or a tag that nobody closed would swallow what comes after it."""
    return mark_safe(clean_stored(html) if html else "")  # noqa: S308  # just sanitised


def _titled(title: str, html: str) -> str:
    return format_html("<h2>{}</h2>{}", title, _as_written(html))


def _key_points(stored: Iterable[Block]) -> str:
    points = [block["value"] for block in stored]
    rows = format_html_join("", "<li>{}{}</li>", ((_labelled(point.get("label")), point["text"]) for point in points))
    return format_html("<h2>{}</h2><ol>{}</ol>", _("Key points"), rows) if points else ""


def _labelled(label: str | None) -> str:
    return format_html("<b>{}</b> ", label) if label else ""


def _questions(stored: Iterable[Block]) -> str:
    asked = [(block["value"]["question"], _as_written(block["value"]["answer"])) for block in stored]
    rows = format_html_join("", "<h3>{}</h3>{}", asked)
    return format_html("<h2>{}</h2>{}", _("Frequently asked questions"), rows) if asked else ""


def _correction(correction: StoryCorrection) -> str:
    day = date_format(localtime(correction.date), "DATE_FORMAT")
    kind = correction.get_kind_display()
    return format_html("<div><p><b>{}</b>, {}</p>{}</div>", kind, day, _as_written(correction.note))


# Blocks


def block_as_html(block: Block, references: References) -> str:
    """One block of a body; empty for what readers are not shown, and for a kind of block nobody knows any more."""
    maker = _BLOCKS.get(block["type"])
    return maker(block["value"] or {}, references) if maker else ""


def _text(value: str, references: References) -> str:
    return _as_written(value or "")


def _heading(value: Any, references: References) -> str:
    template = "<h3>{}</h3>" if value.get("level") == "3" else "<h2>{}</h2>"
    return format_html(template, value.get("text", ""))


def _picture(value: Any, references: References) -> str:
    photo = references.photos.get(value.get("photo"))
    shown = shown_picture(photo, value.get("alt") or "", value.get("caption") or "")
    return shown.as_figure() if shown else ""


def _gallery(value: Any, references: References) -> str:
    shown = [_picture(picture, references) for picture in items_of(value.get("pictures"))]
    figures = format_html_join("", "{}", ((figure,) for figure in shown if figure))
    return _boxed(value.get("title"), figures) if figures else ""


def _boxed(title: str | None, html: SafeString) -> str:
    head = format_html("<p><b>{}</b></p>", title) if title else ""
    return format_html("<div>{}{}</div>", head, html)


def _quote(value: Any, references: References) -> str:
    return _quoted(_as_written(value.get("text")), value.get("source"))


def _pull_quote(value: Any, references: References) -> str:
    return _quoted(format_html("<p>{}</p>", value.get("text", "")), value.get("source"))


def _quoted(html: str, source: str | None) -> str:
    below = format_html("<p><cite>{}</cite></p>", source) if source else ""
    return format_html("<blockquote>{}{}</blockquote>", html, below)


def _list(value: Any, references: References) -> str:
    rows = format_html_join("", "<li>{}</li>", ((_as_written(item),) for item in items_of(value.get("items"))))
    return format_html("<ol>{}</ol>" if value.get("style") == "numbered" else "<ul>{}</ul>", rows)


def _table(value: Any, references: References) -> str:
    rows = value.get("data") or []
    head = rows[:1] if value.get("first_row_is_table_header") else []
    caption = value.get("table_caption")
    return format_html(
        "<table>{}{}<tbody>{}</tbody></table>",
        format_html("<caption>{}</caption>", caption) if caption else "",
        format_html("<thead>{}</thead>", _rows(head, '<th scope="col">{}</th>')) if head else "",
        _rows(rows[len(head) :], "<td>{}</td>", bool(value.get("first_col_is_header"))),
    )


def _rows(rows: Sequence[Sequence[Any]], cell: str, is_first_a_header: bool = False) -> str:
    made = []
    for row in rows:
        shown = ["" if one is None else one for one in row]
        first = format_html('<th scope="row">{}</th>', shown[0]) if is_first_a_header and shown else ""
        rest = format_html_join("", cell, ((one,) for one in shown[1 if first else 0 :]))
        made.append((first, rest))
    return format_html_join("", "<tr>{}{}</tr>", made)


def _embed(value: Any, references: References) -> str:
    """A link: what plays it asks its own site, which only a reader may decide."""
    url = value.get("url", "")
    provider = embed_for(url).provider
    title = value.get("title") or _("See it on %(source)s") % {"source": provider}
    caption = format_html("<p>{}</p>", value["caption"]) if value.get("caption") else ""
    return format_html('<p><a href="{}">{}</a> ({})</p>{}', url, title, provider, caption)


def _file(value: Any, references: References) -> str:
    found = references.files.get(value.get("document"))
    if found is None:
        return ""
    said = [found.file_extension.upper(), *([filesizeformat(found.file_size)] if found.file_size else [])]
    return format_html('<p><a href="{}">{}</a> ({})</p>', found.url, value.get("title") or found.title, ", ".join(said))


def _related_story(value: Any, references: References) -> str:
    story = references.stories.get(value.get("story"))
    if story is None:
        return ""
    return format_html('<p>{}: <a href="{}">{}</a></p>', _("Read also"), story.address, story.card_headline)


def _info_box(value: Any, references: References) -> str:
    return _boxed(value.get("title"), _as_written(value.get("text")))


def _code(value: Any, references: References) -> str:
    return format_html("<pre><code>{}</code></pre>", value.get("code", ""))


def _markup(value: Any, references: References) -> str:
    return _as_written(value.get("html"))


_BLOCKS: dict[str, Callable[[Any, References], str]] = {
    "text": _text,
    "heading": _heading,
    "picture": _picture,
    "gallery": _gallery,
    "quote": _quote,
    "pull_quote": _pull_quote,
    "list": _list,
    "table": _table,
    "embed": _embed,
    "file": _file,
    "related_story": _related_story,
    "info_box": _info_box,
    "code": _code,
    "markup": _markup,
}
