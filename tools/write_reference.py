"""Writes docs/reference/settings.md and commands.md from the settings and commands themselves.

`--check` writes nothing and exits with 1 when a page is not what would be written.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from broadsheet import paper_keys

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
MADE = "<!-- Written by `make reference`; change the code, not this page. -->\n"


def settings_page() -> str:
    """Every key of broadsheet.toml, table by table."""
    text = [MADE, "# Settings\n", SETTINGS_INTRODUCTION]
    for name, table in paper_keys.TABLES.items():
        text += [f"## [{name}]\n", f"{(table.__doc__ or '').strip()}\n"]
        text += ["| key | type | default | what it does | environment |", "| --- | --- | --- | --- | --- |"]
        text += [_setting(key) for key in paper_keys.declared_keys(name)]
        text.append("")
    return "\n".join(text).rstrip() + "\n"


SETTINGS_INTRODUCTION = """A paper's settings stand in the `broadsheet.toml` of its folder. An environment variable \
overrides the key it is named after;
a list is written with commas between its values.
"""


def _setting(key: paper_keys.DeclaredKey) -> str:
    notes = key.notes
    what = notes.doc + (
        " May be " + ", ".join(f"`{choice}`" for choice in notes.choices) + "." if notes.choices else ""
    )
    what += f" Example: `{notes.example}`." if notes.example else ""
    cells = [f"`{key.name}`", _type(key.type), _default(key), what, f"`{key.variable}`"]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _type(hint: object) -> str:
    names = {"str": "text", "int": "number", "bool": "true or false", "float": "number"}
    return names.get(getattr(hint, "__name__", ""), "list")


def _default(key: paper_keys.DeclaredKey) -> str:
    if key.notes.required:
        return "must be given"
    if key.notes.default_shown:
        return key.notes.default_shown
    return f"`{key.default}`" if key.default not in ("", (), None) else "–"


def commands_page() -> str:
    """Every command of `broadsheet`, with its arguments and options."""
    from broadsheet.cli import cli

    text = [MADE, "# Commands\n", f"{_help(cli)}\n"]
    for name, command in _commands(cli, "broadsheet"):
        text += [f"## `{name}`\n", f"{_help(command)}\n", f"    {_usage(command, name)}\n"]
        rows = [row for row in (_parameter(parameter) for parameter in command.params) if row]
        if rows:
            text += ["| option | what it does |", "| --- | --- |", *rows, ""]
    return "\n".join(text).rstrip() + "\n"


def _commands(group: click.Group, before: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        if command.hidden:
            continue
        full = f"{before} {name}"
        if isinstance(command, click.Group):
            yield from _commands(command, full)
        else:
            yield full, command


def _help(command: click.Command) -> str:
    return "\n".join(line.strip() for line in (command.help or "").replace("\b", "").strip().splitlines())


def _usage(command: click.Command, name: str) -> str:
    return " ".join([name, *command.collect_usage_pieces(click.Context(command))])


def _parameter(parameter: click.Parameter) -> str:
    if not isinstance(parameter, click.Option) or parameter.hidden:
        return ""
    record = parameter.get_help_record(click.Context(click.Command("")))
    return "| `{}` | {} |".format(*(cell.replace("|", "\\|") for cell in record)) if record else ""


PAGES = {"settings.md": settings_page, "commands.md": commands_page}


def main() -> int:
    """Write the pages, or with --check say which are stale."""
    checking = "--check" in sys.argv[1:]
    stale = []
    for name, write in PAGES.items():
        page, text = FOLDER / name, write()
        if page.exists() and page.read_text() == text:
            continue
        stale.append(name)
        if not checking:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text)
    if stale:
        print(f"docs/reference: {'not current, run make reference' if checking else 'written'}: {', '.join(stale)}")
    else:
        print("docs/reference is current.")
    return 1 if stale and checking else 0


if __name__ == "__main__":
    sys.exit(main())
