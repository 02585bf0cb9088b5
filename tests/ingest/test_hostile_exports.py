"""Exports that are broken or mean harm are refused with one clear line."""

import resource
import time
from pathlib import Path

import pytest

from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers.wordpress import WordPressArchive
from broadsheet.ingest.records import Comment, Medium, Menu, Page, Skipped, Story, Term
from tests.ingest.exports import BLOCK_TEST, HEAD, THEME_TEST, category, export, item, needs_inputs


def refusal(path: Path) -> str:
    with pytest.raises(ImportRefused) as refused:
        list(WordPressArchive(path).records())
    message = str(refused.value)
    assert "\n" not in message
    assert path.name in message
    return message


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "bad.xml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@needs_inputs
@pytest.mark.parametrize("source", [THEME_TEST, BLOCK_TEST], ids=lambda path: path.name)
def test_an_export_cut_at_any_kilobyte_is_refused_with_its_line(tmp_path: Path, source: Path) -> None:
    """Every kilobyte of the first thirty, and then one in thirty-seven."""
    whole = source.read_bytes().rstrip()
    cuts = [*range(1024, 31 * 1024, 1024), *range(31 * 1024, len(whole), 37 * 1024), len(whole) - 1]
    for end in cuts:
        assert "line" in refusal(written(tmp_path, whole[:end])), end


def test_a_small_export_is_refused_at_every_byte_it_is_cut_at(tmp_path: Path) -> None:
    whole = export(tmp_path, item()).read_bytes().rstrip()
    for end in range(0, len(whole), 37):
        refusal(written(tmp_path, whole[:end]))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"PK\x03\x04 not a zip either", "damaged or cut"),
        (b"\x1f\x8b\x08 not gzipped either", "damaged"),
        (b'{"posts": []}', "not XML"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text"),
        ("<html><body>Hello</body></html>", "<rss>"),
        ("<rss><channel><item><title>x</title></item></channel></rss>", "wxr_version"),
        ("<rss><channel><title>x</title></channel></rss>", "wxr_version"),
        (HEAD.replace("<wp:wxr_version>1.2", "<wp:wxr_version>9.9") + "</channel></rss>", "9.9"),
        (HEAD + "<item><title>a</item></channel></rss>", "damaged"),
        (HEAD.encode() + b"<item><title>caf\xe9</title></item></channel></rss>", "UTF-8"),
        ("<rss>".encode("utf-16"), "UTF-8"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, content: str | bytes, says: str) -> None:
    assert says in refusal(written(tmp_path, content))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "nowhere.xml")


def test_an_entity_bomb_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{entities}]>' + HEAD.partition("?>")[2]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "document type" in refusal(written(tmp_path, bomb + "<item><title>&l9;</title></item></channel></rss>"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_an_external_entity_is_refused_and_never_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    evil = f'<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]>' + HEAD.partition("?>")[2]
    message = refusal(written(tmp_path, evil + "<item><title>&x;</title></item></channel></rss>"))
    assert "secret" not in message.replace("bad.xml", "")
    assert "line 2" in message


def test_a_document_type_after_long_comments_is_refused_all_the_same(tmp_path: Path) -> None:
    evil = '<?xml version="1.0"?>' + "<!-- filler -->" * 20_000 + '<!DOCTYPE rss [<!ENTITY x "y">]>'
    refusal(written(tmp_path, evil + HEAD.partition("?>")[2] + "</channel></rss>"))


def test_one_monstrous_entry_is_left_out_and_costs_little(tmp_path: Path) -> None:
    path = export(tmp_path, item(1), item(2, "Monster", "word &amp; " * 5_000_000), item(3))
    assert path.stat().st_size > 50_000_000
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    records = list(WordPressArchive(path).records())
    assert time.process_time() - started < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 220_000
    assert [record.origin.key for record in records if isinstance(record, Story)] == ["1", "3"]
    assert [(one.title, one.kind) for one in records if isinstance(one, Skipped)] == [("Monster", "story")]


def test_an_entry_too_large_to_be_held_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("broadsheet.ingest.parsers.safe_xml.ENTRY_LIMIT", 200_000)
    assert len(list(WordPressArchive(export(tmp_path, *(item(n, body="x" * 9000) for n in range(1, 90)))).records()))
    assert "entry of more than" in refusal(export(tmp_path, item(body="word " * 100_000)))


def test_a_file_nested_without_end_is_refused(tmp_path: Path) -> None:
    assert "nested" in refusal(export(tmp_path, item(extra="<deep>" * 100_000 + "</deep>" * 100_000)))


def test_control_characters_are_left_out_and_reported(tmp_path: Path) -> None:
    path = export(tmp_path, item(body="be\x08fore \x0bafter"))
    records = list(WordPressArchive(path).records())
    assert any("2 forbidden control characters" in getattr(record, "message", "") for record in records)


