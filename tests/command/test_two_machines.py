"""A paper served by two machines: one database, one Redis, two folders; what one makes or takes down, both show."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from tests.command.running import Served, broadsheet, wait_until
from tests.press.servers import REDIS, ServiceAbsentError, a_database

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("two machines")]
Serve = Callable[..., Served]
SAILS = "/news/the-ferry-sails/"
PUBLISH = """
from broadsheet.newsroom.models import Section, Story
story = Section.objects.get(slug="news").add_child(instance=Story(title="The ferry sails", live=False))
story.save_revision().publish()
"""
TAKE_DOWN = """
from broadsheet.newsroom.models import Story
Story.objects.get(slug="the-ferry-sails").unpublish()
"""


@pytest.fixture
def shared() -> Iterator[dict[str, str]]:
    """The settings of both machines: an empty database, and an empty one of Redis's."""
    database_of_redis = REDIS.rpartition("/")[0] + "/9"
    try:
        with a_database() as database, redis.Redis.from_url(database_of_redis) as server:
            server.flushdb()
            yield {
                "BROADSHEET_DATABASE_URL": database,
                "BROADSHEET_CACHE_URL": database_of_redis,
                "BROADSHEET_PRESS_STORE": "shared",
            }
            server.flushdb()
    except (ServiceAbsentError, redis.RedisError) as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


def test_what_one_machine_makes_or_takes_down_both_show(shared: dict[str, str], serve: Serve, tmp_path: Path) -> None:
    first, second = tmp_path / "first" / "gazette", tmp_path / "second" / "gazette"
    first.parent.mkdir()
    answers = ["--name=The Gazette", "--address=http://localhost:8000", "--email=alice@gazette.example"]
    done = broadsheet("init", first, *answers, **shared)
    assert done.returncode == 0, done.stderr
    shutil.copytree(first, second, symlinks=True)
    one, other = serve(first, **shared).is_ready(), serve(second, **shared).is_ready()
    for served in (one, other):
        wait_until(lambda served=served: served.get("/").getheader("ETag"), "the front page is pressed")
    assert one.get("/").body == other.get("/").body  # type: ignore[attr-defined]
    assert not list((first / "data").glob("press.sqlite3*"))

    code = broadsheet("manage", "--paper", first, "shell", "-v", "0", "-c", PUBLISH, **shared)
    assert code.returncode == 0, code.stderr
    for served in (one, other):
        wait_until(lambda served=served: served.get(SAILS).status == 200, "the story is served")
        wait_until(lambda served=served: b"The ferry sails" in served.get("/").body, "the front page shows it")

    code = broadsheet("manage", "--paper", first, "shell", "-v", "0", "-c", TAKE_DOWN, **shared)
    assert code.returncode == 0, code.stderr
    for served in (one, other):
        wait_until(lambda served=served: served.get(SAILS).status == 404, "the story is gone", seconds=5)
        wait_until(
            lambda served=served: b"The ferry sails" not in served.get("/").body, "and so is its card", seconds=5
        )

    served_pages = one.get("/").body  # type: ignore[attr-defined]
    one.stop()
    assert other.get("/").body == served_pages  # type: ignore[attr-defined]
