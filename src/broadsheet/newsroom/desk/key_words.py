"""The press's keys in a person's words: ``card:17`` is “the card of story 17: The ferry is late”."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.apps import apps
from django.db import Error
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

ALONE: Mapping[str, Words] = {
    "*": _("everything"),
    "archive": _("which years have stories"),
    "authors": _("which authors there are"),
    "corrections": _("the newest corrections"),
    "day": _("which day it is"),
    "front": _("the rows of the front page"),
    "history-rule": _("which histories are public"),
    "masthead": _("the paper’s name and look"),
    "machines": _("what feeds carry and crawlers are told"),
    "menu": _("the menus"),
    "month": _("which month it is"),
    "news": _("which stories are of the last two days"),
    "packages": _("which packages run"),
    "picks": _("Editors’ Picks"),
    "places": _("the addresses menus lead to"),
    "reading:hidden": _("what to read after stories that stand in no list"),
    "republishing": _("whether stories may be republished, and how"),
    "restrictions": _("which pages are not for everybody"),
    "sections": _("which sections there are"),
    "shelves": _("when the stories of each sitemap last changed"),
    "topics": _("which topics have stories"),
    "trust": _("the publisher and its policies"),
    "year": _("which year it is"),
}
"""Keys that name one thing only."""

OF: Mapping[str, Words] = {
    "address": _("the address of page %(id)s"),
    "archive": _("the archive of %(id)s"),
    "author": _("author %(id)s"),
    "below": _("the addresses under %(id)s"),
    "card": _("the card of page %(id)s"),
    "comments": _("readers’ comments under page %(id)s"),
    "corrections": _("the corrections of %(id)s"),
    "file": _("file %(id)s"),
    "history": _("the history of story %(id)s"),
    "list": _("the list of %(id)s"),
    "page": _("page %(id)s"),
    "path": _("the address %(id)s"),
    "photo": _("photo %(id)s"),
    "reading": _("what to read after story %(id)s"),
    "section": _("section %(id)s"),
    "shelf": _("the stories of sitemap %(id)s"),
    "story": _("story %(id)s"),
    "topic": _("topic %(id)s"),
}
"""Kinds of keys; what comes after the colon says which one."""

LISTS: Mapping[str, Words] = {"paper": _("the whole paper"), "kind": _("the whole paper, of one kind")}
"""Lists that are not of a thing with a key of its own."""

_PAGE = ("wagtailcore.Page", "title")
NAMED: Mapping[str, tuple[str, str]] = {
    "address": _PAGE,
    "author": ("newsroom.Author", "name"),
    "card": _PAGE,
    "comments": _PAGE,
    "file": ("media.File", "title"),
    "history": _PAGE,
    "page": _PAGE,
    "photo": ("media.Photo", "title"),
    "reading": _PAGE,
    "section": _PAGE,
    "story": _PAGE,
    "topic": ("newsroom.Topic", "name"),
}
"""The model and the field where the names of a kind's things are found."""


def is_key(text: str) -> bool:
    """Whether something may be called so: a known kind, and what it needs after the colon."""
    kind, colon, rest = text.partition(":")
    return text in ALONE or (kind in OF and bool(colon and rest) and (kind not in NAMED or rest.isdecimal()))


_TELLING = ("story:", "page:", "comments:", "photo:", "file:", "author:", "section:", "topic:")


def most_telling(keys: Iterable[str]) -> list[str]:
    """Those keys of a change that name what it was about, in order; all of them where none does."""
    every = sorted(keys)
    return [key for key in every if key.startswith(_TELLING)] or every


def in_words(keys: Iterable[str]) -> dict[str, str]:
    """What each key names. One query for each kind of thing; without names where the database does not answer."""
    wanted = list(keys)
    ids: dict[str, set[int]] = {}
    for kind, _colon, rest in (_subject(key).partition(":") for key in wanted):
        if kind in NAMED and rest.isdecimal():
            ids.setdefault(kind, set()).add(int(rest))
    names = {kind: _names(kind, some) for kind, some in ids.items()}
    return {key: _words(key, names) for key in wanted}


def _subject(key: str) -> str:
    """The key of what a list is of: ``list:section-2:head`` is one of ``section:2``."""
    kind, _colon, rest = key.partition(":")
    return rest.partition(":")[0].replace("-", ":", 1) if kind == "list" else key


def _names(kind: str, ids: set[int]) -> dict[int, str]:
    model, field = NAMED[kind]
    try:
        return dict(apps.get_model(model)._default_manager.filter(pk__in=ids).values_list("pk", field))
    except Error:
        return {}


def _words(key: str, names: Mapping[str, Mapping[int, str]]) -> str:
    kind, _colon, rest = key.partition(":")
    if key in ALONE:
        return str(ALONE[key])
    if kind == "list":
        return _list_words(key, names)
    if kind not in OF:
        return key
    said = str(OF[kind]) % {"id": rest}
    name = names.get(kind, {}).get(int(rest)) if rest.isdecimal() else None
    return f"{said}: {name}" if name else said


def _list_words(key: str, names: Mapping[str, Mapping[int, str]]) -> str:
    subject, number = _subject(key), key.rpartition(":")[2]
    what = LISTS.get(subject.partition(":")[0]) or _words(subject, names)
    if number == "head":
        return str(_("the newest stories of %(what)s")) % {"what": what}
    return str(_("older page %(number)s of %(what)s")) % {"number": number, "what": what}
