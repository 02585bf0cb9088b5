"""Recognises addresses of videos, posts and maps, and says how to show each without asking its site first.

No request is made: the player's address is worked out from the address alone, so a story can be saved
on a train and read without anybody being told.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit


@dataclass(frozen=True)
class Embed:
    """How one address is shown. ``player_url`` is empty where only a link can be offered."""

    provider: str
    url: str
    player_url: str = ""
    ratio: str = "16x9"


@dataclass(frozen=True)
class _Rule:
    provider: str
    pattern: re.Pattern[str]
    player: str
    ratio: str = "16x9"


_RULES = (
    _Rule(
        "YouTube",
        re.compile(
            r"^https?://(?:www\.|m\.)?(?:youtube\.com/(?:watch\?(?:.*&)?v=|embed/|shorts/|live/)|youtu\.be/)"
            r"(?P<id>[\w-]{6,15})"
        ),
        "https://www.youtube-nocookie.com/embed/{id}?autoplay=1",
    ),
    _Rule(
        "Vimeo",
        re.compile(r"^https?://(?:www\.|player\.)?vimeo\.com/(?:video/)?(?P<id>\d{5,12})"),
        "https://player.vimeo.com/video/{id}?dnt=1&autoplay=1",
    ),
    _Rule(
        "Dailymotion",
        re.compile(r"^https?://(?:www\.)?(?:dailymotion\.com/video/|dai\.ly/)(?P<id>[a-z0-9]{5,12})", re.I),
        "https://geo.dailymotion.com/player.html?video={id}",
    ),
    _Rule(
        "Spotify",
        re.compile(r"^https?://open\.spotify\.com/(?P<id>(?:track|album|episode|show|playlist)/[A-Za-z0-9]{10,30})"),
        "https://open.spotify.com/embed/{id}",
        "audio",
    ),
    _Rule(
        "SoundCloud",
        re.compile(r"^(?P<id>https?://soundcloud\.com/[\w-]+/[\w-]+)"),
        "https://w.soundcloud.com/player/?url={id}",
        "audio",
    ),
)

_NAMES = {
    "x.com": "X",
    "twitter.com": "X",
    "facebook.com": "Facebook",
    "instagram.com": "Instagram",
    "tiktok.com": "TikTok",
    "bsky.app": "Bluesky",
    "threads.net": "Threads",
}

PLAYER_ORIGINS = tuple(sorted({f"https://{urlsplit(rule.player).netloc}" for rule in _RULES}))
"""What the Content-Security-Policy must let a reader's click load in a frame."""


def embed_for(url: str) -> Embed:
    """Return how to show ``url``; an unknown address becomes a plain link named by its host."""
    for rule in _RULES:
        match = rule.pattern.match(url)
        if match:
            identity = match["id"]
            if identity.startswith("http"):
                identity = quote(identity, safe="")
            return Embed(rule.provider, url, rule.player.format(id=identity), rule.ratio)
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    return Embed(_NAMES.get(host, host), url)
