"""What an address of the old site may mean, by its shape alone: the redirects that could answer it, best first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import parse_qsl, quote, urlencode

from django.utils.encoding import uri_to_iri

from broadsheet.ingest.addresses import SAFE, decoded, original_upload, path_of
from broadsheet.lib.numbered_names import NUMBERS

LONGEST = 255
"""Characters of a stored address; Wagtail's column takes no more."""
SHOWN = 200
"""Characters that remain readable of a longer one, before its digest."""
MOST_TAILS = 4
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_cid|mc_eid|_ga|replytocom|share|amp)(?:=|$)"
)
_INDEX = re.compile(r"/index\.(?:php|html?)(?=/|$)", re.IGNORECASE)
_SLASHES = re.compile(r"/{2,}")
_TAIL = re.compile(
    r"/(?:(?P<feed>(?:comments/)?feed(?:/(?:rss2?|atom|rdf))?|rss|feed\.xml|rss\.xml|atom\.xml)"
    r"|page/\d+|amp|embed|trackback|print|comment-page-\d+|\d{1,4}|attachment/[^/]+)$"
)
_OLDER = re.compile(r"/page/\d+$")
_FILE_TYPE = re.compile(r"\.(?:html?|php|aspx?)$", re.IGNORECASE)
_PERIOD = re.compile(r"(?P<base>(?:/.*)?)/(?P<year>[12]\d{3})(?:/(?P<month>\d{1,2})(?:/(?P<day>\d{1,2}))?)?")
_NUMBERED = re.compile(r"(?P<base>.*)/archives?/(?P<number>\d{1,12})")
_GHOST_SIZE = re.compile(r"(/content/images)/size/w(\d+)(?:h\d+)?(?:/format/\w+)?")
_SIZED = re.compile(r"-(\d{2,5})x\d{2,5}(?=\.\w+$)")
_DATE_FOLDERS = ("/archives/date", "/archives", "/date")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored address that may be meant. ``width`` is that of the copy of a picture, in pixels, or 0."""

    old: str
    wants_feed: bool = False
    width: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything an address may mean. ``place`` (of this paper) and ``period`` (year, month, day) hold only where the
    old site lay at ``base``. ``slug`` is the last resort: the name of a story that lay elsewhere once."""

    candidates: tuple[Candidate, ...] = ()
    base: str = ""
    place: str = ""
    period: tuple[int, ...] = ()
    slug: str = ""


@lru_cache(maxsize=5000)
def stored_as(address: str) -> str:
    """The plainest form of an old address, under which the redirect is kept; '/' where nothing is left of it.

    One longer than the column keeps its beginning and a digest of the whole.
    """
    path, _, query = path_of(address).partition("?")
    path = _without_index(path)
    values = dict(parse_qsl(query))
    for name in NUMBERS:
        if values.get(name, "").isdecimal():
            return _key(decoded(path), f"p={values[name]}")
    return _key(decoded(path), _without_tracking(query))


def asked(path: str, query: str = "") -> Asked:
    """What is meant by ``path``, decoded as Django decodes it, with the ``query`` string as it came."""
    plain = _without_index(_SLASHES.sub("/", path))
    plain = plain.rstrip("/") or "/"
    values = dict(parse_qsl(query))
    said = [Candidate(_key(path, query)), Candidate(_key(plain, _without_tracking(query)))]
    numbers = list(_numbered(plain.rstrip("/"), values))
    said += numbers
    named = values.get("name") or values.get("pagename", "")
    reduced = list(_reductions(plain))
    if plain != "/":
        said += [Candidate(_key(plain, ""))]
        said += [candidate for found, feed in reduced for candidate in _forms(found, feed)]
    base, place, period = _of_the_whole(plain, values, reduced)
    if numbers and place != "/feed/":
        place = ""
    slug = _slug_in((named or reduced[-1][0]) if plain != "/" or named else "")
    return Asked(tuple(dict.fromkeys(said)), base, place, period, slug)


def _key(path: str, query: str) -> str:
    """Path and query as Wagtail keeps them: letters of any script as they are, the query's parts in order."""
    path = path.rstrip("/") or "/"
    key = str(uri_to_iri(quote(path, safe=SAFE, errors="surrogatepass")))
    if query:
        key += "?" + str(uri_to_iri("&".join(sorted(query.split("&")))))
    if len(key) <= LONGEST:
        return key
    return f"{key[:SHOWN]}…{blake2b(key.encode(), digest_size=16).hexdigest()}"


def _without_index(path: str) -> str:
    return _INDEX.sub("", path) or "/"


def _without_tracking(query: str) -> str:
    return "&".join(part for part in query.split("&") if part and not _TRACKING.match(part))


