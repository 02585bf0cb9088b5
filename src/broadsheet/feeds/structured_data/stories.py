"""A story and what stands on its page: its kind, byline, pictures, corrections, questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from broadsheet.feeds.social_cards.cards import Card
from broadsheet.feeds.structured_data.publisher import publisher_of, website_of
from broadsheet.feeds.structured_data.things import card_image, complete, moment, person, pictures_of
from broadsheet.feeds.structured_data.writing import Node, without_empty
from broadsheet.newsroom.models import CorrectionKind, Story, StoryCorrection
from broadsheet.newsroom.models.stories import Kind
from broadsheet.newsroom.plain_text import html_to_text
from broadsheet.newsroom.signals import story_described

TYPES: Mapping[str, str] = {
    Kind.NEWS: "NewsArticle",
    Kind.ANALYSIS: "AnalysisNewsArticle",
    Kind.OPINION: "OpinionNewsArticle",
    Kind.INTERVIEW: "NewsArticle",
    Kind.REVIEW: "ReviewNewsArticle",
    Kind.EXPLAINER: "BackgroundNewsArticle",
    Kind.SPONSORED: "AdvertiserContentArticle",
}
REPORTAGE = "ReportageNewsArticle"
SPOKEN = [".story-header .headline", ".story-header .standfirst"]
"""What an assistant may read out."""


def type_of(story: Story) -> str:
    """Its type in schema.org. News with a name over it, first published here, is the paper's own reporting."""
    if story.kind == Kind.NEWS and story.authors and not story.canonical_url:
        return REPORTAGE
    return TYPES.get(story.kind, "NewsArticle")


def story_nodes(story: Story, context: Mapping[str, Any], card: Card) -> list[Node]:
    """The story and, where its page has them, its questions with their answers."""
    return [story_node(story, context, card), *question_nodes(story, context)]


def story_node(story: Story, context: Mapping[str, Any], card: Card) -> Node:
    """The story. ``context`` is its page's: ``chrome``, ``meta``, ``corrections``."""
    chrome, meta = context["chrome"], context["meta"]
    publisher = publisher_of(chrome)
    node = without_empty(
        {
            "@type": type_of(story),
            "@id": complete(story.address) + "#story",
            "headline": story.title,
            "description": meta.description,
            "datePublished": moment(story.published_at),
            "dateModified": moment(story.updated_at or story.published_at),
            "author": [person(author) for author in story.authors] or [_in_short(publisher)],
            "publisher": publisher,
            "image": _images(story, card),
            "articleSection": story.section.title if story.section else "",
            "keywords": [topic.name for topic in story.topics_list],
            "wordCount": story.word_count,
            "inLanguage": story.language_tag,
            "mainEntityOfPage": {"@type": "WebPage", "@id": meta.canonical_url},
            "isAccessibleForFree": True,
            "isPartOf": website_of(chrome),
            "speakable": {"@type": "SpeakableSpecification", "cssSelector": SPOKEN},
            "correction": [correction_node(note) for note in context.get("corrections") or []],
        }
    )
    return extended(node, story, context)


def extended(node: Node, story: Story, context: Mapping[str, Any]) -> Node:
    """``node`` with what other apps have to say of the story; see newsroom.signals.story_described.

    A list is added to the list there is; anything else takes the place of what was there.
    """
    answers: list[tuple[Any, Any]] = story_described.send(type(story), instance=story, context=context)
    for _receiver, said in answers:
        for name, value in (said or {}).items():
            known = node.get(name)
            node[name] = [*known, *value] if isinstance(known, list) and isinstance(value, list) else value
    return node


def correction_node(correction: StoryCorrection) -> Node:
    """What was changed, and when. An update corrects nothing, and is called a comment."""
    is_update = correction.kind == CorrectionKind.UPDATE
    return {
        "@type": "Comment" if is_update else "CorrectionComment",
        "name": str(correction.get_kind_display()),
        "datePublished": moment(correction.date),
        "text": html_to_text(correction.note),
    }


def question_nodes(story: Story, context: Mapping[str, Any]) -> list[Node]:
    """The questions answered below the story: ``[FAQPage]`` or nothing."""
    asked = [
        {"@type": "Question", "name": item.value["question"], "acceptedAnswer": {"@type": "Answer", "text": text}}
        for item in story.questions
        if (text := html_to_text(item.value["answer"].source)) and item.value["question"]
    ]
    if not asked:
        return []
    return [
        {
            "@type": "FAQPage",
            "@id": complete(story.address) + "#questions",
            "inLanguage": story.language_tag,
            "mainEntity": asked,
        }
    ]


def _images(story: Story, card: Card) -> list[Node]:
    picture = story.shared_picture
    if picture is None:
        return [card_image(card)]
    is_lead = picture == story.shown_picture
    alt, caption = (story.shown_alt, story.shown_caption) if is_lead else (picture.default_alt_text, picture.caption)
    return pictures_of(picture, alt, html_to_text(caption))


def _in_short(publisher: Node) -> Node:
    """The paper as the author of what has no byline."""
    return {name: publisher[name] for name in ("@type", "@id", "name", "url")}
