"""What plugins and themes add to a WordPress export: guest authors, search fields, kinds of entry and of term."""

from pathlib import Path
from typing import Any

import pytest

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers.wordpress import WordPressArchive
from broadsheet.ingest.parsers.wxr_mapping import mapping_of
from broadsheet.ingest.records import Comment, MediaRef, Menu, Page, Person, Skipped, State, Story, Taxonomy, Term
from tests.ingest.exports import HEAD, category, export, item


def read(path: Path, kind: type, *choices: str) -> list[Any]:
    types = [choice for choice in choices if choice.endswith(("=story", "=page", "=skip"))]
    mapping = mapping_of(types, [choice for choice in choices if choice not in types])
    return [one for one in WordPressArchive(path, mapping=mapping).records() if isinstance(one, kind)]


def story(folder: Path, **fields: Any) -> Story:
    return read(export(folder, category(4, "coast", "Coast"), item(**fields)), Story)[0]


GUEST = (
    "cap-display_name=Ada Marsh,cap-user_login=ada,cap-user_email=ada@private.example,"
    "cap-website=https://ada.example/,cap-description=Writes <b>tides</b>.,_thumbnail_id=77"
)


@pytest.mark.parametrize("guest_first", [True, False])
def test_a_guest_author_has_the_profile_co_authors_plus_keeps(tmp_path: Path, guest_first: bool) -> None:
    byline = '<category domain="author" nicename="cap-ada-marsh">ada</category>'
    parts = [
        item(50, "Ada", "", post_type="guest-author", post_name="cap-ada-marsh", meta=GUEST),
        item(1, extra=byline),
    ]
    path = export(tmp_path, *(parts if guest_first else reversed(parts)))
    (ada,) = read(path, Person)
    assert (ada.origin.key, ada.name, ada.website, ada.is_guest) == (
        "ada-marsh",
        "Ada Marsh",
        "https://ada.example/",
        True,
    )
    assert (ada.biography, ada.picture) == ("Writes <b>tides</b>.", MediaRef(key="77"))
    assert ada.addresses == ("/author/ada-marsh/",)
    assert "private" not in repr(list(WordPressArchive(path).records()))
    assert read(path, Story)[0].authors == ("ada-marsh",)


@pytest.mark.parametrize(
    ("meta", "title"),
    [
        ("_yoast_wpseo_title=Tides explained", "Tides explained"),
        ("_yoast_wpseo_title=Tides %%sep%% %%sitename%%", "Tides"),
        ("_yoast_wpseo_title=%%title%% %%page%% %%sep%% %%sitename%%", ""),
        ("_yoast_wpseo_title=Now: %%title%%", "Now: A story"),
        ("_yoast_wpseo_title=%%cf_own_field%% x", ""),
        ("rank_math_title=%title% in brief %sep% %sitename%", "A story in brief"),
        ("_seopress_titles_title=%%post_title%% today", "A story today"),
        ("_yoast_wpseo_title=,rank_math_title=Second", "Second"),
        ("_yoast_wpseo_title=50% of voters stayed away", "50% of voters stayed away"),
    ],
)
def test_search_titles_are_spelt_out(tmp_path: Path, meta: str, title: str) -> None:
    assert story(tmp_path, meta=meta).seo_title == title


@pytest.mark.parametrize("name", ["_yoast_wpseo_metadesc", "rank_math_description", "_seopress_titles_desc"])
def test_search_descriptions_come_over(tmp_path: Path, name: str) -> None:
    assert story(tmp_path, meta=f"{name}=It &amp; they").seo_description == "It & they"


@pytest.mark.parametrize("name", ["_yoast_wpseo_canonical", "rank_math_canonical_url", "_seopress_robots_canonical"])
def test_canonical_addresses_come_over(tmp_path: Path, name: str) -> None:
    assert story(tmp_path, meta=f"{name}=https://first.example/x/").canonical == "https://first.example/x/"