def _reductions(path: str) -> list[tuple[str, bool]]:
    """The path, then without what WordPress hangs on to it (``/feed/``, ``/page/2/``, ``/amp/``), and whether a feed
    is wanted."""
    found = [(path, False)]
    if path.startswith("/amp/"):
        found.append((path.removeprefix("/amp"), False))
    for _ in range(MOST_TAILS):
        current, feed = found[-1]
        match = _TAIL.search(current)
        if match is None:
            break
        found.append((current[: match.start()], feed or bool(match["feed"])))
    return found


def _forms(path: str, feed: bool) -> Iterator[Candidate]:
    if not path:
        return
    if numbered := _NUMBERED.fullmatch(path):
        yield Candidate(_key(numbered["base"] or "/", f"p={numbered['number']}"), feed)
    bare = _FILE_TYPE.sub("", path)
    for form in dict.fromkeys((path, bare, f"{bare}.html", path.lower(), bare.lower())):
        yield Candidate(_key(form, ""), feed)
    yield from _copies(path)


def _copies(path: str) -> Iterator[Candidate]:
    """Originals of a picture's resized copy."""
    if ghost := _GHOST_SIZE.search(path):
        yield Candidate(_key(_GHOST_SIZE.sub(r"\1", path), ""), width=int(ghost[2]))
    original = original_upload(path)
    if original != path:
        sized = _SIZED.search(path)
        yield Candidate(_key(original, ""), width=int(sized[1]) if sized else 0)


def _numbered(path: str, values: Mapping[str, str]) -> Iterator[Candidate]:
    """WordPress's plain addresses, ``?p=7`` and its kin; ``path`` is where the old site lay, without a slash."""
    feed = bool(values.get("feed"))
    at = path or "/"
    for name in NUMBERS:
        if values.get(name, "").isdecimal():
            yield Candidate(_key(at, f"p={values[name]}"), feed)
    for name in ("cat", "author"):
        if values.get(name, "").isdecimal():
            yield Candidate(_key(at, f"{name}={values[name]}"), feed)
    if tag := values.get("tag"):
        yield Candidate(_key(at, urlencode({"tag": tag})), feed)
    folders = {"tag": "/tag", "author_name": "/author", "category_name": "/category", "name": "", "pagename": ""}
    for name, folder in folders.items():
        if value := values.get(name, "").strip("/"):
            yield Candidate(_key(f"{path}{folder}/{value}", ""), feed)
            yield Candidate(_key(f"{path}{folder}/{value.rpartition('/')[2]}", ""), feed)


def _of_the_whole(
    path: str, values: Mapping[str, str], reduced: list[tuple[str, bool]]
) -> tuple[str, str, tuple[int, ...]]:
    """What concerns the old site as a whole: its feed, its older pages, its search, its days; and where it lay."""
    at = path.rstrip("/")
    if period := _period_in(values):
        return at, "", period
    if words := values.get("s", "").strip():
        return at, "/search/?" + urlencode({"q": words}), ()
    if values.get("feed"):
        return at, "/feed/", ()
    if values.get("paged"):
        return at, "/archive/", ()
    for shorter, _feed in reduced:
        if match := _PERIOD.fullmatch(shorter):
            return _before_dates(match["base"]), "", _numbers(match["year"], match["month"], match["day"])
    last, feed = reduced[-1]
    if last == path:
        return at, "/", ()
    return last, "/feed/" if feed else "/archive/" if _OLDER.search(path) else "/" if path.endswith("/amp") else "", ()


def _period_in(values: Mapping[str, str]) -> tuple[int, ...]:
    """``?m=201409`` or ``?year=2014&monthnum=9``."""
    joined = values.get("m", "")
    if re.fullmatch(r"[12]\d{3}(?:\d{2}){0,2}", joined):
        return _numbers(joined[:4], joined[4:6], joined[6:8])
    if re.fullmatch(r"[12]\d{3}", values.get("year", "")):
        return _numbers(values["year"], values.get("monthnum"), values.get("day"))
    return ()


def _numbers(*texts: str | None) -> tuple[int, ...]:
    """Up to the first that is none."""
    found: list[int] = []
    for text in texts:
        if not text or not text.isdecimal() or len(text) > 4:
            break
        found.append(int(text))
    return tuple(found)


def _before_dates(base: str) -> str:
    return next((base.removesuffix(folder) for folder in _DATE_FOLDERS if base.endswith(folder)), base)


def _slug_in(path: str) -> str:
    """The last part of an address, where it may be a story's name."""
    slug = _FILE_TYPE.sub("", path.rstrip("/").rpartition("/")[2])
    return slug if len(slug) > 2 and not slug.isdecimal() and "." not in slug else ""
