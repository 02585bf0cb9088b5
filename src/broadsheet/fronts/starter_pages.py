"""Starter text for the standing pages every paper needs; honest as it stands, and meant to be edited."""

from typing import Any

from django.utils.translation import gettext as _

from broadsheet.newsroom.models import StandingPage


def starter_pages() -> list[StandingPage]:
    """Unsaved standing pages in the order they are made."""
    return [_about(), _privacy(), _terms(), _accessibility()]


def _page(title: str, slug: str, standfirst: str, *parts: tuple[str, Any]) -> StandingPage:
    return StandingPage(title=title, slug=slug, standfirst=standfirst, body=list(parts))


def _heading(text: str) -> tuple[str, Any]:
    return ("heading", {"text": text, "level": "2"})


def _text(*paragraphs: str) -> tuple[str, Any]:
    return ("text", "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))


def _about() -> StandingPage:
    return _page(
        _("About us"),
        "about",
        _("Who makes this paper, and for whom."),
        _text(
            _("This page belongs to the newsroom. Tell readers who you are, where you work, and whom you work for."),
            _("Say who owns the paper and how it is paid for. Readers trust what they can see."),
        ),
        _heading(_("Mistakes")),
        _text(
            _(
                "We correct mistakes where they were made, with a dated note on the story. Tell us through the contact page."
            )
        ),
    )


def _privacy() -> StandingPage:
    return _page(
        _("Privacy policy"),
        "privacy",
        _("What this site knows about you, which is little."),
        _heading(_("Reading")),
        _text(
            _("Reading this paper sets no cookies. Pages ask nothing of other companies’ servers."),
            _(
                "Videos and posts from elsewhere are loaded only after you ask for them; that site’s own rules then apply."
            ),
        ),
        _heading(_("Writing to us")),
        _text(
            _(
                "A message sent through the contact form is kept with the name and address you give, so that we can answer."
            ),
            _(
                "To limit abuse we keep a scrambled form of your network address, which changes daily and cannot be read back."
            ),
        ),
    )


def _terms() -> StandingPage:
    return _page(
        _("Terms and conditions"),
        "terms",
        _("What you may do with what you read here."),
        _text(
            _(
                "Text and pictures belong to the paper or to those credited. You may quote briefly with a link to the story."
            ),
            _("We take care to be right, and correct what is not. Nothing here is legal, medical or financial advice."),
        ),
    )


def _accessibility() -> StandingPage:
    return _page(
        _("Accessibility"),
        "accessibility",
        _("This paper is for everybody, and this is how we try to make it so."),
        _text(
            _(
                "Pages are built to meet WCAG 2.2 at level AA: they work with a keyboard, with a screen reader, enlarged, and without scripts."
            ),
            _("Every page has a text-only edition for slow lines, linked at its foot."),
            _("If something stands in your way, please tell us through the contact page, and we will mend it."),
        ),
    )
