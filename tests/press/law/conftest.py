"""What several tests of the law begin with."""

import pytest

from tests.press.law.newsroom import Newsroom
from tests.press.law.paper import LawPaper
from tests.press.law.tour import open_for_the_day


@pytest.fixture(scope="module")
def busy_newsroom(law_paper: LawPaper) -> Newsroom:
    """The paper after some hours, to which it can be put back."""
    law_paper.first_morning()
    newsroom = Newsroom(law_paper)
    open_for_the_day(newsroom)
    law_paper.keep_as_first_morning()
    return newsroom
