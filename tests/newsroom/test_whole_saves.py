"""What is saved and what the press is told of it are one transaction."""

import pytest
from django.db.models.signals import post_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction


class KilledError(Exception):
    """Stands for a process that died after the row was written."""


def die(**_):
    raise KilledError


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Redirect, PageViewRestriction])
def test_a_row_nobody_was_told_of_was_never_saved(model, make_story):
    story = make_story("The ferry")
    row = Redirect(old_path="/old") if model is Redirect else PageViewRestriction(page=story, restriction_type="login")
    post_save.connect(die, sender=model)
    try:
        with pytest.raises(KilledError):
            row.save()
    finally:
        post_save.disconnect(die, sender=model)
    assert not model.objects.exists()
