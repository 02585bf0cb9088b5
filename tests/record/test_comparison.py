"""Words added and removed."""

import time

from broadsheet.record.comparison import compared


def marked(before, after):
    """The text of a comparison: +added+ and -removed-."""
    marks = {"same": "{}", "added": "+{}+", "removed": "-{}-"}
    part = next(part for part in compared({"text": before}, {"text": after}).parts if part.name == "text")
    return ["".join(marks[run.how].format(run.text) for run in paragraph) for paragraph in part.paragraphs]


def test_only_the_words_that_changed_are_marked():
    assert marked(["The ferry sails at nine."], ["The ferry sails at ten."]) == ["The ferry sails at -nine.-+ten.+"]


def test_paragraphs_put_in_and_taken_out_leave_the_rest_alone():
    assert marked(["One.", "Two."], ["One.", "New.", "Two."]) == ["One.", "+New.+", "Two."]
    assert marked(["One.", "Two.", "Three."], ["One.", "Three."]) == ["One.", "-Two.-", "Three."]


def test_a_script_without_blanks_is_compared_by_characters():
    assert marked(["船が九時に出る"], ["船が十時に出る"]) == ["船が-九-+十+時に出る"]


def test_nothing_before_shows_the_text_as_it_is():
    comparison = compared({}, {"headline": "Ferry", "text": ["One."]})
    assert (comparison.added, comparison.removed) == (0, 0)
    assert [part.name for part in comparison.parts] == ["headline", "text"]


def test_words_are_counted():
    comparison = compared({"headline": "A b c"}, {"headline": "A d"})
    assert (comparison.added, comparison.removed) == (1, 2)


def test_a_long_text_replaced_whole_is_compared_in_a_moment():
    before = [" ".join(f"a{number}" for number in range(20_000))]
    after = [" ".join(f"b{number}" for number in range(20_000))]
    begun = time.monotonic()
    assert marked(before, after)
    assert time.monotonic() - begun < 2


def test_what_a_hand_wrote_into_a_file_breaks_no_page():
    strange = {"text": 7, "sources": [["x"]], "notes": [[]], "machines": "?", "picture": {}, "byline": None}
    assert compared(strange, strange)
