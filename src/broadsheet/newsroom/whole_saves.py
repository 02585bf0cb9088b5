"""Rows of Wagtail's that readers are shown the effect of are saved in one transaction with what is told of them.

Django sends post_save after it has committed. Killed in between, a page just put behind a password would go on being
shown to everybody.
"""

from __future__ import annotations

from django.db import models, transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

MODELS: tuple[type[models.Model], ...] = (PageViewRestriction, Redirect)


def save_whole() -> None:
    """Wrap the save of each model once, whoever calls it."""
    for model in MODELS:
        if not hasattr(model.save, "is_whole"):
            saved = transaction.atomic(model.save)
            saved.is_whole = True  # type: ignore[attr-defined] # a mark of ours
            model.save = saved  # type: ignore[method-assign] # Wagtail offers no setting for it
