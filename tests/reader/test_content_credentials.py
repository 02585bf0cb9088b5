"""Readers are told, in words and without a script, what a picture's Content Credentials say and what they do not."""

import pytest
from lxml import html as lxml_html

from broadsheet.media.models import Photo

SIGNED = {
    "is_valid": True,
    "signer": "<script>alert(1)</script> Lumen",
    "signed_at": "2026-03-09T08:00:00+00:00",
    "tool": "Lumen X1 4.2",
    "machine": "changed",
}


@pytest.fixture
def told(client, make_story, photo):
    """What a story with the picture at its head, in its text and in a gallery tells of it, in one edition."""
    body = [
        ("picture", {"photo": photo, "caption": "", "alt": "", "size": "text"}),
        ("gallery", {"title": "", "pictures": [{"photo": photo, "caption": "", "alt": ""}]}),
    ]
    story = make_story("The ferry", lead_picture=photo, body=body)

    def tell(credentials, edition="", **fields):
        Photo.objects.update(content_credentials=credentials, **fields)
        page = client.get(edition + story.address).content
        assert b"<script>alert" not in page
        tree = lxml_html.fromstring(page)
        return tree.xpath("//details[summary[.='Content Credentials']]")

    return tell


@pytest.mark.parametrize(("edition", "times"), [("", 3), ("/lite", 2)])
def test_signer_day_tool_and_ai_are_told_beside_every_picture(told, edition, times):
    found = told(SIGNED, edition)
    assert len(found) == times
    words = " ".join(found[0].text_content().split())
    assert "<script>alert(1)</script> Lumen" in words
    assert "Lumen X1 4.2" in words
    assert "parts of the picture were made or changed with AI" in words
    assert "We have not verified who stands behind that name." in words
    assert found[0].xpath(".//time/@datetime") == ["2026-03-09T08:00+0000"]
    assert found[0].xpath(".//a | .//img | .//script | .//@onclick") == []


def test_credentials_are_shown_where_nothing_else_is_said(told):
    (first, *_) = told(SIGNED, credit="", caption="")
    assert first.getparent().tag == "figcaption"


def test_of_a_signature_that_does_not_fit_nothing_is_repeated(told):
    words = told({**SIGNED, "is_valid": False})[0].text_content()
    assert "does not fit it or cannot be checked" in words
    assert "Lumen" not in words
    assert "AI" not in words


@pytest.mark.parametrize("nothing", [{}, None, []])
def test_a_picture_without_them_says_nothing(told, nothing):
    assert told(nothing if nothing is not None else {}) == []


def test_machines_are_told_whose_a_picture_is_and_on_which_terms(client, make_story, photo):
    Photo.objects.update(copyright_notice="© 2026 Coast", licence_url="https://coast.example/terms")
    page = client.get(make_story("The ferry", lead_picture=photo).address).content.decode()
    assert '"copyrightNotice":"© 2026 Coast"' in page.replace('": "', '":"')
    assert '"license":"https://coast.example/terms"' in page.replace('": "', '":"')


def test_a_saved_photo_has_the_pages_that_show_it_made_anew(client, make_story, photo):
    from broadsheet.press.outbox import position, since

    make_story("The ferry", lead_picture=photo)
    before = position()
    photo.content_credentials = SIGNED
    photo.save()
    assert f"photo:{photo.pk}" in {key for change in since(before) for key in change.keys}