@pytest.mark.parametrize(
    ("meta", "picture"),
    [
        ("_yoast_wpseo_opengraph-image-id=7,_yoast_wpseo_opengraph-image=/a.jpg", ("/a.jpg", "7")),
        ("_yoast_wpseo_twitter-image=https://x.example/b.jpg", ("https://x.example/b.jpg", "")),
        ("rank_math_facebook_image_id=8", ("", "8")),
        ("_seopress_social_fb_img=/wp-content/uploads/c.jpg", ("/wp-content/uploads/c.jpg", "")),
        ("_seopress_social_fb_img_attachment_id=9", ("", "9")),
    ],
)  # fmt: skip
def test_social_pictures_are_named_by_number_and_address(tmp_path: Path, meta: str, picture: tuple[str, str]) -> None:
    assert story(tmp_path, meta=meta).social_picture == MediaRef(*picture)


@pytest.mark.parametrize(
    "name", ["_yoast_wpseo_primary_category", "rank_math_primary_category", "_seopress_robots_primary_cat"]
)
def test_every_plugins_primary_category_is_the_storys_home(tmp_path: Path, name: str) -> None:
    assert story(tmp_path, categories="News,Coast", meta=f"{name}=4").home == "coast"


def test_a_sticky_story_is_pinned(tmp_path: Path) -> None:
    assert story(tmp_path, is_sticky="1").is_pinned
    assert not story(tmp_path, is_sticky="0").is_pinned


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("publish", State.PASSWORD),
        ("draft", State.DRAFT),
        ("pending", State.PENDING),
        ("private", State.PRIVATE),
        ("future", State.DRAFT),
    ],
)
def test_a_password_opens_nothing_that_was_shut(tmp_path: Path, status: str, state: State) -> None:
    found = story(tmp_path, status=status, post_password="tide")
    assert (found.state, found.password) == (state, "tide")


# Kinds of entry and of term


def test_a_plugins_entries_are_counted_with_the_words_that_would_bring_them(tmp_path: Path) -> None:
    (left,) = read(export(tmp_path, item(post_type="event")), Skipped)
    assert (left.kind, "--post-type event=story" in left.reason) == ("event", True)


def test_a_plugins_entries_come_as_what_they_were_said_to_be(tmp_path: Path) -> None:
    path = export(
        tmp_path, item(1, post_type="event"), item(2, post_type="venue", post_parent="3"), item(3, post_type="advert")
    )
    choices = ("event=story", "venue=page", "advert=skip")
    assert [one.origin.key for one in read(path, Story, *choices)] == ["1"]
    assert [(one.origin.key, one.parent) for one in read(path, Page, *choices)] == [("2", "3")]
    assert [(one.kind, one.reason) for one in read(path, Skipped, *choices)] == [
        ("advert", "“advert” entries were not wanted")
    ]


def test_posts_themselves_can_be_left_out(tmp_path: Path) -> None:
    assert read(export(tmp_path, item(1), item(2, post_type="page")), Story, "post=skip") == []


def test_wordpresss_own_furniture_asks_for_no_choice(tmp_path: Path) -> None:
    (left,) = read(export(tmp_path, item(post_type="wp_template")), Skipped)
    assert "--post-type" not in left.reason


SERIES = (
    "<wp:term><wp:term_id>9</wp:term_id><wp:term_taxonomy>series</wp:term_taxonomy><wp:term_slug>floods</wp:term_slug>"
    "<wp:term_name>The floods</wp:term_name></wp:term>"
)
IN_SERIES = '<category domain="series" nicename="floods">The floods</category>'


def test_a_plugins_terms_are_counted_with_the_words_that_would_bring_them(tmp_path: Path) -> None:
    path = export(tmp_path, SERIES, item(extra=IN_SERIES))
    assert read(path, Term) == []
    (left,) = read(path, Skipped)
    assert ("--taxonomy series=topic" in left.reason, left.count) == (True, 2)


