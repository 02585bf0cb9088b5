"""Every address a reader can ask for has a budget of queries, and a test that holds it."""

from __future__ import annotations

import pytest
from django.urls import URLPattern

from broadsheet.feeds import urls as feed_urls
from broadsheet.reader import urls as reader_urls
from tests.reader.test_query_counts import BUDGETS

# The text-only edition is asked for beside each page; a password or a log-in is typed, not read.
WITHOUT_BUDGET = {"lite", "wagtailcore_authenticate_with_password", "wagtailcore_login"}
PATTERNS = [
    pattern
    for pattern in (*reader_urls.urlpatterns, *feed_urls.urlpatterns)
    if isinstance(pattern, URLPattern) and pattern.name not in WITHOUT_BUDGET
]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: str(pattern.pattern))
def test_an_address_has_a_budget(pattern: URLPattern) -> None:
    paths = [address.partition("?")[0].removeprefix("/") for address in BUDGETS]
    assert any(pattern.resolve(path) for path in paths)
