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


# How the paper works: the policies readers and the Journalism Trust Initiative look for


def how_we_work() -> StandingPage:
    """The unsaved page that the policies lie under."""
    return _page(
        _("How we work"),
        "how-we-work",
        _("The rules this newsroom has given itself, so that readers can hold us to them."),
        _text(
            _(
                "A paper is worth as much as the trust put in it. These pages say how we find things out, what we do when we are wrong, who pays for our work, and where we use machines."
            ),
            _(
                "Every story keeps a record of what it said before. Whoever reads one can see what has changed since it was published, and when."
            ),
        ),
    )


def policies() -> dict[str, StandingPage]:
    """Unsaved pages by the field of `Trust` that names each; honest as they stand, and meant to be edited."""
    return {
        "ethics_policy": _ethics(),
        "corrections_policy": _corrections(),
        "ownership_policy": _ownership(),
        "fact_checking_policy": _fact_checking(),
        "unnamed_sources_policy": _unnamed_sources(),
        "ai_policy": _machines(),
        "diversity_policy": _diversity(),
    }


def _ethics() -> StandingPage:
    return _page(
        _("Ethics"),
        "ethics",
        _("What we owe our readers and the people we write about."),
        _text(
            _(
                "We publish what we have reason to believe is true, say how we know it, and keep apart what happened, what it means and what we think of it. Opinion, analysis and what somebody has paid for carry a label."
            ),
            _(
                "Whoever is accused in a story is asked for an answer before it appears, with time to give one. We tell readers when there was none."
            ),
        ),
        _heading(_("People")),
        _text(
            _(
                "Private life stays private unless the public has a right to know. Children, victims and people in grief are asked with care, and may say no. Names of suspects are printed where it matters, not because we can."
            ),
        ),
        _heading(_("Independence")),
        _text(
            _(
                "We take no gifts that could be meant to win us over, and no money for what we write. Whoever has an interest in a story does not write it; where that cannot be avoided, the story says so. Advertisers see no story before it is published."
            ),
        ),
    )


def _corrections() -> StandingPage:
    return _page(
        _("How we correct mistakes"),
        "how-we-correct",
        _("We get things wrong. This is what we do about it."),
        _text(
            _(
                "A mistake is put right where it was made, with a dated note on the story that says what was wrong and what is right. All notes stand on our page of corrections, newest first."
            ),
            _(
                "A correction puts right what was false. A clarification makes plain what could be misread. An update adds news. Slips of the keyboard that change no meaning are mended without a note, and can still be seen in the record of the story."
            ),
            _(
                "We do not take stories down because they are unwelcome. Where the law or somebody’s safety demands that words be erased, the record shows that something stood there, and when."
            ),
        ),
        _heading(_("Telling us")),
        _text(_("Write to us through the contact page and name the story. A person reads it, and you get an answer.")),
    )


def _ownership() -> StandingPage:
    return _page(
        _("Ownership and funding"),
        "ownership",
        _("Who owns this paper, and who pays for it."),
        _text(
            _(
                "This page belongs to the publisher. Name the owners, with everyone who holds a tenth or more, and the people who decide. Say what the paper lives on: readers, advertising, grants, other business; and which one payer, if any, stands for more than a tenth."
            ),
            _(
                "Neither owners nor those who pay decide what is reported. Where a story touches them or their business, it says so."
            ),
        ),
    )


def _fact_checking() -> StandingPage:
    return _page(
        _("Fact checking"),
        "fact-checking",
        _("How we make sure before we print."),
        _text(
            _(
                "Every story is read by somebody who did not write it. Names, numbers, dates and quotations are compared with where they came from. What rests on a single source is held until a second one bears it out, or the story says that there is only one."
            ),
            _(
                "Documents are traced to whoever made them; pictures and recordings to where and when they were taken. Beside a story, under “How we know this”, we list its sources and attach papers we may show."
            ),
            _("What we could not find out, we say."),
        ),
    )


def _unnamed_sources() -> StandingPage:
    return _page(
        _("Unnamed sources"),
        "unnamed-sources",
        _("When somebody may speak to us without being named."),
        _text(
            _(
                "Readers can weigh a statement when they know whose it is, so we name our sources. We leave a name out only where telling us could cost somebody their safety, their work or their freedom, where the matter is important, and where we cannot learn it otherwise."
            ),
            _(
                "An editor knows who the source is and agrees. The story says as much of the person as is safe, and why the name is missing. Unnamed people do not get to accuse others of more than we can prove."
            ),
            _("Whoever was promised that will never be named by us, and the name is not kept with the story."),
        ),
    )


def _machines() -> StandingPage:
    return _page(
        _("Use of AI"),
        "use-of-ai",
        _("What machines do here, and what they do not."),
        _text(
            _(
                "People decide what this paper reports and answer for every word of it. A machine may help to translate, to sum up, to search through data or to find slips; what it made is checked by a person before it is published."
            ),
            _(
                "Where a machine drafted, translated or summed up what you read, analysed the data behind it, or made or altered a picture, the story says so. Pictures of news are never made by machines."
            ),
            _("What sources tell us in confidence is not given to machines of others."),
        ),
    )


def _diversity() -> StandingPage:
    return _page(
        _("Diversity"),
        "diversity",
        _("Whom we ask, and who does the asking."),
        _text(
            _(
                "A paper that always asks the same people prints the same answers. We look for people who know a matter from their own life as well as from their office, and count from time to time whom we spoke with."
            ),
            _(
                "We hire and give work without regard to origin, sex, age, belief, disability or whom somebody loves, and try to have people in the newsroom from all parts of the place we write about."
            ),
            _("Where we fall short of this, we want to hear it."),
        ),
    )
