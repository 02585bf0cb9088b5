"""A WordPress export as records."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from broadsheet.ingest.parsers.wordpress import WordPressArchive
from broadsheet.ingest.records import BodyFormat, Medium, Menu, Page, Person, Skipped, State, Story, Taxonomy, Term
from tests.ingest.exports import BLOCK_TEST, HEAD, THEME_TEST, author, category, export, item, needs_inputs

LONDON = ZoneInfo("Europe/London")


def read(path: Path, kind: type | None = None) -> list[Any]:
    records = WordPressArchive(path, LONDON).records()
    return [record for record in records if kind is None or isinstance(record, kind)]


def story(folder: Path, **fields: Any) -> Story:
    return read(export(folder, item(**fields)), Story)[0]


def test_a_post_becomes_a_story_with_its_terms_author_and_dates(tmp_path: Path) -> None:
    found = story(tmp_path, title="Ferry &amp; tide", categories="News,Coast", tags="Ferry", excerpt="<p>In short</p>")
    assert found.title == "Ferry & tide"
    assert found.sections == ("news", "coast")
    assert found.topics == ("ferry",)
    assert found.authors == ("mara",)
    assert found.standfirst == "In short"
    assert found.published == datetime(2020, 5, 1, 11, tzinfo=UTC)
    assert found.state is State.PUBLISHED


def test_every_record_knows_the_line_it_was_read_from(tmp_path: Path) -> None:
    first, second = read(export(tmp_path, item(1), item(2)), Story)
    assert str(first.origin).startswith("old.xml:")
    assert second.origin.line > first.origin.line


@pytest.mark.parametrize(
    ("status", "password", "state"),
    [
        ("publish", "", State.PUBLISHED),
        ("future", "", State.SCHEDULED),
        ("draft", "", State.DRAFT),
        ("pending", "", State.PENDING),
        ("private", "", State.PRIVATE),
        ("publish", "enter", State.PASSWORD),
        ("a-plugins-own", "", State.DRAFT),
    ],
)
def test_only_what_everybody_could_read_counts_as_published(
    tmp_path: Path, status: str, password: str, state: State
) -> None:
    assert story(tmp_path, status=status, post_password=password).state is state


@pytest.mark.parametrize("status", ["trash", "auto-draft", "inherit"])
def test_bins_empty_drafts_and_revisions_are_left_out_and_counted(tmp_path: Path, status: str) -> None:
    records = read(export(tmp_path, item(status=status)))
    assert not [record for record in records if isinstance(record, Story)]
    assert [record.kind for record in records if isinstance(record, Skipped)] == ["story"]


@pytest.mark.parametrize(
    ("gmt", "local", "feed", "expected"),
    [
        ("2020-07-01 11:00:00", "2020-07-01 12:00:00", "", datetime(2020, 7, 1, 11, tzinfo=UTC)),
        ("0000-00-00 00:00:00", "2020-07-01 12:00:00", "", datetime(2020, 7, 1, 11, tzinfo=UTC)),
        ("", "0000-00-00 00:00:00", "Wed, 01 Jul 2020 09:30:00 +0200", datetime(2020, 7, 1, 7, 30, tzinfo=UTC)),
        ("0000-00-00 00:00:00", "0000-00-00 00:00:00", "Mon, 30 Nov -0001 00:00:00 +0000", None),
        ("0001-01-01 00:00:00", "yesterday", "", None),
    ],
)
def test_dates_are_gmt_then_local_then_the_feeds(
    tmp_path: Path, gmt: str, local: str, feed: str, expected: datetime | None
) -> None:
    assert story(tmp_path, post_date_gmt=gmt, post_date=local, pubDate=feed).published == expected


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("", ""),
        ("Title <em>With</em> <b>Mark<sup>up</sup></b>", "Title With Markup"),
        ("3 < 4 and 5 > 2", "3 < 4 and 5 > 2"),
        ("¿¡…!?", "¿¡…!?"),
        ("夜の港", "夜の港"),
        ("It&#8217;s late", "It’s late"),
        ("x" * 300, "x" * 300),
    ],
)
def test_odd_titles_survive(tmp_path: Path, title: str, shown: str) -> None:
    assert story(tmp_path, title=title).title == shown


def test_old_addresses_are_the_permalink_the_number_and_the_former_slug(tmp_path: Path) -> None:
    found = story(tmp_path, number=7, meta="_wp_old_slug=older")
    assert found.addresses == ("/2020/05/story-7/", "/?p=7", "/2020/05/older/")


def test_percent_encoded_slugs_are_read(tmp_path: Path) -> None:
    assert story(tmp_path, post_name="%e5%a4%9c").slug == "夜"


def test_the_category_an_editor_marked_as_primary_is_the_storys_home(tmp_path: Path) -> None:
    path = export(
        tmp_path,
        category(3, "news", "News"),
        category(4, "coast", "Coast"),
        item(categories="News,Coast", meta="_yoast_wpseo_primary_category=4"),
    )
    assert read(path, Story)[0].home == "coast"


def test_categories_keep_their_hierarchy_and_their_old_addresses(tmp_path: Path) -> None:
    path = export(tmp_path, category(1, "football", "Football", "sport"), category(2, "sport", "Sport"))
    football, sport = read(path, Term)
    assert football.taxonomy is Taxonomy.SECTION
    assert football.parent == "sport"
    assert "/category/sport/football/" in football.addresses
    assert "/?cat=2" in sport.addresses


def test_a_category_only_a_story_names_is_still_a_section(tmp_path: Path) -> None:
    assert [term.name for term in read(export(tmp_path, item(categories="Lost")), Term)] == ["Lost"]


def test_authors_have_biographies_and_no_private_address(tmp_path: Path) -> None:
    path = export(tmp_path, author("mara@old.example", "", "Writes <b>here</b>."))
    person = read(path, Person)[0]
    assert person.name == "mara"
    assert person.email == ""
    assert "@" not in "".join(person.addresses) + person.slug
    assert person.biography == "Writes <b>here</b>."


def test_an_author_the_export_does_not_declare_is_kept_as_a_guest(tmp_path: Path) -> None:
    person = read(export(tmp_path, item(creator="stranger")), Person)[0]
    assert (person.name, person.is_guest) == ("stranger", True)


def test_co_authors_stand_in_the_byline_in_their_order(tmp_path: Path) -> None:
    domain = '<category domain="author" nicename="cap-'
    terms = f'{domain}ada">Ada</category>{domain}bo">Bo</category>'
    path = export(tmp_path, item(extra=terms))
    assert read(path, Story)[0].authors == ("ada", "bo")
    assert [person.name for person in read(path, Person)] == ["Ada", "Bo"]


def test_attachments_are_media_with_caption_alt_text_and_upload_path(tmp_path: Path) -> None:
    part = item(
        9,
        "Harbour",
        body="Long description",
        post_type="attachment",
        status="inherit",
        excerpt="The harbour",
        post_parent="3",
        meta="_wp_attachment_image_alt=Boats",
        attachment_url="https://old.example/wp-content/uploads/2020/05/harbour.jpg",
    )
    medium = read(export(tmp_path, part), Medium)[0]
    assert (medium.path, medium.caption, medium.alt, medium.parent) == (
        "2020/05/harbour.jpg",
        "The harbour",
        "Boats",
        "3",
    )


def test_the_featured_picture_is_named_by_its_number(tmp_path: Path) -> None:
    picture = story(tmp_path, meta="_thumbnail_id=9").picture
    assert picture is not None
    assert picture.key == "9"


def test_block_bodies_and_classic_bodies_are_told_apart(tmp_path: Path) -> None:
    assert story(tmp_path, body="One\n\nTwo").body_format is BodyFormat.CLASSIC
    assert story(tmp_path, body="<!-- wp:paragraph --><p>One</p>").body_format is BodyFormat.GUTENBERG


def test_menu_lines_are_nested_ordered_and_lead_to_what_they_name(tmp_path: Path) -> None:
    def line(number: int, order: int, meta: str, title: str = "") -> str:
        extra = '<category domain="nav_menu" nicename="main"><![CDATA[Main]]></category>'
        return item(number, title, "", post_type="nav_menu_item", menu_order=str(order), meta=meta, extra=extra)

    path = export(
        tmp_path,
        category(5, "news", "News"),
        line(
            22,
            2,
            "_menu_item_type=post_type,_menu_item_object=page,_menu_item_object_id=8,_menu_item_menu_item_parent=21",
        ),
        line(21, 1, "_menu_item_type=taxonomy,_menu_item_object=category,_menu_item_object_id=5"),
        line(23, 3, "_menu_item_type=custom,_menu_item_url=https://x.example/", "Elsewhere"),
    )
    menu = read(path, Menu)[0]
    assert menu.name == "Main"
    assert [(entry.target_kind, entry.target, entry.url) for entry in menu.items] == [
        ("section", "news", ""),
        ("", "", "https://x.example/"),
    ]
    assert [entry.target for entry in menu.items[0].children] == ["8"]


def test_menu_lines_that_are_each_others_parents_do_not_hang_the_import(tmp_path: Path) -> None:
    extra = '<category domain="nav_menu" nicename="main">Main</category>'
    meta = "_menu_item_type=custom,_menu_item_url=/a/,_menu_item_menu_item_parent={}"
    lines = [
        item(n, "x", "", post_type="nav_menu_item", meta=meta.format(o), extra=extra) for n, o in ((31, 32), (32, 31))
    ]
    assert len(read(export(tmp_path, *lines), Menu)[0].items) == 2


def test_custom_post_types_are_counted_by_name(tmp_path: Path) -> None:
    skipped = read(export(tmp_path, item(post_type="recipe")), Skipped)
    assert skipped[0].kind == "recipe"


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_older_exports_are_read_too(tmp_path: Path, version: str) -> None:
    head = HEAD.replace("export/1.2/", f"export/{version}/").replace(
        "<wp:wxr_version>1.2", f"<wp:wxr_version>{version}"
    )
    assert len(read(export(tmp_path, item(), head=head), Story)) == 1


def test_an_archive_can_be_read_twice_with_the_same_result(tmp_path: Path) -> None:
    archive = WordPressArchive(export(tmp_path, item(1), item(2)), LONDON)
    assert list(archive.records()) == list(archive.records())


def test_an_entry_that_stands_twice_in_the_file_comes_once(tmp_path: Path) -> None:
    records = read(export(tmp_path, item(1), item(1)))
    assert len([record for record in records if isinstance(record, Story)]) == 1


@needs_inputs
def test_wordpresss_theme_test_file_is_read_completely() -> None:
    records = read(THEME_TEST)
    count = {kind: len([record for record in records if type(record) is kind]) for kind in (Story, Page, Medium, Menu)}
    assert count == {Story: 58, Page: 21, Medium: 37, Menu: 5}
    assert len([record for record in records if isinstance(record, Person)]) == 2
    hidden = {record.title: record.state for record in records if isinstance(record, Story)}
    assert hidden["Scheduled"] is State.SCHEDULED
    assert hidden["Draft"] is State.DRAFT
    assert hidden['Template: Password Protected (the password is "enter")'] is State.PASSWORD


@needs_inputs
def test_wordpresss_block_test_file_is_read_completely() -> None:
    records = read(BLOCK_TEST)
    assert len([record for record in records if isinstance(record, Story)]) == 61
    assert all(person.biography for person in records if isinstance(person, Person))
