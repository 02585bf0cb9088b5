"""Reads broadsheet.toml and the environment into `Keys`, and writes the commented file a new paper starts with."""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from broadsheet.paper_keys import TABLES, CdnKeys, DeclaredKey, Keys, declared_keys

FILE_NAME = "broadsheet.toml"

TYPES = {
    str: 'text in quotes, for example {key} = "{example}"',
    int: "a whole number, for example {key} = {example}",
    bool: "true or false, for example {key} = true",
    tuple[str, ...]: 'a list of texts, for example {key} = ["{example}"]',
}

YES_NO = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


class PaperError(Exception):
    """A paper that cannot be opened. The message is one line that names the key or file, and the cure."""


def read_keys(folder: Path, environ: Mapping[str, str]) -> Keys:
    """The keys of the paper in `folder`, environment variables winning. Raises PaperError for the first mistake."""
    written = _parse(folder / FILE_NAME)
    for mistake in _mistakes(written, environ):
        raise mistake
    keys = Keys(**{table: _read_table(table, written, environ) for table in TABLES})
    _refuse_contradictions(keys)
    return keys


def find_mistakes(folder: Path, environ: Mapping[str, str]) -> list[str]:
    """Every mistake in the paper's file and variables, one line each."""
    try:
        written = _parse(folder / FILE_NAME)
        mistakes = [str(mistake) for mistake in _mistakes(written, environ)]
        if not mistakes:
            read_keys(folder, environ)
        return mistakes
    except PaperError as error:
        return [str(error)]


def _mistakes(written: Mapping[str, Any], environ: Mapping[str, str]) -> Iterator[PaperError]:
    for table, values in written.items():
        yield from _raised(_refuse_unknown_table, table, values)
        if table in TABLES and isinstance(values, dict):
            for name in values:
                yield from _raised(_refuse_unknown_key, table, name)
    for key in all_declared_keys():
        yield from _raised(_read_key, key, _as_table(written, key.table), environ)


def _raised(action: Callable[..., Any], *arguments: Any) -> Iterator[PaperError]:
    try:
        action(*arguments)
    except PaperError as error:
        yield error


def _as_table(written: Mapping[str, Any], table: str) -> Mapping[str, Any]:
    values = written.get(table, {})
    return values if isinstance(values, dict) else {}


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise PaperError(
            f"There is no {FILE_NAME} in {path.parent}: name a paper's folder with --paper DIR, "
            "or make a paper with “broadsheet init DIR”."
        ) from None
    except OSError as error:
        raise PaperError(f"{path} cannot be read ({error.strerror}): make it readable for this user.") from None
    except UnicodeDecodeError as error:
        raise PaperError(f"{path} is not UTF-8 text (byte {error.start}): save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        reason = " ".join(str(error).split())
        raise PaperError(f"{path} is not valid TOML: {reason}. Mend that line; texts need quotes.") from None


def _refuse_unknown_table(table: str, values: Any) -> None:
    if table not in TABLES:
        what = f"[{table}]" if isinstance(values, dict) else table
        raise PaperError(f"{FILE_NAME}: {what} is not known; {_suggest_table(table, values)}")
    if not isinstance(values, dict):
        raise PaperError(f"{FILE_NAME}: {table} must be a table; write [{table}] on a line of its own.")


def _refuse_unknown_key(table: str, name: str) -> None:
    known = [key.name for key in declared_keys(table)]
    if name in known:
        return
    near = difflib.get_close_matches(name, known, n=1)
    cure = f"did you mean {near[0]}?" if near else _suggest_home(name, known)
    raise PaperError(f"{FILE_NAME}: [{table}] {name} is not known; {cure}")


def _suggest_home(name: str, known: list[str]) -> str:
    homes = _homes(name)
    return f"it belongs under [{homes[0]}]." if homes else f"the keys there are {', '.join(known)}."


def _suggest_table(table: str, values: Any) -> str:
    homes = [] if isinstance(values, dict) else _homes(table)
    near = difflib.get_close_matches(table, TABLES, n=1)
    if homes:
        return f"it belongs under [{homes[0]}]."
    return f"did you mean [{near[0]}]?" if near else f"the tables are {', '.join(TABLES)}."


def _homes(name: str) -> list[str]:
    return [key.table for key in all_declared_keys() if key.name == name]


def all_declared_keys() -> Iterator[DeclaredKey]:
    """Every key of every table."""
    for table in TABLES:
        yield from declared_keys(table)


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """Variables that look like ours and are not, with the nearest that is."""
    known = [key.variable for key in all_declared_keys()]
    ours = {*known, "BROADSHEET_PAPER", "BROADSHEET_SECRET_KEY"}
    unknown = sorted(name for name in environ if name.startswith("BROADSHEET_") and name not in ours)
    return [_with_nearest(name, known) for name in unknown]


def _with_nearest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"{name} (did you mean {near[0]}?)" if near else name


def _read_table(table: str, written: Mapping[str, Any], environ: Mapping[str, str]) -> Any:
    values = _as_table(written, table)
    return TABLES[table](**{key.name: _read_key(key, values, environ) for key in declared_keys(table)})


def _read_key(key: DeclaredKey, written: Mapping[str, Any], environ: Mapping[str, str]) -> Any:
    if key.variable in environ:
        return _checked(key, _from_text(key, environ[key.variable]), key.variable)
    where = f"{FILE_NAME}: [{key.table}] {key.name}"
    if key.name in written:
        return _checked(key, written[key.name], where)
    if key.notes.required:
        raise PaperError(f'{where} is missing; write {key.name} = "{key.notes.example}" there.')
    return key.default


def _from_text(key: DeclaredKey, text: str) -> Any:
    if key.type is int:
        return int(text) if text.strip().lstrip("-").isdecimal() else text
    if key.type is bool:
        return YES_NO.get(text.strip().lower(), text)
    if key.type is str:
        return text
    return [part.strip() for part in text.split(",") if part.strip()]


def _checked(key: DeclaredKey, value: Any, where: str) -> Any:
    if not _has_type(value, key.type):
        raise PaperError(f"{where} is {_shown(key, value)}; it must be {_wanted(key)}.")
    if key.notes.choices and value not in key.notes.choices:
        near = difflib.get_close_matches(value, key.notes.choices, n=1)
        cure = f"did you mean {near[0]}?" if near else f"choose one of {', '.join(key.notes.choices)}."
        raise PaperError(f"{where} is {_shown(key, value)}; {cure}")
    value = tuple(value) if isinstance(value, list) else value
    try:
        return key.notes.check(value) if key.notes.check else value
    except ValueError as error:
        end = "" if str(error).endswith("?") else "."
        raise PaperError(f"{where} ({_shown(key, value)}) {error}{end}") from None


def _has_type(value: Any, wanted: Any) -> bool:
    if wanted in (str, int, bool):
        return type(value) is wanted
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _wanted(key: DeclaredKey) -> str:
    usual = key.default if key.type is int else "text"
    return TYPES[key.type].format(key=key.name, example=key.notes.example or usual)


def _shown(key: DeclaredKey, value: Any) -> str:
    """The value as an error may show it: never a secret, never a page long."""
    if key.notes.secret:
        return "a value not shown, as it may hold a password"
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:57]}…"


