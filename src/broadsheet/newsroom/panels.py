"""How the editor of a story is laid out: what a reporter fills first comes first."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

STORY_TABS = TabbedInterface(
    [
        ObjectList(
            [
                MultiFieldPanel(
                    [FieldPanel("change"), FieldPanel("change_note")],
                    heading=_("Readers have this story"),
                    classname="collapsed",
                ),
                MultiFieldPanel(
                    [
                        FieldPanel("kicker"),
                        TitleFieldPanel(
                            "title",
                            heading=_("Headline"),
                            help_text=_("A draft needs nothing else."),
                        ),
                        FieldPanel("standfirst"),
                    ],
                    heading=_("Headline"),
                ),
                InlinePanel("bylines", heading=_("Byline"), label=_("Author"), panels=[FieldPanel("author")]),
                MultiFieldPanel(
                    [FieldPanel("lead_picture"), FieldPanel("lead_caption"), FieldPanel("lead_alt")],
                    heading=_("Lead picture"),
                ),
                FieldPanel("body"),
            ],
            heading=_("Story"),
        ),
        ObjectList(
            [FieldPanel("key_points"), FieldPanel("summary"), FieldPanel("questions")],
            heading=_("Key points and questions"),
        ),
        ObjectList(
            [
                FieldPanel("kind"),
                FieldPanel("topics"),
                FieldPanel("further_sections"),
                FieldPanel("short_headline"),
                FieldPanel("language"),
                FieldPanel("hide_from_lists"),
            ],
            heading=_("Where it goes"),
        ),
        ObjectList(
            [
                InlinePanel(
                    "corrections",
                    heading=_("Corrections and updates"),
                    label=_("Note"),
                    panels=[
                        FieldPanel("kind"),
                        FieldPanel("date"),
                        FieldPanel("note"),
                        FieldPanel("was_wrong"),
                        FieldPanel("who"),
                        FieldPanel("on_card"),
                    ],
                )
            ],
            heading=_("Corrections"),
        ),
        ObjectList(
            [
                InlinePanel(
                    "sources",
                    heading=_("How we know this"),
                    label=_("Source"),
                    help_text=_(
                        "Shown to readers in a box. The name of an unnamed source is written nowhere: "
                        "not here, not in a comment, not in a draft."
                    ),
                    panels=[
                        FieldPanel("kind"),
                        FieldPanel("name"),
                        FieldPanel("role"),
                        FieldPanel("is_unnamed"),
                        FieldPanel("why_unnamed"),
                        FieldPanel("file"),
                        FieldPanel("url"),
                        FieldPanel("desk_note"),
                    ],
                ),
                MultiFieldPanel(
                    [FieldPanel("machine_use"), FieldPanel("machine_words")], heading=_("Help of machines")
                ),
            ],
            heading=_("Trust"),
        ),
        ObjectList(
            [
                MultiFieldPanel([PublishingPanel(), FieldPanel("published_at")], heading=_("When")),
                MultiFieldPanel(
                    [
                        FieldPanel("slug"),
                        FieldPanel("seo_title"),
                        FieldPanel("search_description"),
                        FieldPanel("canonical_url"),
                        FieldPanel("no_republishing"),
                        FieldPanel("social_picture"),
                    ],
                    heading=_("Address and search engines"),
                ),
                CommentPanel(),
            ],
            heading=_("Publishing"),
        ),
    ]
)
