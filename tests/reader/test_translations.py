"""The reader site speaks other languages, and what is compiled is what is written."""

import gettext
import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.utils import translation

from broadsheet import reader
from broadsheet.fronts.starter_pages import starter_pages
from broadsheet.newsroom.models.corrections import CorrectionKind
from broadsheet.newsroom.models.stories import Kind

CHECK = Path(__file__).parents[2] / "tools" / "check_translations.py"
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


@pytest.fixture
def check():
    """tools/check_translations.py as a module."""
    spec = importlib.util.spec_from_file_location("check_translations", CHECK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "text", ["Skip to the main content", "Opinion", "About us", "%(minutes)s min read", "Anonymous"]
)
def test_a_text_that_is_not_translated_is_noticed(check, tmp_path, monkeypatch, text):
    folder = tmp_path / "de" / "LC_MESSAGES"
    shutil.copytree(LOCALE / "de" / "LC_MESSAGES", folder)
    catalogue = folder / "django.po"
    entries = catalogue.read_text(encoding="utf-8").split("\n\n")
    catalogue.write_text("\n\n".join(entry for entry in entries if f'msgid "{text}"' not in entry), encoding="utf-8")
    subprocess.run(["msgfmt", "--output-file", folder / "django.mo", catalogue], check=True)
    monkeypatch.setattr(check, "READERS_CATALOGUES", tmp_path)
    assert check.complaint(catalogue) == f"{catalogue}: not translated: {text!r}"


def test_the_desks_own_texts_are_not_asked_for(check):
    assert "Waiting for me" not in check.texts_for_readers()


BARE = {
    "argument.py": 'Column(host, label="Last delivery")',
    "attribute.py": 'menu_label = "Partners"',
    "entry.py": 'crumb = {"url": "", "label": "All partners"}',
    "message.py": 'messages.success(request, f"{count} were ended.")',
    "choice.py": 'page_title = "Make a key" if made else _("Key")',
    "percent.py": 'label = "Until %(day)s" % {"day": day}',
    "help.py": 'name = CharField(_("name"), help_text="As others know it.")',
    "words.html": "<p>{% if key %}This is the key.{% endif %}</p>",
    "attribute.html": '<button aria-label="Copy the key">{% translate "Copy" %}</button>',
}
MARKED = {
    "marked.py": 'label = _("Since")\nhelp_text = _("Until %(day)s") % {"day": day}\nmenu_name = "partners"',
    "log.py": 'logger.warning("The hub does not answer.")',
    "ours.py": 'sender = CharField(help_text="A keyed hash of it.")',
    "terminal.py": 'import click\ntitle = "All as it was"',
    "marked.html": "{# A note of ours. #}{% blocktranslate %}It is here.{% endblocktranslate %}<p>{{ name }}</p>",
}


@pytest.mark.parametrize("name", [*BARE, *MARKED])
def test_a_text_nobody_could_translate_is_noticed(check, tmp_path, name):
    (tmp_path / name).write_text({**BARE, **MARKED}[name], encoding="utf-8")
    assert len(list(check.bare_texts(tmp_path))) == (name in BARE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_paper_is_founded_in_its_language(language):
    def texts() -> list[str]:
        pages = starter_pages()
        return [text for page in pages for text in (page.title, page.standfirst, *(str(b.value) for b in page.body))]

    with translation.override("en"):
        english = texts()
    with translation.override(language):
        assert set(texts()).isdisjoint(english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_kinds_of_stories_and_of_notes_are_named_in_the_papers_language(language):
    kinds = [*Kind, *CorrectionKind]
    with translation.override(language):
        same_word = {"Interview"} if language == "de" else set()
        assert {str(kind.label) for kind in kinds} & {kind.name.capitalize() for kind in kinds} == same_word
