"""Each change tells the press which keys it dirties, in its own transaction: enough of them, and no more."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from broadsheet.fronts.models import EditorsPicks, Front, Masthead, Menu, Package
from broadsheet.newsroom import lists
from broadsheet.newsroom.merging import merge_topics
from broadsheet.newsroom.models import ListBound, ListEntry, StandingPage, Story, Topic
from broadsheet.press.models import Change
from tests.press.told import Told
from tests.tasks import left_out


@pytest.fixture
def archive(make_story):
    """A paper of 60 listed stories of one section and topic, an hour apart, the oldest a year old."""
    seed = make_story("Story 0", topics=["Ferry"], minutes_ago=365 * 24 * 60)
    ferry = Topic.objects.get()
    stories = [seed]
    for number in range(1, 60):
        story = Story(title=f"Story {number}", published_at=seed.published_at + timedelta(hours=number))
        story.topics.add(ferry)
        with left_out():
            seed.section.add_child(instance=story)
        stories.append(story)
    lists.relist([story.pk for story in stories])
    return [Story.objects.get(pk=story.pk) for story in stories]


def shelved(story):
    """What its place among the sitemaps is told by."""
    return {f"shelf:{story.pk // 1000}", "shelves"}


def head(*keys):
    return {f"list:{key}:head" for key in keys}


def test_publishing_at_the_head_of_long_lists_touches_their_heads_and_nothing_older(archive, make_story):
    make_story("Yesterday's", topics=["Ferry"], minutes_ago=1)
    draft = make_story("Today's", topics=["Ferry"], live=False)
    assert ListBound.objects.exists()

    with Told() as told:
        draft.get_latest_revision().publish()

    story = Story.objects.get(pk=draft.pk)
    pk, topic = story.pk, story.topics_list[0].list_key
    day = timezone.localtime(story.published_at).date()
    assert told.changed == {
        f"story:{pk}",
        f"card:{pk}",
        f"address:{pk}",
        f"reading:{pk}",
        f"history:{pk}",
        f"archive:{day}",
        *head("paper", "kind-news", f"section-{story.section_id}", topic),
        *shelved(story),
    }
    assert told.taken_down == set()


def test_publishing_costs_the_same_in_a_longer_archive(archive, make_story):
    make_story("Yesterday's", minutes_ago=2)
    drafts = [make_story(f"Draft {number}", live=False) for number in range(2)]
    with Told() as before:
        drafts[0].save_revision().publish()
    for number in range(17):
        make_story(f"More {number}", minutes_ago=600_000 + number)
    with Told() as after:
        drafts[1].save_revision().publish()
    assert len(after.changed) == len(before.changed)
    assert after.rows == before.rows


def test_a_changed_body_is_the_storys_own_matter(archive):
    story = archive[30]
    story.body = [("text", "<p>It left at seven.</p>")]
    with Told() as told:
        story.save_revision().publish()
    assert (told.changed, told.taken_down) == ({f"story:{story.pk}", f"history:{story.pk}", *shelved(story)}, set())


def test_a_changed_headline_is_told_to_whatever_shows_it(archive):
    story = archive[30]
    story.title = "It left at seven"
    with Told() as told:
        story.save_revision().publish()
    own = {f"story:{story.pk}", f"card:{story.pk}", f"history:{story.pk}"}
    assert (told.changed, told.taken_down) == ({*own, *shelved(story)}, set())


def test_a_changed_byline_is_told_to_whatever_shows_it(archive, make_author):
    story, ann = archive[30], make_author("Ann Archer")
    story.bylines = [story.bylines.model(author=ann)]
    with Told() as told:
        story.save_revision().publish()
    assert {f"story:{story.pk}", f"card:{story.pk}", *head(ann.list_key)} <= told.changed
    assert not told.changed & head("paper", "kind-news")


def test_a_correction_is_told_and_so_is_a_corrected_story_that_enters_or_leaves_the_lists(archive):
    story = archive[30]
    story.corrections.add(story.corrections.model(note="<p>It left at seven.</p>"))
    with Told() as told:
        story.save_revision().publish()
    corrections = {"corrections", f"corrections:{timezone.localdate():%Y-%m}"}
    own = {f"story:{story.pk}", f"history:{story.pk}"}
    assert (told.changed, told.taken_down) == ({*own, *corrections, *shelved(story)}, set())
    with Told() as drafted:
        Story.objects.get(pk=story.pk).save_revision()
    assert drafted.rows == 0
    with Told() as closed:
        restriction = PageViewRestriction.objects.create(page=Page.objects.get(pk=story.pk), restriction_type="login")
    with Told() as opened:
        restriction.delete()
    with Told() as another:
        archive[31].unpublish()
    assert "corrections" in closed.changed
    assert "corrections" in opened.changed
    assert "corrections" not in another.changed


def test_drafts_are_nobodys_matter(archive, make_story):
    live = archive[30]
    live.title = "It may have left"
    with Told() as told:
        make_story("Not yet", live=False).save_revision()
        live.save_revision()
        Story.objects.get(pk=live.pk).save(update_fields=["locked"])
    assert (told.changed, told.taken_down) == (set(), set())


def test_a_story_taken_down_goes_at_once_and_leaves_its_place(archive):
    story = archive[25]
    with Told() as told:
        story.unpublish()
    assert told.taken_down == {
        f"story:{story.pk}",
        f"card:{story.pk}",
        f"address:{story.pk}",
        f"shelf:{story.pk // 1000}",
    }
    assert "list:paper:2" in told.changed
    assert "list:paper:1" not in told.changed
    newer = {f"reading:{other.pk}" for other in archive[26:38]}
    assert newer <= told.changed
    assert f"reading:{archive[38].pk}" not in told.changed


def test_a_deleted_story_goes_at_once(archive):
    story = archive[25]
    with Told() as told:
        story.delete()
    assert told.taken_down == {
        f"story:{story.pk}",
        f"card:{story.pk}",
        f"address:{story.pk}",
        f"shelf:{story.pk // 1000}",
    }
    assert "list:paper:2" in told.changed
    assert not ListEntry.objects.filter(story_id=story.pk).exists()


def test_a_deleted_draft_is_nobodys_matter(make_story):
    draft = make_story("Never", live=False)
    with Told() as told:
        draft.delete()
    assert told.rows == 0


def test_a_hidden_story_is_no_longer_shown_by_others(archive):
    story = archive[25]
    story.hide_from_lists = True
    with Told() as told:
        story.save_revision().publish()
    assert told.taken_down == {
        f"story:{story.pk}",
        f"card:{story.pk}",
        f"address:{story.pk}",
        f"shelf:{story.pk // 1000}",
    }
    assert "list:paper:2" in told.changed


def test_another_topic_changes_the_lists_of_topics_alone(archive, make_story):
    story = archive[59]
    ferry = story.topics_list[0]
    story.topics.set(["Quay"])
    with Told() as told:
        story.save_revision().publish()
    quay = Topic.objects.get(name="Quay")
    assert {f"story:{story.pk}", "topics", *head(ferry.list_key, quay.list_key)} <= told.changed
    assert not told.changed & {*head("paper", "kind-news"), f"card:{story.pk}"}


def test_a_story_filed_in_the_past_changes_the_page_it_stands_on_and_what_was_read_after(archive, make_story):
    moment = archive[24].published_at + timedelta(minutes=5)
    with Told() as told:
        story = make_story("Found again", published_at=moment)
    assert "list:paper:2" in told.changed
    assert {f"reading:{other.pk}" for other in archive[25:37]} <= told.changed
    assert f"archive:{timezone.localtime(moment).date()}" in told.changed
    assert lists.older_page("paper", 2).story_ids.count(story.pk) == 1


def test_a_page_cut_from_a_head_changes_the_page_below_it(make_story, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    for number in range(5):
        make_story(f"Story {number}", minutes_ago=100 - number)
    with Told() as told:
        make_story("Story 5", minutes_ago=1)
    assert {"list:paper:1", "list:paper:2", "list:paper:head"} <= told.changed


def test_the_first_stories_of_a_paper_are_followed_by_those_after_them(make_story):
    first, second = make_story("First", minutes_ago=20), make_story("Second", minutes_ago=10)
    with Told() as told:
        make_story("Third")
    assert {f"reading:{first.pk}", f"reading:{second.pk}"} <= told.changed


def test_hidden_stories_are_told_where_one_older_enters(archive, make_story):
    make_story("Hidden", hide_from_lists=True, minutes_ago=30)
    with Told() as older:
        make_story("Older", minutes_ago=40)
    with Told() as newest:
        make_story("Newest")
    assert "reading:hidden" in older.changed
    assert "reading:hidden" not in newest.changed


def test_a_new_address_stops_the_old_one(archive):
    story = archive[30]
    old = story.address
    story.slug = "another-slug"
    with Told() as told:
        story.save_revision().publish()
    assert told.taken_down == {f"story:{story.pk}"}
    assert {f"card:{story.pk}", f"address:{story.pk}"} <= told.changed
    with Told() as redirected:
        Redirect.add_redirect(old, story, is_permanent=True)
    assert redirected.changed == {f"path:{old.rstrip('/')}"}


def test_a_renamed_section_is_told_to_what_shows_its_stories_and_those_below(news, make_section):
    rowing = make_section("Rowing", under=news)
    news.title = "The news"
    with Told() as told:
        news.save_revision().publish()
    assert {f"section:{news.pk}", f"section:{rowing.pk}", f"page:{news.pk}", "sections"} <= told.changed
    assert "places" not in told.changed
    assert told.taken_down == set()


def test_a_section_with_a_new_address_takes_its_stories_with_it(news, make_section, make_story):
    rowing = make_section("Rowing", under=news)
    make_story("Eight win", section=rowing)
    news.slug = "latest"
    with Told() as told:
        news.save_revision().publish()
    assert {f"section:{news.pk}", f"section:{rowing.pk}", f"page:{news.pk}", f"page:{rowing.pk}"} <= told.taken_down
    assert {"below:/front/news/", "below:/front/news/rowing/", "places", "sections"} <= told.changed


def test_a_moved_section_takes_its_stories_with_it(news, make_section):
    sport = make_section("Sport")
    rowing = make_section("Rowing", under=news)
    with Told() as told:
        Page.objects.get(pk=rowing.pk).move(sport, pos="last-child")
    assert {f"section:{rowing.pk}", f"page:{rowing.pk}"} <= told.taken_down
    assert {"below:/front/news/rowing/", "sections", "places"} <= told.changed


def test_a_moved_story_leaves_its_address(archive, make_section):
    story, sport = archive[30], make_section("Sport")
    with Told() as told:
        story.move(sport, pos="last-child")
    assert told.taken_down == {f"story:{story.pk}"}
    assert {f"card:{story.pk}", f"address:{story.pk}", *head(sport.list_key)} <= told.changed


def test_what_is_no_longer_for_everybody_goes_at_once(news, make_story):
    story = make_story("Secret")
    with Told() as told:
        PageViewRestriction.objects.create(page=Page.objects.get(pk=news.pk), restriction_type="login")
    assert {f"section:{news.pk}", f"page:{news.pk}"} <= told.taken_down
    assert {"restrictions", f"reading:{story.pk}", *head("paper")} <= told.changed
    with Told() as one:
        PageViewRestriction.objects.create(page=Page.objects.get(pk=story.pk), restriction_type="login")
    assert {f"story:{story.pk}", f"card:{story.pk}"} <= one.taken_down


def test_an_author_is_told_and_goes_when_renamed_in_the_address(make_author):
    ann = make_author("Ann Archer")
    ann.role = "Editor"
    with Told() as told:
        ann.save()
    assert (told.changed, told.taken_down) == ({f"author:{ann.pk}", "authors"}, set())
    ann.slug = "ann"
    with Told() as told:
        ann.save()
    assert (told.changed, told.taken_down) == ({"authors"}, {f"author:{ann.pk}"})
    pk = ann.pk
    with Told() as told:
        ann.delete()
    assert told.taken_down == {f"author:{pk}"}


def test_merged_topics_leave_the_pages_that_named_them(make_story):
    make_story("One", topics=["Ferry"])
    make_story("Two", topics=["Ferries"])
    into, gone = Topic.objects.get(name="Ferry"), Topic.objects.get(name="Ferries")
    keys = {f"topic:{gone.pk}"}
    with Told() as told:
        merge_topics(into, [into, gone])
    assert keys <= told.taken_down
    assert {"topics", *head(into.list_key), *head(f"topic-{next(iter(keys)).partition(':')[2]}")} <= told.changed


@pytest.fixture
def ferry_package(front, make_story):
    """A package that follows a topic, live and with a draft, and another topic."""
    make_story("One", topics=["Ferry", "Ferries"])
    package = front.add_child(instance=Package(title="The ferry", topic=Topic.objects.get(name="Ferry")))
    package.save_revision().publish()
    package.title = "The ferry again"
    package.save_revision()
    return Package.objects.get(pk=package.pk)


def test_a_deleted_topic_is_told_to_the_packages_that_followed_it(ferry_package):
    ferry = ferry_package.topic
    keys = {"packages", f"page:{ferry_package.pk}", *head(ferry.list_key)}
    with Told() as told:
        ferry.delete()
    assert keys <= told.changed


def test_a_package_follows_the_topic_its_own_was_merged_into(ferry_package):
    into = Topic.objects.get(name="Ferries")
    keys = {"packages", f"page:{ferry_package.pk}"}
    with Told() as told:
        merge_topics(into, [ferry_package.topic])
    assert keys <= told.changed
    package = Package.objects.get(pk=ferry_package.pk)
    assert package.topic == package.get_latest_revision_as_object().topic == into


def test_what_editors_place_by_hand_has_its_keys(front, make_story, news):
    story = make_story("Placed")
    picks = EditorsPicks.of_the_paper()
    picks.picks = [picks.picks.model(story=story)]
    with Told() as told:
        picks.save()
    assert told.changed == {"picks"}
    with Told() as told:
        Masthead.of_the_paper().save()
    assert told.changed == {"masthead"}
    menu = Menu.objects.get(location="footer_news")
    menu.title = "News"
    with Told() as told:
        menu.save()
    assert told.changed == {"menu"}
    menu.items = [("link", {"label": "News", "page": news, "url": "", "children": []})]
    with Told() as told:
        menu.save()
    assert told.changed == {"menu", "places"}
    with Told() as told:
        Front.objects.get().save_revision().publish()
    assert {"front", f"page:{front.pk}"} == told.changed


def test_a_package_is_told_to_the_stories_of_its_topic(front, make_story):
    make_story("One", topics=["Ferry"])
    ferry = Topic.objects.get()
    package = front.add_child(instance=Package(title="The ferry", topic=ferry, live=False))
    with Told() as told:
        package.save_revision().publish()
    assert {"packages", f"page:{package.pk}", f"topic:{ferry.pk}"} <= told.changed
    pk = package.pk
    with Told() as told:
        package.delete()
    assert {f"page:{pk}", f"card:{pk}", f"address:{pk}"} == told.taken_down
    assert {"packages", f"topic:{ferry.pk}"} <= told.changed


def test_a_standing_page_is_told(front):
    page = StandingPage.objects.get(slug="about")
    page.standfirst = "Who we are."
    with Told() as told:
        page.save_revision().publish()
    assert (told.changed, told.taken_down) == ({f"page:{page.pk}"}, set())
    with Told() as told:
        page.unpublish()
    assert told.taken_down == {f"page:{page.pk}", f"card:{page.pk}", f"address:{page.pk}"}


def test_lists_made_anew_dirty_everything_once(archive):
    with Told() as told:
        lists.rebuild()
    assert (told.changed, told.rows) == ({"*"}, 1)


def test_a_change_that_fails_is_not_told(make_story, monkeypatch):
    story = make_story("As it was")
    monkeypatch.setattr(Change.objects.__class__, "bulk_create", _fail)
    story.title = "As it is not"
    with pytest.raises(RuntimeError):
        story.save()
    assert Story.objects.get(pk=story.pk).title == "As it was"


def _fail(*_args, **_kwargs):
    raise RuntimeError("no outbox")


def test_stories_of_an_unpublished_section_move_with_it(make_section, make_story):
    section, elsewhere = make_section("Coast"), make_section("Sea")
    make_story("Live", section=section)
    section.unpublish()
    with Told() as told:
        section.move(elsewhere, pos="last-child")
    assert f"section:{section.pk}" in told.taken_down


def test_a_menu_is_taken_down_where_what_lies_below_a_restricted_page_stands_in_it(make_section):
    section = make_section("Members")
    with Told() as told:
        PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert "sections" in told.taken_down
