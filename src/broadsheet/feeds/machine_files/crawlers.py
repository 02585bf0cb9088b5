"""Which crawlers there are, and what each is sent for, as those who send it say.

docs/guide/machines.md prints this table for editors.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from broadsheet.fronts.models import Machines


class Purpose(Enum):
    """What a crawler takes a page for; one choice of an editor's each."""

    SEARCH = "search"
    ANSWERS = "answers"
    TRAINING = "training"


@dataclass(frozen=True)
class Crawler:
    """One name as robots.txt knows it (RFC 9309, 2.2.1), who sends it, and what for."""

    name: str
    sender: str
    purpose: Purpose


def _sent_for(purpose: Purpose, **names: str) -> tuple[Crawler, ...]:
    return tuple(
        Crawler(name, sender.replace("_", " "), purpose) for sender, listed in names.items() for name in listed.split()
    )


CRAWLERS = (
    *_sent_for(
        Purpose.SEARCH,
        Google="Googlebot Googlebot-News Googlebot-Image",
        Microsoft="bingbot",
        Apple="Applebot",
        DuckDuckGo="DuckDuckBot",
        Brave="Bravebot",
        Yandex="YandexBot",
        Baidu="Baiduspider",
        Naver="Yeti",
        Seznam="SeznamBot",
        Qwant="Qwantbot",
        Mojeek="MojeekBot",
        Huawei="PetalBot",
    ),
    *_sent_for(
        Purpose.ANSWERS,
        OpenAI="OAI-SearchBot ChatGPT-User",
        Anthropic="Claude-SearchBot Claude-User",
        Perplexity="PerplexityBot Perplexity-User",
        Google="Google-NotebookLM",
        Mistral="MistralAI-User",
        DuckDuckGo="DuckAssistBot",
        Meta="meta-externalfetcher meta-webindexer",
        Amazon="Amzn-SearchBot Amzn-User",
        You_com="YouBot",
    ),
    *_sent_for(
        Purpose.TRAINING,
        OpenAI="GPTBot",
        Anthropic="ClaudeBot anthropic-ai",
        Google="Google-Extended Google-CloudVertexBot",
        Apple="Applebot-Extended",
        Meta="meta-externalagent FacebookBot",
        Amazon="Amazonbot",
        ByteDance="Bytespider",
        Common_Crawl="CCBot",
        Cohere="cohere-training-data-crawler cohere-ai",
        Ai2="AI2Bot Ai2Bot-Dolma",
        Diffbot="Diffbot",
        Huawei="PanguBot",
        Webz_io="Webzio-Extended omgili",
        LAION="img2dataset",
    ),
)


def is_allowed(purpose: Purpose, machines: Machines) -> bool:
    """What the paper's editors chose."""
    return {
        Purpose.SEARCH: machines.allow_search,
        Purpose.ANSWERS: machines.allow_answers,
        Purpose.TRAINING: machines.allow_training,
    }[purpose]
