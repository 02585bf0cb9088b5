"""Readers' comments at the desk: found, hidden and thrown away by those who may, and changed by nobody."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from broadsheet.newsroom.models import ReaderComment
from tests.desk.conftest import was_refused

LIST = "wagtailsnippets_newsroom_readercomment:list"


@pytest.fixture
def comment(make_story):
    """One comment, shown."""
    story = make_story("The ferry is late")
    return ReaderComment.objects.create(page=story, author="Bo Baker", body="<p>Late <b>again</b>.</p>")


def in_bulk(client, action, *comments):
    chosen = urlencode([("id", comment.pk) for comment in comments])
    address = reverse("wagtail_bulk_action", args=["newsroom", "readercomment", action])
    return client.post(f"{address}?{chosen}&next=/desk/")


def test_comments_are_found_by_words_names_and_headlines(edna, at_desk, comment, make_story):
    ReaderComment.objects.create(page=make_story("Tide"), author="Cy", body="<p>Fine.</p>")
    client = at_desk(edna)
    for word in ("again", "baker", "ferry"):
        page = client.get(reverse(LIST), {"q": word}).content.decode()
        assert "Late again." in page
        assert "Fine." not in page


def test_the_form_of_a_story_leads_to_its_comments(edna, rita, at_desk, comment, make_story):
    address = f"{reverse(LIST)}?page={comment.page_id}"
    assert address in at_desk(edna).get(reverse("wagtailadmin_pages:edit", args=[comment.page_id])).content.decode()
    other = make_story("Tide")
    ReaderComment.objects.create(page=other, author="Cy", body="<p>Fine.</p>")
    listed = at_desk(edna).get(address).content.decode()
    assert "Late again." in listed
    assert "Fine." not in listed
    quiet = make_story("Nobody spoke")
    assert (
        reverse(LIST) + "?"
        not in at_desk(edna).get(reverse("wagtailadmin_pages:edit", args=[quiet.pk])).content.decode()
    )


@pytest.mark.parametrize("name", ["edna", "paula", "ada"])
def test_editors_hide_show_and_delete(name, request, at_desk, comment):
    client = at_desk(request.getfixturevalue(name))
    in_bulk(client, "hide_comments", comment)
    assert not ReaderComment.objects.get().is_approved
    in_bulk(client, "show_comments", comment)
    assert ReaderComment.objects.get().is_approved
    address = reverse("wagtailsnippets_newsroom_readercomment:edit", args=[comment.pk])
    client.post(address, {"author": "Somebody else", "body": "Other words"})
    hidden = ReaderComment.objects.get()
    assert (hidden.is_approved, hidden.author, hidden.body) == (False, comment.author, comment.body)
    client.post(reverse("wagtailsnippets_newsroom_readercomment:delete", args=[comment.pk]))
    assert not ReaderComment.objects.exists()


@pytest.mark.parametrize("name", ["rita", "eddie", "nobody"])
def test_others_are_refused(name, request, at_desk, comment):
    client = at_desk(request.getfixturevalue(name))
    assert was_refused(client.get(reverse(LIST)))
    for view in ("edit", "delete"):
        address = reverse(f"wagtailsnippets_newsroom_readercomment:{view}", args=[comment.pk])
        assert was_refused(client.post(address))
    in_bulk(client, "hide_comments", comment)
    in_bulk(client, "delete", comment)
    assert ReaderComment.objects.get().is_approved


def test_nobody_writes_one_not_even_a_superuser(at_desk, django_user_model, front):
    client = at_desk(django_user_model.objects.create_superuser("chief@gazette.example"))
    assert was_refused(client.post(reverse("wagtailsnippets_newsroom_readercomment:add"), {"author": "Me"}))


def test_the_words_are_read_without_markup(edna, at_desk, comment):
    address = reverse("wagtailsnippets_newsroom_readercomment:edit", args=[comment.pk])
    page = at_desk(edna).get(address).content.decode()
    assert "Late again." in page
    assert "&lt;b&gt;" not in page