def _refuse_contradictions(keys: Keys) -> None:
    if keys.storage.kind == "s3" and not keys.storage.bucket:
        raise PaperError(f'{FILE_NAME}: [storage] bucket is missing; kind = "s3" needs the name of the bucket.')
    if keys.search.engine == "opensearch" and not keys.search.url:
        raise PaperError(f'{FILE_NAME}: [search] url is missing; engine = "opensearch" needs the server\'s address.')
    if keys.mail.password and not keys.mail.user:
        raise PaperError(f"{FILE_NAME}: [mail] user is missing; a password needs the name it belongs to.")
    _refuse_half_a_shared_press(keys)
    _refuse_half_a_cdn(keys.cdn)


def _refuse_half_a_shared_press(keys: Keys) -> None:
    if keys.press.store != "shared":
        return
    if not keys.cache.url:
        raise PaperError(f'{FILE_NAME}: [cache] url is missing; [press] store = "shared" needs a Redis server.')
    if keys.database.url.startswith("sqlite:"):
        raise PaperError(f'{FILE_NAME}: [database] url names a SQLite file; [press] store = "shared" needs PostgreSQL.')


def _refuse_half_a_cdn(cdn: CdnKeys) -> None:
    needs = {
        "webhook": [("urls", "the address that is told of purges")],
        "varnish": [("urls", "the address of each Varnish server")],
        "fastly": [("zone", "the ID of the service"), ("token", "an API token that may purge")],
        "cloudflare": [("zone", "the ID of the zone"), ("token", "an API token that may purge")],
    }
    for name, what in needs.get(cdn.kind, []):
        if not getattr(cdn, name):
            raise PaperError(f'{FILE_NAME}: [cdn] {name} is missing; kind = "{cdn.kind}" needs {what}.')


def compose(values: Mapping[tuple[str, str], Any]) -> str:
    """The text of a broadsheet.toml with `values` set and every other key shown as a comment."""
    lines = [
        "# What this paper is called and how it runs. Every key is here; a key behind a # shows its default, or an",
        "# example where the default is empty. “broadsheet check” reads this file and says what is wrong in it.",
        "# A variable BROADSHEET_<TABLE>_<KEY> in the environment overrides a key: BROADSHEET_SERVER_PORT=8080.",
    ]
    for table in TABLES:
        lines += ["", f"[{table}]"]
        for key in declared_keys(table):
            lines += _composed_key(key, values)
    return "\n".join(lines) + "\n"


def _composed_key(key: DeclaredKey, values: Mapping[tuple[str, str], Any]) -> list[str]:
    given = (key.table, key.name) in values
    value = values[key.table, key.name] if given else _default_or_example(key)
    return [f"# {key.notes.doc}", f"{'' if given else '#'}{key.name} = {as_toml(value)}"]


def _default_or_example(key: DeclaredKey) -> Any:
    return key.default or ([key.notes.example] if key.type not in (str, int, bool) else key.notes.example)


def as_toml(value: Any) -> str:
    """A value as TOML writes it. JSON's strings are TOML's, once DEL is escaped too (TOML 1.0, Strings)."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(as_toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