@pytest.mark.parametrize("taxonomy", Taxonomy)
def test_a_plugins_terms_come_as_what_they_were_said_to_be(tmp_path: Path, taxonomy: Taxonomy) -> None:
    path = export(tmp_path, SERIES, item(extra=IN_SERIES))
    (term,) = read(path, Term, f"series={taxonomy}")
    assert (term.taxonomy, term.name, term.addresses) == (taxonomy, "The floods", ("/series/floods/",))
    found = read(path, Story, f"series={taxonomy}")[0]
    assert (found.sections or found.topics) == ("floods",)


def test_menu_lines_lead_to_a_plugins_entries_and_terms_once_those_come_over(tmp_path: Path) -> None:
    def line(number: int, meta: str) -> str:
        extra = '<category domain="nav_menu" nicename="main">Main</category>'
        return item(number, "", "", post_type="nav_menu_item", meta=meta, extra=extra)

    path = export(
        tmp_path,
        SERIES,
        item(1, post_type="event"),
        line(21, "_menu_item_type=post_type,_menu_item_object=event,_menu_item_object_id=1"),
        line(22, "_menu_item_type=taxonomy,_menu_item_object=series,_menu_item_object_id=9"),
        line(23, "_menu_item_type=post_type_archive,_menu_item_object=event,_menu_item_url=/events/"),
    )
    (menu,) = read(path, Menu, "event=story", "series=topic")
    leads_to = [(one.target_kind, one.target, one.url) for one in menu.items]
    assert leads_to == [("story", "1", ""), ("topic", "floods", ""), ("", "", "/events/")]
    without = read(path, Skipped)
    assert [one.reason for one in without if one.kind == "menu item"] == ["leads to something that is not imported"] * 2


def test_two_menus_may_share_the_numbers_of_their_lines(tmp_path: Path) -> None:
    lines = [
        item(
            21,
            "x",
            "",
            post_type="nav_menu_item",
            meta="_menu_item_type=custom,_menu_item_url=/x/",
            extra=f'<category domain="nav_menu" nicename="{name}">{name}</category>',
        )
        for name in ("one", "two", "two")
    ]
    path = export(tmp_path, *lines)
    assert [len(menu.items) for menu in read(path, Menu)] == [1, 1]
    assert len(read(path, Skipped)) == 1


@pytest.mark.parametrize(
    ("types", "taxonomies", "says"),
    [
        (["event"], [], "event=story"),
        (["event=tale"], [], "event=page"),
        (["=story"], [], "name=story"),
        (["attachment=story"], [], "place of their own"),
        ([], ["series=tag"], "series=topic"),
        ([], ["nav_menu=topic"], "place of their own"),
    ],
)
def test_a_choice_that_is_none_is_refused_with_those_there_are(
    types: list[str], taxonomies: list[str], says: str
) -> None:
    with pytest.raises(ImportRefused, match=says):
        mapping_of(types, taxonomies)


# Comments


def comment(number: int, parent: int = 0, **fields: str) -> str:
    values = {
        "comment_author": "Ned",
        "comment_author_email": "ned@private.example",
        "comment_author_IP": "192.0.2.7",
        "comment_author_url": "https://ned.example/",
        "comment_date": "2020-05-01 14:00:00",
        "comment_date_gmt": "2020-05-01 13:00:00",
        "comment_content": "Well <b>said</b>.",
        "comment_approved": "1",
        "comment_type": "",
    } | fields
    inside = "".join(f"<wp:{name}><![CDATA[{value}]]></wp:{name}>" for name, value in values.items())
    place = f"<wp:comment_id>{number}</wp:comment_id><wp:comment_parent>{parent}</wp:comment_parent>"
    return f"<wp:comment>{place}{inside}</wp:comment>"


def comments(folder: Path, *parts: str, **fields: str) -> list[Any]:
    return read(export(folder, item(1, extra="".join(parts), **fields)), Comment)


