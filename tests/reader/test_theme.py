"""A paper's theme folder replaces the package's templates file by file."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines


@pytest.fixture
def theme(tmp_path, monkeypatch):
    """An empty theme folder that the template engine looks in first."""
    engine = engines["django"].engine
    loader = engine.template_loaders[0]
    monkeypatch.setattr(engine, "dirs", [tmp_path])
    loader.reset()
    yield tmp_path
    monkeypatch.undo()
    loader.reset()


def _write(theme: Path, name: str, text: str) -> None:
    path = theme / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_one_component_can_be_replaced(client, full_story, theme):
    _write(theme, "reader/components/byline.html", "<p>Words by {{ page.author_names }}, our own way</p>")
    html = client.get(full_story.address).content.decode()
    assert "Words by Ann Archer, our own way" in html
    assert "Key points" in html


def test_a_block_can_be_replaced(client, full_story, theme):
    _write(theme, "reader/blocks/pull_quote.html", "<p>OURS: {{ value.text }}</p>")
    assert "OURS: We saw it go" in client.get(full_story.address).content.decode()


ASKING = """
import django
django.setup()
from django.contrib.staticfiles import finders
from django.template.loader import get_template
print(get_template("reader/components/byline.html").origin.name)
print(finders.find("reader/icon.svg"))
print(get_template("reader/components/card.html").origin.name)
"""


def test_the_settings_look_in_the_papers_theme_first(tmp_path):
    """In a process of its own: settings are read once."""
    paper = tmp_path / "paper"
    for folder in ("data", "media"):
        (paper / folder).mkdir(parents=True)
    for name in ("broadsheet.toml", "data/secret.key"):
        shutil.copy(settings.PAPER.folder / name, paper / name)
    _write(paper, "theme/templates/reader/components/byline.html", "ours")
    _write(paper, "theme/static/reader/icon.svg", "<svg/>")
    environment = {**os.environ, "BROADSHEET_PAPER": str(paper), "DJANGO_SETTINGS_MODULE": "broadsheet.settings"}
    asked = subprocess.run([sys.executable, "-c", ASKING], env=environment, capture_output=True, text=True, check=True)
    byline, icon, card = map(Path, asked.stdout.split())
    assert byline == paper / "theme/templates/reader/components/byline.html"
    assert icon == paper / "theme/static/reader/icon.svg"
    assert paper not in card.parents
