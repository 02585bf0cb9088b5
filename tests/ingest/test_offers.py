"""Key points and questions that stand in a body are found, and no word is lost when they are taken out of it."""

from collections import Counter

import pytest

from broadsheet.ingest.bodies import convert
from broadsheet.ingest.bodies.offered_points import KEY_NAMES
from broadsheet.ingest.bodies.offers import Offers, find_offers
from broadsheet.ingest.bodies.words import words_of_blocks, words_of_html
from broadsheet.ingest.records import BodyFormat, KeyPoint, Question

BEFORE, AFTER = "<p>It rained.</p>", "<p>It stopped.</p>"


def offers(markup: str) -> Offers:
    """What is found in it, once it is certain that no word went missing."""
    body = convert(BEFORE + markup, BodyFormat.GUTENBERG)
    found = find_offers(body.blocks, body.asked)
    fields = [found.name]
    fields += [f"{point.label} {point.text}" for point in found.key_points]
    fields += [f"{one.question} {one.answer}" for one in found.questions]
    kept = words_of_blocks(found.rest) + sum((words_of_html(text) for text in fields), Counter())
    assert kept == words_of_blocks(body.blocks)
    return found


LIST = "<ul><li>One</li><li><b>Two:</b> of them</li><li><b>Three</b> – <i>again</i></li></ul>"
POINTS = (KeyPoint("One"), KeyPoint("of them", "Two"), KeyPoint("again", "Three"))


@pytest.mark.parametrize(
    "over",
    [
        "<h2>Key points</h2>",
        "<h4>KEY FACTS:</h4>",
        "<p><strong>At a glance</strong></p>",
        "<p><b>In brief</b>:</p>",
        "<h3>Das Wichtigste in Kürze</h3>",
        "<h3>L’essentiel</h3>",
        "<h2>أبرز النقاط</h2>",
    ],
)
def test_a_list_under_a_name_for_key_points_is_offered(over: str) -> None:
    found = offers(f"{over}{LIST}{AFTER}")
    assert found.key_points == POINTS
    assert found.rest == [("text", BEFORE + AFTER)]


@pytest.mark.parametrize("paragraphs", [LIST, "<p>One</p><p><b>Two:</b> of them</p><p><b>Three</b> – again</p>"])
def test_a_box_of_that_name_is_offered(paragraphs: str) -> None:
    assert offers(f"<details><summary>Key points</summary>{paragraphs}</details>").key_points == POINTS


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>Key facts</td><td></td></tr>{}</table>",
        "<table><thead><tr><th>Key facts</th><th></th></tr></thead><tbody>{}</tbody></table>",
        "<figure><table>{}</table><figcaption>Key facts</figcaption></figure>",
        "<table><caption>Key facts</caption>{}</table>",
        "<h2>Key facts</h2><table>{}</table>",
    ],
)
def test_a_table_of_that_name_is_offered_with_its_first_column_as_labels(table: str) -> None:
    rows = "<tr><td>Dead</td><td>None</td></tr><tr><td>Hurt</td><td>Two</td></tr>"
    found = offers(table.format(rows) + AFTER)
    assert found.key_points == (KeyPoint("None", "Dead"), KeyPoint("Two", "Hurt"))
    assert found.rest == [("text", BEFORE + AFTER)]


@pytest.mark.parametrize(
    "markup",
    [
        f"<h2>Points of order</h2>{LIST}",
        f"<h2>Key points</h2><p>One</p>{LIST}",
        '<h2>Key points</h2><ul><li><a href="https://x.example/">One</a></li></ul>',
        "<h2>Key points</h2><ul>" + "<li>One</li>" * 40 + "</ul>",
        "<h2>Key points</h2><ul><li>" + "word " * 200 + "</li></ul>",
        "<h2>Key points</h2><ul><li>One<ul><li>Two</li></ul></li></ul>",
        "<table><tr><td>Key facts</td><td>Old facts</td></tr><tr><td>a</td><td>b</td></tr></table>",
        "<figure><table><thead><tr><th>Year</th><th>Cost</th></tr></thead><tr><td>1</td><td>2</td></tr></table>"
        "<figcaption>Key facts</figcaption></figure>",
        "<table><tr><td>Key facts</td></tr><tr><td>a</td><td>b</td><td>c</td></tr></table>",
        "<h2>Key points</h2>",
    ],
)
def test_what_is_not_plainly_key_points_is_left_alone(markup: str) -> None:
    found = offers(markup)
    assert not found
    assert found.rest == convert(BEFORE + markup, BodyFormat.GUTENBERG).blocks