def test_a_comment_comes_with_its_words_and_without_its_writers_addresses(tmp_path: Path) -> None:
    (found,) = comments(tmp_path, comment(5))
    assert (found.owner, found.owner_kind, found.author, found.body) == ("1", "story", "Ned", "Well <b>said</b>.")
    assert (found.website, found.is_approved, found.is_mention) == ("https://ned.example/", True, False)
    assert found.written.isoformat() == "2020-05-01T13:00:00+00:00"
    everything = repr(list(WordPressArchive(tmp_path / "old.xml").records()))
    assert "private" not in everything
    assert "192.0.2.7" not in everything


def test_comments_under_pages_know_it(tmp_path: Path) -> None:
    assert [one.owner_kind for one in comments(tmp_path, comment(5), post_type="page")] == ["page"]


def test_comments_are_threaded_past_those_left_out_and_circles_are_cut(tmp_path: Path) -> None:
    found = comments(
        tmp_path,
        comment(1),
        comment(2, 1, comment_approved="spam"),
        comment(3, 2),
        comment(4, 99),
        comment(5, 6),
        comment(6, 5),
        comment(7, 7),
    )
    parents = {one.origin.key: one.parent for one in found}
    assert (parents["1"], parents["3"], parents["4"], parents["7"]) == ("", "1", "", "")
    assert sorted([parents["5"], parents["6"]]) in (["", "5"], ["", "6"])


@pytest.mark.parametrize(
    ("fields", "approved", "mention"),
    [
        ({"comment_approved": "0"}, False, False),
        ({"comment_type": "pingback"}, True, True),
        ({"comment_type": "trackback", "comment_approved": "0"}, False, True),
        ({"comment_type": "comment"}, True, False),
    ],
)
def test_what_was_not_shown_and_what_was_no_comment_is_marked(
    tmp_path: Path, fields: dict[str, str], approved: bool, mention: bool
) -> None:
    (found,) = comments(tmp_path, comment(5, **fields))
    assert (found.is_approved, found.is_mention) == (approved, mention)


@pytest.mark.parametrize(
    "fields", [{"comment_approved": "spam"}, {"comment_approved": "trash"}, {"comment_type": "order_note"}]
)
def test_spam_the_bin_and_plugins_notes_are_left_out_and_counted(tmp_path: Path, fields: dict[str, str]) -> None:
    assert comments(tmp_path, comment(5, **fields), comment(6, **fields)) == []
    assert [(one.kind, one.count) for one in read(tmp_path / "old.xml", Skipped)] == [("comment", 2)]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ned.example", "http://"])
def test_a_writers_website_is_a_web_address_or_nothing(tmp_path: Path, address: str) -> None:
    (found,) = comments(tmp_path, comment(5, comment_author_url=address))
    assert found.website in ("", "http://")


# Version 1.0


def test_version_1_0_names_terms_twice_and_parents_by_their_names(tmp_path: Path) -> None:
    head = HEAD.replace("export/1.2/", "export/1.0/").replace("version>1.2", "version>1.0")
    doubled = (
        "<category><![CDATA[Café & Coast]]></category>"
        '<category domain="category" nicename="cafe-coast"><![CDATA[Café & Coast]]></category>'
        '<category domain="tag"><![CDATA[Sea]]></category><category domain="tag" nicename="sea">Sea</category>'
    )
    old = "<wp:category><wp:category_nicename>{}</wp:category_nicename><wp:category_parent>{}</wp:category_parent>"
    path = export(
        tmp_path,
        (old + "<wp:cat_name><![CDATA[Café & Coast]]></wp:cat_name></wp:category>").format("cafe-coast", "The news"),
        (old + "<wp:cat_name>The news</wp:cat_name></wp:category>").format("news", ""),
        item(creator="Mara Ellison", extra=doubled),
        head=head,
    )
    terms = {one.slug: one for one in read(path, Term)}
    assert sorted(terms) == ["cafe-coast", "news", "sea"]
    assert terms["cafe-coast"].parent == "news"
    assert read(path, Story)[0].sections == ("cafe-coast",)
    assert [one.name for one in read(path, Person)] == ["Mara Ellison"]
