"""The archive that measurements are made on can still be made: its rows are written past the models."""

from __future__ import annotations

import json
from pathlib import Path

from bench import papers

STORIES = 45
LOOK = """
import django, json
django.setup()
from django.test import Client
from broadsheet.newsroom.models import ListEntry, Story
story = Story.objects.live().last()
addresses = ["/", "/feed/", story.address, story.section.address, story.topics_list[0].address]
reader = Client(headers={"host": "localhost"})
print(json.dumps({
    "stories": Story.objects.count(),
    "live": Story.objects.live().count(),
    "listed": ListEntry.objects.filter(list_key="paper").count(),
    "answers": {address: reader.get(address).status_code for address in addresses},
}))
"""


def test_a_paper_is_filled_past_the_models_and_its_pages_can_be_made(paper: Path) -> None:
    papers.in_paper(paper, ["-m", "bench.million", str(STORIES)])
    found = json.loads(papers.in_paper(paper, ["-c", LOOK]))
    assert found["stories"] == STORIES
    assert 0 < found["listed"] == found["live"] <= STORIES
    assert set(found["answers"].values()) == {200}, found
