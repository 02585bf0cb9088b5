"""Every translation compiles, its placeholders agree, the compiled file is current, and no text for readers is missing.
No text for people stands where nobody could translate it.

What readers are shown is looked for in the sources themselves (``READERS_TEXTS``). The desk's own texts are left out:
the newsroom speaks Wagtail's languages where Wagtail speaks them and English otherwise, and a reader never meets it.
They have to be marked all the same: a paper may bring its own words for them.
The texts a paper is founded with are readers' texts, though the desk may rewrite them.
"""

from __future__ import annotations

import ast
import gettext
import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[1] / "src" / "broadsheet"
READERS_CATALOGUES = SOURCE / "reader" / "locale"
READERS_TEXTS = (
    "reader/**/*.py",
    "reader/**/*.html",
    "feeds/**/*.py",
    "partners/admission.py",
    "partners/copying.py",
    "partners/declaring.py",
    "partners/ninjs.py",
    "partners/republishing.py",
    "partners/views.py",
    "partners/templates/reader/**/*.html",
    "newsroom/machine_use.py",
    "newsroom/models/sources.py",
    "record/comparison.py",
    "record/showing.py",
    "fronts/founding.py",
    "fronts/starter_pages.py",
)
CLASSES_FOR_READERS = {
    "newsroom/models/stories.py": ("Kind",),
    "newsroom/models/corrections.py": ("CorrectionKind",),
    "newsroom/models/comments.py": ("shown_author",),
}
"""Parts of modules that are the desk's otherwise: classes, methods and properties by their names."""
KEYWORDS = (
    "gettext_noop",
    "gettext_lazy",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
    "npgettext:1c,2,3",
    "pgettext_lazy:1c,2",
)


SHOWN = frozenset(
    {
        *("verbose_name", "verbose_name_plural", "label", "menu_label", "help_text", "heading", "title", "description"),
        *("page_title", "page_subtitle", "header_title", "sublabel", "short_description", "placeholder"),
        *("success_message", "error_message", "empty_label", "action_label", "action_text"),
    }
)
"""Arguments, attributes and entries whose text somebody is shown."""
SAYS = frozenset({"ValidationError", "Refused", "HelpPanel", "success", "error", "warning", "info"})
"""Calls whose first words somebody is shown; those of a logger are not meant."""
WORDS = re.compile(r"[A-Z][a-z]|[a-z] [a-z]")
"""Text for people, and no name of a field, an app or a class of CSS."""
ATTRIBUTES = re.compile(r'\b(?:title|aria-label|placeholder|alt)="([^"{]+)"')
NOT_SHOWN = re.compile(
    r"\{% comment.*?endcomment %\}|\{#.*?#\}|\{% blocktrans.*?endblocktrans\w* %\}"
    r"|\{% block page_class %\}.*?endblock %\}|<!--.*?-->|<(script|style|svg|code)\b.*?</\1>|\{%.*?%\}|\{\{.*?\}\}",
    re.DOTALL,
)
ON_A_TERMINAL = re.compile(r"^(?:from|import) (?:click|rich)\b", re.MULTILINE)
"""The command speaks English."""
NOT_FOR_PEOPLE = ("serving/closed.html", "demo/paper/")
"""A page served where nothing runs that could translate it, and stories."""


def bare_texts(folder: Path) -> Iterator[str]:
    """Texts for people below ``folder`` that no catalogue could translate, each with its place."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix not in (".py", ".html") or "/migrations/" in name or name.startswith(NOT_FOR_PEOPLE):
            continue
        text = path.read_text(encoding="utf-8")
        found = _bare_in_template(text) if path.suffix == ".html" else _bare_in_module(text)
        yield from (f"{path}: nobody can translate: {text!r}" for text in found if WORDS.search(text))


def _bare_in_module(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse("" if ON_A_TERMINAL.search(text) else text)):
        shown: list[ast.expr | None] = []
        if isinstance(node, ast.Call):
            shown = [keyword.value for keyword in node.keywords if _is_shown(keyword, node)] + _said(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            shown = [node.value for target in targets if getattr(target, "id", getattr(target, "attr", "")) in SHOWN]
        elif isinstance(node, ast.Dict):
            entries = zip(node.keys, node.values, strict=True)
            shown = [value for key, value in entries if isinstance(key, ast.Constant) and key.value in SHOWN]
        yield from filter(None, map(_literal, shown))


def _is_shown(keyword: ast.keyword, call: ast.Call) -> bool:
    """A field without a name for people is for nobody's eyes: its help is ours."""
    names = [*call.args[:1], *(one.value for one in call.keywords if one.arg in ("verbose_name", "label"))]
    return keyword.arg in SHOWN and (keyword.arg != "help_text" or any(isinstance(name, ast.Call) for name in names))


