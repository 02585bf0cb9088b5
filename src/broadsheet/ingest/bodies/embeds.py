"""Addresses that a paper shows as an embed: known hosts only, and the players' frames turned into plain addresses."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

EMBED_HOSTS = frozenset({
    "youtube.com", "youtu.be", "youtube-nocookie.com", "vimeo.com", "dailymotion.com", "dai.ly", "twitter.com", "x.com",
    "instagram.com", "facebook.com", "fb.watch", "tiktok.com", "soundcloud.com", "open.spotify.com", "wordpress.tv",
    "videopress.com", "flickr.com", "flic.kr", "ted.com", "bsky.app", "reddit.com", "mixcloud.com", "scribd.com",
    "speakerdeck.com", "slideshare.net", "kickstarter.com", "imgur.com", "giphy.com", "issuu.com", "pinterest.com",
    "threads.net", "datawrapper.de", "datawrapper.dwcdn.net", "flourish.studio", "peertube.tv",
})  # fmt: skip
_PLAYERS = (
    (re.compile(r"^(?:youtube\.com|youtube-nocookie\.com)/embed/([\w-]{6,})"), "https://www.youtube.com/watch?v={}"),
    (re.compile(r"^player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/{}"),
    (
        re.compile(r"^(?:dailymotion\.com|geo\.dailymotion\.com)/embed/video/(\w+)"),
        "https://www.dailymotion.com/video/{}",
    ),
    (re.compile(r"^open\.spotify\.com/embed/(\w+/\w+)"), "https://open.spotify.com/{}"),
    (re.compile(r"^videopress\.com/(?:embed|v)/(\w+)"), "https://videopress.com/v/{}"),
    (re.compile(r"^datawrapper\.dwcdn\.net/(\w+)"), "https://datawrapper.dwcdn.net/{}/"),
)
_BARE = re.compile(r"^https?://[^\s<>\"]+$")


def embed_of(address: str) -> str:
    """The address, tidied, when a known host serves it; else ''."""
    address = address.strip().replace("&amp;", "&")
    if not _BARE.match(address):
        return ""
    return address.replace("http://", "https://", 1) if _host(address) in EMBED_HOSTS or _is_subdomain(address) else ""


def embed_of_frame(source: str | None) -> str:
    """What an <iframe> of a known player shows, as the address a reader would open; else ''."""
    source = (source or "").strip()
    source = f"https:{source}" if source.startswith("//") else source
    parts = urlsplit(source) if _BARE.match(source) else urlsplit("")
    bare = f"{parts.netloc.lower().removeprefix('www.')}{parts.path}"
    for pattern, address in _PLAYERS:
        if match := pattern.match(bare):
            return address.format(match.group(1))
    if bare.startswith("w.soundcloud.com/player"):
        return embed_of(parse_qs(parts.query).get("url", [""])[0])
    return ""


def _host(address: str) -> str:
    host = urlsplit(address).netloc.lower().rpartition("@")[2].partition(":")[0]
    for prefix in ("www.", "m.", "mobile."):
        host = host.removeprefix(prefix)
    return host


def _is_subdomain(address: str) -> bool:
    return _host(address).partition(".")[2] in EMBED_HOSTS