RUN = "<h3>Is it deep?</h3><p>Very.</p><p>Ask Ned.</p><h3>Is it cold?</h3><ul><li>Yes</li><li>No</li></ul>"
ANSWERS = (
    Question("Is it deep?", "<p>Very.</p><p>Ask Ned.</p>"),
    Question("Is it cold?", "<ul><li>Yes</li><li>No</li></ul>"),
)


def test_headings_that_ask_with_text_that_answers_are_offered() -> None:
    found = offers(f"{RUN}<h3>Also</h3>{AFTER}")
    assert found.questions == ANSWERS
    assert [name for name, _value in found.rest] == ["text", "heading", "text"]


def test_bold_lines_that_ask_are_offered_and_do_not_take_the_rest_of_the_story() -> None:
    found = offers("<p><b>Is it deep?</b></p><p>Very.</p><p><b>Is it cold?</b></p><p>No.</p>" + AFTER)
    assert found.questions == (Question("Is it deep?", "<p>Very.</p>"), Question("Is it cold?", "<p>No.</p>"))
    assert found.rest == [("text", BEFORE + AFTER)]


def test_details_that_ask_are_offered() -> None:
    box = "<details><summary>{}</summary><p>{}</p></details>"
    found = offers(box.format("Is it deep?", "Very.") + box.format("هل هو بارد؟", "لا") + AFTER)
    assert [one.question for one in found.questions] == ["Is it deep?", "هل هو بارد؟"]


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="schema-faq wp-block-yoast-faq-block"><div class="schema-faq-section" id="q1">'
        '<strong class="schema-faq-question">Opening times</strong> <p class="schema-faq-answer">Nine.</p></div></div>',
        '<div class="wp-block-rank-math-faq-block"><div class="rank-math-faq-item">'
        '<h3 class="rank-math-question">Opening times</h3><div class="rank-math-answer">Nine.</div></div></div>',
    ],
)
def test_a_plugins_question_is_one_without_a_question_mark_and_alone(markup: str) -> None:
    found = offers(markup + AFTER)
    assert found.questions == (Question("Opening times", "<p>Nine.</p>"),)
    assert found.rest == [("text", BEFORE + AFTER)]


@pytest.mark.parametrize(
    "markup",
    [
        "<h3>Is it deep?</h3><p>Very.</p><h3>Also</h3><p>x</p>",
        "<h3>Is it deep?</h3><h3>Is it cold?</h3>",
        '<h3>Is it deep?</h3><img src="/a.jpg"><h3>Is it cold?</h3><img src="/b.jpg">',
        "<p>Is it deep?</p><p>Very.</p><p>Is it cold?</p><p>No.</p>",
        "<details><summary>Is it deep?</summary><p>Very.</p></details>",
        f"<h3>{'word ' * 70}?</h3><p>x</p><h3>Is it cold?</h3><p>x</p>",
    ],
)
def test_what_is_not_plainly_questions_is_left_alone(markup: str) -> None:
    assert not offers(markup)


def test_a_story_that_is_nothing_but_questions_keeps_its_body() -> None:
    assert not find_offers(convert(RUN, BodyFormat.GUTENBERG).blocks)


def test_key_points_and_questions_may_stand_in_one_story() -> None:
    found = offers(f"<h2>Key points</h2>{LIST}<p>So it was.</p>{RUN}")
    assert (found.key_points, found.questions) == (POINTS, ANSWERS)
    assert found.rest == [("text", BEFORE + "<p>So it was.</p>")]


def test_names_are_written_as_they_are_compared() -> None:
    assert {name for name in KEY_NAMES if name != name.casefold().strip()} == set()
