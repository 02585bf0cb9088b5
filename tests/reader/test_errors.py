"""What readers see instead of a page is in the paper's clothes and language, and leads on."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import get_resolver
from django.utils import translation
from lxml import html as lxml_html

HEADLINES = {
    400: "We could not make sense of that",
    403: "This page is not open to you",
    500: "Something went wrong on our side",
}


@pytest.fixture
def answer_to(rf):
    """What Django answers with a status, as the paper has told it to."""

    def answer(status: int):
        handler = get_resolver().resolve_error_handler(status)
        return handler(rf.get("/")) if status == 500 else handler(rf.get("/"), exception=PermissionDenied())

    return answer


@pytest.mark.parametrize("status", HEADLINES)
def test_a_problem_has_the_papers_name_a_search_and_a_way_on(answer_to, status, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = answer_to(status)
    page = lxml_html.fromstring(response.content)
    assert response.status_code == status
    assert page.xpath("string(//h1)") == HEADLINES[status]
    assert page.xpath("string(//header//a[@href='/'])") == "The Test Gazette"
    assert page.xpath("//form[@role='search' and @action='/search/']//input[@name='q']")
    assert page.xpath("//main//a[@href='/']")
    assert (page.get("lang"), page.get("dir")) == ("en-GB", "ltr")
    assert "noindex" in page.xpath("//meta[@name='robots']/@content")[0]


@pytest.mark.parametrize("status", HEADLINES)
@pytest.mark.parametrize(("language", "direction"), [("de", "ltr"), ("ar", "rtl")])
def test_a_problem_says_which_language_it_is_told_in(answer_to, status, language, direction):
    with translation.override(language):
        page = lxml_html.fromstring(answer_to(status).content)
    assert (page.get("lang"), page.get("dir")) == (language, direction)
    assert page.xpath("string(//h1)") != HEADLINES[status], "it is said to be in a language it is not in"


def test_a_form_without_its_token_is_refused_kindly(db):
    response = Client(enforce_csrf_checks=True).post("/desk/account/login/", {"login": "a@b.example", "password": "x"})
    page = lxml_html.fromstring(response.content)
    assert response.status_code == 403
    assert page.xpath("string(//h1)") == "That form could not be accepted"
    assert "Nothing was sent." in page.text_content()
    assert "The Test Gazette" in page.text_content()


def test_a_host_that_is_not_the_papers_gets_the_papers_own_400(client, front):
    response = client.get("/", HTTP_HOST="elsewhere.example")
    assert response.status_code == 400
    assert HEADLINES[400] in response.content.decode()
