"""`export folder`, then `import folder` into a paper that has just been founded: nothing is lost, nothing is added."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from broadsheet.fronts.models import Front
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.exporters.folder import export_folder
from broadsheet.ingest.models import ImportRun
from broadsheet.ingest.own_export import IDENTITY
from broadsheet.ingest.report import Report
from broadsheet.ingest.runs import import_folder
from broadsheet.ingest.undo.taking_back import take_back
from broadsheet.newsroom.edition_memory import forget
from broadsheet.newsroom.models import ContactPage, Section, Story
from tests.ingest.content_dump import content
from tests.ingest.leaving import whole_paper
from tests.ingest.random_papers import make_paper

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("BROADSHEET_ROUND_TRIPS", "8"))
"""Random papers; name more to look longer."""


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever the block stores is gone after it, its files too."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget()
    for folder in ("original_images", "documents"):
        shutil.rmtree(Path(django_settings.MEDIA_ROOT) / folder, ignore_errors=True)


def files_of(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def told(before: dict[str, dict[Any, Any]], after: dict[str, dict[Any, Any]]) -> list[str]:
    """What differs, a line a field."""
    lines = []
    for kind in before:
        for name in before[kind].keys() | after[kind].keys():
            old, new = before[kind].get(name), after[kind].get(name)
            if isinstance(old, dict) and isinstance(new, dict):
                lines += [f"{kind} {name}.{at}: {old[at]!r} → {new.get(at)!r}" for at in old if old[at] != new.get(at)]
            elif old != new:
                lines.append(f"{kind} {name}: {old!r} → {new!r}")
    return lines


def comes_back_as_it_was(make: Callable[[], object], folder: Path) -> Report:
    """Makes a paper and exports it; imports that into a founded paper; the two are one, and so are their exports."""
    with taken_back():
        make()
        export_folder(folder / "first")
        before = content()
    report = import_folder(folder / "first")
    different = told(before, content())
    assert not different, "\n".join(different)
    export_folder(folder / "second")
    assert files_of(folder / "second") == files_of(folder / "first")
    return report


def test_a_paper_with_something_of_everything_comes_back_as_it_was(
    front: Front, make_story: Callable[..., Story], make_section: Callable[..., Section], tmp_path: Path
) -> None:
    report = comes_back_as_it_was(lambda: whole_paper(make_story, make_section), tmp_path)
    assert not report.warnings
    assert report.unaccounted() == {}
    assert report.words_kept == report.words_in_source
    assert Page.find_problems() == ([], [], [], [], [])
    again = import_folder(tmp_path / "first")
    assert again.unaccounted() == {}
    assert [kind for kind, counts in again.counts.items() if counts["created"]] == []


def test_the_page_for_letters_keeps_its_links_when_the_desk_next_saves_it(
    front: Front, make_story: Callable[..., Story], tmp_path: Path
) -> None:
    with taken_back():
        letters = ContactPage.objects.first() or front.add_child(instance=ContactPage(title="Letters", slug="letters"))
        letters.introduction = f'<p>Of <a linktype="page" id="{make_story("Tide").pk}">the tide</a>.</p>'
        letters.save_revision().publish()
        export_folder(tmp_path)
    report = import_folder(tmp_path)
    story, letters = Story.objects.get(), ContactPage.objects.get()
    assert f'linktype="page" id="{story.pk}"' in letters.introduction
    letters.get_latest_revision_as_object().save_revision().publish()
    assert f'linktype="page" id="{story.pk}"' in ContactPage.objects.get().introduction
    assert report.unaccounted() == {}


def test_a_paper_that_came_back_can_be_taken_out_again(
    front: Front, make_story: Callable[..., Story], make_section: Callable[..., Section], tmp_path: Path
) -> None:
    founded = content()
    with taken_back():
        whole_paper(make_story, make_section)
        export_folder(tmp_path / "paper")
    import_folder(tmp_path / "paper")
    take_back(ImportRun.objects.get().pk)
    assert told(founded, content()) == []


def test_a_paper_that_has_stories_keeps_its_own_front_and_menus(
    front: Front, make_story: Callable[..., Story], make_section: Callable[..., Section], tmp_path: Path
) -> None:
    with taken_back():
        whole_paper(make_story, make_section)
        export_folder(tmp_path / "paper")
    make_story("Already here")
    menus = content()["Menu"]
    report = import_folder(tmp_path / "paper")
    assert report.created("story") == 6
    assert content()["Menu"] == menus
    assert [line.message for line in report.warnings] == ["the paper has stories, so its own front and menus stay"]


def test_an_export_that_was_interrupted_or_damaged_is_refused(front: Front, tmp_path: Path) -> None:
    export_folder(tmp_path)
    before = content()
    identity = (tmp_path / IDENTITY).read_text()
    for damage in (f"{identity}unfinished: true\n", identity.replace("format: 1", "format: 99"), "address: ["):
        (tmp_path / IDENTITY).write_text(damage)
        with pytest.raises(ImportRefused, match=IDENTITY.replace(".", r"\.")):
            import_folder(tmp_path)
    (tmp_path / IDENTITY).write_text(identity)
    (tmp_path / "pages" / "about.md").write_text("---\ntitle: About\nfirst_published: soon\n---\n")
    with pytest.raises(ImportRefused, match=r"about\.md, line 3, first_published"):
        import_folder(tmp_path)
    assert told(before, content()) == []


# A failing paper is told as it is: making one smaller takes minutes.
@settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_any_paper_comes_back_as_it_was(front: Front, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder, taken_back():
        comes_back_as_it_was(lambda: make_paper(data.draw, front), Path(folder))
