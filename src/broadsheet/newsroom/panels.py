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
                    panels=[FieldPanel("kind"), FieldPanel("date"), FieldPanel("note")],
                )
            ],
            heading=_("Corrections"),
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
