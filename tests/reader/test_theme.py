"""A paper's theme folder replaces the package's templates file by file."""

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


def test_the_settings_look_in_the_papers_theme_first():
    assert settings.TEMPLATES[0]["DIRS"] == settings.PAPER.theme_templates
    assert settings.PAPER.theme_static == settings.STATICFILES_DIRS