def test_memory_stays_flat_however_many_stories_there_are(tmp_path: Path) -> None:
    path = export(tmp_path, *(item(number, body="word " * 2000) for number in range(1, 3001)))
    assert path.stat().st_size > 25_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _record in WordPressArchive(path).records():
        pass
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("post_date_gmt", "0000-00-00 00:00:00"),
        ("post_date_gmt", "9999-12-31 23:59:59"),
        ("post_date", "9999-12-31T23:59:59-12:00"),
        ("pubDate", "Fri, 31 Dec 9999 23:59:59 -1200"),
        ("pubDate", "x" * 5000),
        ("menu_order", "9" * 5000),
        ("menu_order", "-1"),
        ("post_parent", "1"),
        ("creator", ""),
        ("creator", "../../etc/passwd"),
        ("link", "javascript:alert(1)"),
        ("link", "http://[broken/"),
        ("post_name", "%ff%fe"),
        ("post_name", "../../../x"),
        ("excerpt", "<script>alert(1)</script>"),
        ("meta", "footnotes=" + "[" * 50_000),
        ("meta", 'footnotes=a:1:{i:0;O:8:"stdClass":0:{}}'),
        ("meta", "_thumbnail_id=-1"),
        ("meta", "_yoast_wpseo_canonical=javascript:alert(1)"),
        ("meta", "_yoast_wpseo_opengraph-image=javascript:alert(1)"),
        ("extra", '<category domain="category" nicename="">x</category><category/>'),
        ("extra", "<wp:postmeta/><wp:comment/><wp:unknown>x</wp:unknown>"),
    ],
)
def test_odd_fields_cost_no_story(tmp_path: Path, field: str, value: str) -> None:
    fields = {"post_date": "", "pubDate": ""} if field == "post_date_gmt" else {}
    found = list(WordPressArchive(export(tmp_path, item(**{**fields, field: value}))).records())
    story = next(one for one in found if isinstance(one, Story))
    assert story.title == "A story"
    assert "javascript" not in f"{story.canonical}{story.social_picture}"
    assert "<script" not in story.standfirst


def test_cdata_within_cdata_is_one_text(tmp_path: Path) -> None:
    found = WordPressArchive(export(tmp_path, item(body="before <![CDATA[ inside ]]> after"))).records()
    assert [one.body for one in found if isinstance(one, Story)] == ["before <![CDATA[ inside ]]> after"]


def test_serialized_php_is_text_and_nothing_else(tmp_path: Path) -> None:
    evil = 'O:21:"JDatabaseDriverMysqli":0:{}'
    found = WordPressArchive(export(tmp_path, item(meta=f"_data={evil},_edit_last=1", body=evil))).records()
    assert [one.body for one in found if isinstance(one, Story)] == [evil]


def test_parents_in_circles_stop_nothing(tmp_path: Path) -> None:
    lines = [
        item(
            n,
            post_type="nav_menu_item",
            meta=f"_menu_item_type=custom,_menu_item_url=/{n}/,_menu_item_menu_item_parent={n + 1}",
            extra='<category domain="nav_menu" nicename="m">M</category>',
        )
        for n in range(100, 1100)
    ]
    path = export(
        tmp_path,
        category(1, "a", "A", "b"),
        category(2, "b", "B", "a"),
        item(1, post_type="page", post_parent="2"),
        item(2, post_type="page", post_parent="1"),
        *lines,
    )
    found = list(WordPressArchive(path).records())
    assert len([one for one in found if isinstance(one, Page)]) == 2
    assert len([one for one in found if isinstance(one, Term)]) == 2
    menu = next(one for one in found if isinstance(one, Menu))
    assert _lines(menu.items) == 1000


def _lines(items: list) -> int:
    return sum(1 + _lines(one.children) for one in items)


def test_comments_without_end_are_threaded_in_fair_time(tmp_path: Path) -> None:
    comments = "".join(
        f"<wp:comment><wp:comment_id>{n}</wp:comment_id><wp:comment_parent>{n % 4000 + 1}</wp:comment_parent>"
        "<wp:comment_content>x</wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment>"
        for n in range(1, 4001)
    )
    started = time.process_time()
    found = list(WordPressArchive(export(tmp_path, item(extra=comments))).records())
    assert time.process_time() - started < 3
    assert len([one for one in found if isinstance(one, Comment)]) == 4000
    assert len([one for one in found if isinstance(one, Comment) and not one.parent]) == 1


def test_a_picture_whose_path_leads_out_of_the_uploads_is_still_a_record(tmp_path: Path) -> None:
    path = export(tmp_path, item(9, post_type="attachment", status="inherit", attachment_url="https://x.example/"))
    assert [one.path for one in WordPressArchive(path).records() if isinstance(one, Medium)] == [""]
