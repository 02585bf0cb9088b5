"""Whether what a server answered is what the report says it should."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import quote

from broadsheet.ingest.proof.fingerprints import matches, sketch_from
from broadsheet.ingest.proof.page_words import words_seen
from broadsheet.ingest.verifying.asking import SAFE, Answer

Row = dict[str, Any]
Ask = Callable[[str], Answer]
OwnPath = Callable[[str], str]
ACCESS = {"open": (200,), "restricted": (403, 302), "closed": (404,)}
_SPACES = re.compile(r"\s+")
_TAGS = re.compile(r"<[^<>]*>")


def check_address(row: Row, ask: Ask, own_path: OwnPath) -> str:
    """What is wrong with the answer at an old address; '' where it is right."""
    old, new, said = row["old"], row["new"], row["answer"]
    answer = ask(old)
    if said in ("redirect", "same") and not answer.status:
        return f"does not answer ({answer.location})"
    if said == "same":
        return "" if answer.status in (200, 403) else f"answers {answer.status} and not with its page"
    if said != "redirect":
        return _leads_nowhere(old, answer) if said in ("closed", "nowhere") else ""
    if answer.status != 301:
        return f"answers {answer.status} and not with a redirect to {new}"
    if _plain(own_path(answer.location)) != _plain(new):
        return f"leads to {answer.location} and not to {new}"
    return ""


def _leads_nowhere(old: str, answer: Answer) -> str:
    """At the front page's own address a number nobody knows changes nothing."""
    if answer.status in (404, 410) or (answer.status == 200 and old.startswith("/?")):
        return ""
    return f"should lead nowhere and answers {answer.status or answer.location}"


def check_target(address: str, answer: Answer, expected: tuple[int, ...] = (200, 403)) -> str:
    """What is wrong with a place that old addresses lead to; it may ask for a password."""
    if answer.status in expected:
        return ""
    said = answer.status or answer.location
    return f"{address} answers {said} and not {' or '.join(map(str, expected))}"


def check_story(row: Row, answer: Answer) -> list[str]:
    """What a story's page lacks, of its words and of its bylines."""
    if wrong := check_target(row["address"], answer, ACCESS[row["access"]]):
        return [wrong]
    if row["access"] != "open":
        return []
    markup = answer.body.decode("utf-8", "replace")
    found = [f"the byline “{name}” is not on the page" for name in row["authors"] if not _is_said(name, markup)]
    seen = words_seen(markup)
    try:
        sketch = sketch_from(base64.b64decode(row["sketch"], validate=True))
    except (binascii.Error, ValueError):
        return [*found, "the report's words of it cannot be read"]
    here = matches(sketch, seen)
    if here < row["sketched"]:
        found.append(f"{row['sketched'] - here} of {row['sketched']} words looked for are not on the page")
    return found


def check_picture(row: Row, answer: Answer) -> str:
    """What is wrong with a picture or file."""
    if answer.status != 200:
        return f"{row['address']} answers {answer.status or answer.location}"
    if row["model"] == "photo" and not answer.kind.startswith("image/"):
        return f"{row['address']} is {answer.kind or 'of no kind'} and no picture"
    return "" if answer.body else f"{row['address']} is empty"


def _is_said(name: str, markup: str) -> bool:
    text = _SPACES.sub(" ", unescape(_TAGS.sub("", markup)))
    return _SPACES.sub(" ", name).strip() in text


def _plain(address: str) -> str:
    return quote(address, safe=SAFE).lower()
