"""What imports store by quick ways of their own is what Wagtail and Django would have stored."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from modelsearch.backends.database.sqlite.sqlite import ObjectIndexer
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from broadsheet.ingest.runs import import_folder, import_wordpress
from broadsheet.ingest.writer.indexes import references_of
from broadsheet.ingest.writer.revision_content import content_of
from broadsheet.lib.bulk_rows import insert_values
from broadsheet.lib.search_backends.one_pass import words_of_object
from broadsheet.newsroom import lists
from broadsheet.newsroom.models import ListBound, ListEntry, SearchWord, Story
from tests.ingest.exports import author, category, export, item, paper_folder
from tests.ingest.test_import_folder import FILES

pytestmark = pytest.mark.usefixtures("front")


def as_json(content: dict[str, Any]) -> Any:
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


@pytest.fixture
def stories(tmp_path: Path) -> list[Story]:
    import_folder(paper_folder(tmp_path / "paper", FILES))
    import_wordpress(
        export(
            tmp_path,
            author("mara", "Mara", "Writes."),
            category(1, "coast", "Coast"),
            item(1, body='<p><a href="https://old.example/?p=2">two</a> five &lt; six</p>', categories="Coast,Sport"),
            item(2, status="future", post_date_gmt="2999-01-01 00:00:00", tags="Sea"),
            item(3, "A page", post_type="page"),
        )
    )
    return list(Story.objects.order_by("pk"))


def test_a_revision_holds_what_wagtail_would_have_written(stories: list[Story]) -> None:
    assert len(stories) == 5
    for page in [*stories, *Page.objects.filter(latest_revision__isnull=False).specific()]:
        kept = Revision.objects.get(pk=page.latest_revision_id).content
        since = {"numchild": kept["numchild"]}  # children that came later
        assert kept == as_json(page.serializable_data()) | since


def test_the_quick_content_is_what_modelcluster_gives(stories: list[Story]) -> None:
    for story in stories:
        page = story.get_latest_revision_as_object()
        for relation in get_all_child_relations(page):
            setattr(page, relation.get_accessor_name(), list(getattr(page, relation.get_accessor_name()).all()))
        page.further_sections = list(page.further_sections.all())
        assert as_json(content_of(page)) == as_json(page.serializable_data())


def test_references_are_those_wagtail_finds(stories: list[Story]) -> None:
    for story in stories:
        found = set(ReferenceIndex._extract_references_from_object(story))
        assert set(references_of(story)) == found
        kept = ReferenceIndex.objects.filter(object_id=str(story.pk), content_type__model="story")
        names = ("to_content_type_id", "to_object_id", "model_path", "content_path")
        assert set(kept.values_list(*names)) == found
    assert any("body" in path for story in stories for _type, _key, path, _content in references_of(story))


def test_an_object_read_once_gives_the_words_that_three_readings_give(stories: list[Story]) -> None:
    backend = get_search_backend()
    for story in stories:
        slow = ObjectIndexer(story, backend)
        assert words_of_object(ObjectIndexer(story, backend)) == (slow.title, slow.autocomplete, slow.body)


def test_an_entry_of_the_search_index_is_replaced_and_not_doubled(stories: list[Story]) -> None:
    story = stories[0]
    story.title = "Hazelnut"
    for _ in range(2):
        get_search_backend().get_index_for_model(Story).add_items(Story, [story])
    assert [found.pk for found in get_search_backend().search("hazelnut", Story)] == [story.pk]
    assert story.index_entries.count() == 1


def test_lists_made_anew_are_cut_where_they_would_have_been_cut_one_by_one(make_story: Any) -> None:
    pages = [make_story(f"Story {number}", minutes_ago=number // 3).pk for number in range(45)]
    assert len(pages) == 45
    ListBound.objects.all().delete()
    for key in ListEntry.objects.order_by().values_list("list_key", flat=True).distinct():
        lists.cut_pages(key)
    fields = ("list_key", "number", "published_at", "story_id")
    expected = sorted(ListBound.objects.values_list(*fields))
    lists.rebuild()
    assert sorted(ListBound.objects.values_list(*fields)) == expected
    assert len(expected) >= 3


def test_rows_that_exist_are_brought_up_to_date_or_left_as_asked(db: None) -> None:
    insert_values(SearchWord, ("word", "uses"), [("quayside", 1)])
    insert_values(SearchWord, ("word", "uses"), [("quayside", 5), ("quern", 2)], ignore_conflicts=True)
    assert dict(SearchWord.objects.filter(word__startswith="qu").values_list("word", "uses")) == {
        "quayside": 1,
        "quern": 2,
    }
    insert_values(SearchWord, ("word", "uses"), [("quayside", 9)], unique=("word",))
    assert SearchWord.objects.get(word="quayside").uses == 9


def test_moments_of_any_zone_are_stored_as_one_moment(make_story: Any) -> None:
    story = make_story()
    moment = timezone.now() - timedelta(days=400)
    elsewhere = moment.astimezone(timezone.get_fixed_timezone(330))
    rows = [("a", story.pk, moment), ("b", story.pk, elsewhere)]
    insert_values(ListEntry, ("list_key", "story", "published_at"), rows)
    found = ListEntry.objects.filter(list_key__in="ab").values_list("published_at", flat=True)
    assert list(found) == [moment, moment]