def _said(call: ast.Call) -> list[ast.expr | None]:
    """What a call says to people."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    is_log = isinstance(call.func, ast.Attribute) and "log" in ast.unparse(call.func.value)
    return list(call.args) if name in SAYS and not is_log else []


def _literal(node: ast.expr | None) -> str:
    """The words of a text that stands there as it is; empty for anything else, such as a call of gettext."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_literal(part) for part in node.values)
    if isinstance(node, ast.IfExp):
        return _literal(node.body) or _literal(node.orelse)
    if isinstance(node, ast.BinOp):
        return _literal(node.left)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _bare_in_template(text: str) -> Iterator[str]:
    text = NOT_SHOWN.sub("", text)
    yield from ATTRIBUTES.findall(text)
    yield from (part.strip() for part in re.sub(r"<[^>]*>", "\n", text).split("\n"))


def complaint(source: Path) -> str:
    """What is wrong with one .po file, or nothing."""
    done = subprocess.run(["msgfmt", "--check-format", "--output-file=-", str(source)], capture_output=True)
    if done.returncode:
        return done.stderr.decode()
    compiled = source.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != done.stdout:
        return f"{compiled}: not compiled from the current {source.name}; run broadsheet manage compilemessages"
    if READERS_CATALOGUES not in source.parents:
        return ""
    missing = sorted(texts_for_readers() - _texts_of(done.stdout))
    return "\n".join(f"{source}: not translated: {text!r}" for text in missing)


def texts_for_readers() -> set[str]:
    """The msgids of everything readers are shown, those of plurals by their singular."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, text in enumerate(_sources()):
            (folder / f"{number}.py").write_text(text, encoding="utf-8")
        keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
        files = sorted(str(path) for path in folder.iterdir())
        asked = ["xgettext", "--language=Python", "--from-code=UTF-8", "--output=-", *keywords, *files]
        found = subprocess.run(asked, capture_output=True, check=True).stdout
    # An untranslated text is left out when compiled, so each is first made its own translation.
    found = found.replace(b"nplurals=INTEGER; plural=EXPRESSION", b"nplurals=2; plural=n != 1").replace(
        b"CHARSET", b"UTF-8"
    )
    filled = subprocess.run(["msgen", "-"], input=found, capture_output=True, check=True).stdout
    return _texts_of(subprocess.run(["msgfmt", "--output-file=-", "-"], input=filled, capture_output=True).stdout)


def _sources() -> Iterator[str]:
    for pattern in READERS_TEXTS:
        for path in sorted(SOURCE.glob(pattern)):
            text = path.read_text(encoding="utf-8")
            yield templatize(text) if path.suffix == ".html" else text
    for name, wanted in CLASSES_FOR_READERS.items():
        text = (SOURCE / name).read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name in wanted:
                yield ast.get_source_segment(text, node) or ""


def _texts_of(compiled: bytes) -> set[str]:
    catalogue = gettext.GNUTranslations(io.BytesIO(compiled))._catalog  # type: ignore[attr-defined]  # it names all
    return {key[0] if isinstance(key, tuple) else key for key in catalogue} - {""}


def main() -> int:
    """Check them all; the exit code says whether anything was wrong."""
    sources = sorted(SOURCE.rglob("*.po"))
    complaints = [text for text in map(complaint, sources) if text] + list(bare_texts(SOURCE))
    print("\n".join(complaints) or f"{len(sources)} translation files are compiled, current and whole.")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
