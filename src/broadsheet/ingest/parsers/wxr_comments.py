"""Comments under the posts and pages of a WordPress export. E-mail and IP addresses are never read (see wxr_items)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from broadsheet.ingest.parsers import wxr_dates
from broadsheet.ingest.parsers.wxr_items import WxrItem, plain
from broadsheet.ingest.records import Comment, Origin

WORDS = frozenset({"", "comment", "review"})
MENTIONS = frozenset({"pingback", "trackback"})
UNWANTED = {"spam": "was held to be spam", "trash": "in the bin", "post-trashed": "in the bin"}


@dataclass(slots=True)
class ItemComments:
    """`kept` in the order of the file; `left` counts the rest by reason."""

    kept: list[Comment] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)


def comments_of(item: WxrItem, owner_kind: str, file: str, zone: tzinfo) -> ItemComments:
    """What readers wrote under one entry. A comment whose parent is left out answers the parent's parent."""
    found = ItemComments()
    parents: dict[str, str] = {}
    kept: set[str] = set()
    for line, values in item.comments:
        key, parent = values.get("comment_id", "").strip(), values.get("comment_parent", "").strip()
        parents.setdefault(key, "" if parent == "0" else parent)
        if reason := _reason_to_leave(values):
            found.left[reason] += 1
        elif not key or key in kept:
            found.left["is in the file twice, or has no number"] += 1
        else:
            kept.add(key)
            found.kept.append(_comment(values, Origin(key, file, line), item.key, owner_kind, zone))
    _cut_circles(parents)
    for comment in found.kept:
        comment.parent = _nearest(comment.origin.key, parents, kept)
    return found


def _reason_to_leave(values: dict[str, str]) -> str:
    kind = values.get("comment_type", "").strip()
    if reason := UNWANTED.get(values.get("comment_approved", "").strip()):
        return reason
    if kind not in WORDS and kind not in MENTIONS:
        return f"“{kind}” is a plugin's own kind"
    return ""


def _comment(values: dict[str, str], origin: Origin, owner: str, owner_kind: str, zone: tzinfo) -> Comment:
    dated = wxr_dates.mysql_date(values.get("comment_date_gmt", ""), UTC)
    return Comment(
        origin,
        owner,
        owner_kind,
        author=plain(values.get("comment_author", "")),
        body=values.get("comment_content", ""),
        written=dated or wxr_dates.mysql_date(values.get("comment_date", ""), zone),
        website=_website(values.get("comment_author_url", "").strip()),
        is_approved=values.get("comment_approved", "").strip() in ("1", "approve", "approved"),
        is_mention=values.get("comment_type", "").strip() in MENTIONS,
    )


def _website(address: str) -> str:
    return address if address.lower().startswith(("http://", "https://")) else ""


def _cut_circles(parents: dict[str, str]) -> None:
    """Takes away one parent of every circle, in time that grows with the comments alone."""
    done: set[str] = set()
    for start in parents:
        trail: set[str] = set()
        key = start
        while key in parents and key not in done:
            trail.add(key)
            done.add(key)
            if parents[key] in trail:
                parents[key] = ""
            key = parents[key]


def _nearest(key: str, parents: dict[str, str], kept: set[str]) -> str:
    """The closest kept comment above this one, or ''."""
    above = parents.get(key, "")
    while above and above not in kept:
        above = parents.get(above, "")
    return above
