"""Every translation compiles, its placeholders agree, the compiled file is current, and no text for readers is missing.

What readers are shown is looked for in the sources themselves (``READERS_TEXTS``). The desk's own texts are left out:
the newsroom speaks Wagtail's languages where Wagtail speaks them and English otherwise, and a reader never meets it.
The texts a paper is founded with are readers' texts, though the desk may rewrite them.
"""

from __future__ import annotations

import ast
import gettext
import io
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
    complaints = [text for text in map(complaint, sources) if text]
    print("\n".join(complaints) or f"{len(sources)} translation files are compiled, current and whole.")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
