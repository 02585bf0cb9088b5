"""What most tests need: a founded paper, and stories in it."""

import gc
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from broadsheet.fronts.founding import found_paper
from broadsheet.fronts.models import Front
from broadsheet.media.rights import look_at_all_next
from broadsheet.newsroom.edition_memory import forget
from broadsheet.newsroom.models import Author, Section, Story
from tests import empty_database
from tests.tasks import left_out


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A SQLite database in memory belongs to one connection; what needs several is left to the run on PostgreSQL."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        concurrent = [item for item in items if item.get_closest_marker("concurrent")]
        config.hook.pytest_deselected(items=concurrent)
        items[:] = [item for item in items if item not in concurrent]


def pytest_collection_finish() -> None:
    """What has been imported and collected stays to the end: nobody need look through it for waste."""
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests() -> None:
    """Tests roll the database back, and its edition number with it; what was remembered must go too."""
    forget()
    look_at_all_next()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """A founded paper in the database every test begins with: founding one takes longer than most tests."""
    if connection.settings_dict["NAME"] == settings.PAPER.database["default"]["NAME"]:
        return  # none of the tests chosen asks for a database, so none was made
    with django_db_blocker.unblock():
        empty_database.keep()
        _found()
        if hasattr(connection, "_test_serialized_contents"):  # what tests that empty the database put back
            connection._test_serialized_contents = connection.creation.serialize_db_to_string()


def _found() -> Front:
    return found_paper("The Test Gazette", "Printed daily in a sandbox", "http://testserver")


@pytest.fixture
def front(db: None) -> Front:
    """The front of a freshly founded paper; founded here after a test that emptied the database."""
    return Front.objects.first() or _found()


@pytest.fixture
def news(front: Front) -> Section:
    """The section a new paper has."""
    return Section.objects.get(slug="news")


@pytest.fixture
def make_section(front: Front) -> Callable[..., Section]:
    """Makes a published section: ``make_section("Sport")``, ``make_section("Rowing", under=sport)``."""

    def make(title: str, under: Any = None, **fields: Any) -> Section:
        parent = under or Front.objects.get()
        return parent.add_child(instance=Section(title=title, **fields))

    return make


@pytest.fixture
def make_author(db: None) -> Callable[..., Author]:
    """Makes an author profile by name."""
    return lambda name, **fields: Author.objects.create(name=name, **fields)


@pytest.fixture
def make_story(news: Section) -> Callable[..., Story]:
    """Makes a story as the desk would, published unless ``live=False``.

    ``authors``, ``topics`` and ``further_sections`` are given as lists; ``minutes_ago`` sets the date.
    """

    def make(
        title: str = "A story",
        section: Section | None = None,
        live: bool = True,
        authors: list[Author] | None = None,
        topics: list[str] | None = None,
        further_sections: list[Section] | None = None,
        minutes_ago: float | None = None,
        **fields: Any,
    ) -> Story:
        if minutes_ago is not None:
            fields["published_at"] = timezone.now() - timedelta(minutes=minutes_ago)
        story = Story(title=title, live=False, **fields)
        drafting = left_out if live else nullcontext
        with drafting():
            (section or news).add_child(instance=story)
        story.bylines = [story.bylines.model(author=author) for author in authors or []]
        story.topics.add(*(topics or []))
        story.further_sections.set(further_sections or [])
        with drafting():
            revision = story.save_revision()
        if live:
            revision.publish()
        return Story.objects.get(pk=story.pk)

    return make


@pytest.fixture
def photo(db: None) -> Any:
    """A small real photo."""
    from io import BytesIO

    from django.core.files.images import ImageFile
    from PIL import Image

    from broadsheet.media.models import Photo

    buffer = BytesIO()
    Image.new("RGB", (1200, 800), "#8a1f11").save(buffer, "JPEG")
    return Photo.objects.create(
        title="A quay",
        alt_text="A quay at dusk",
        credit="Ada Quay",
        file=ImageFile(BytesIO(buffer.getvalue()), "quay.jpg"),
    )
