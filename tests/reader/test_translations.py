"""The reader site speaks other languages, and what is compiled is what is written."""

import gettext
import re
from pathlib import Path

import pytest
from django.utils import translation

from broadsheet import reader

LOCALE = Path(reader.__file__).parent / "locale"
LANGUAGES = sorted(path.name for path in LOCALE.iterdir())
_ENTRY = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)', re.MULTILINE)


def _words(quoted: str) -> str:
    return "".join(re.findall(r'"(.*)"', quoted)).replace('\\"', '"').replace("\\n", "\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_holds_what_the_text_says(language):
    folder = LOCALE / language / "LC_MESSAGES"
    entries = [(_words(a), _words(b)) for a, b in _ENTRY.findall((folder / "django.po").read_text(encoding="utf-8"))]
    with (folder / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    written = {source: target for source, target in entries if source}
    assert len(written) > 90
    assert {source: compiled.gettext(source) for source in written} == written
    assert all(written.values())


def test_a_paper_in_another_language_has_its_furniture_in_it(client, full_story):
    with translation.override("ar"):
        html = client.get(full_story.address).content.decode()
    assert "آخر العناوين" in html
    assert "عناوين المقال" in html
    assert "Article subheadings" not in html
