"""What a story's body is made of. One class per block; how each looks is reader/templates/reader/blocks/."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import PageViewRestriction

from broadsheet.lib.embeds import embed_for
from broadsheet.lib.sanitising import clean_markup
from broadsheet.newsroom.subheadings import subheadings_of

TEXT_FEATURES = [
    "bold",
    "italic",
    "link",
    "document-link",
    "ol",
    "ul",
    "superscript",
    "subscript",
    "strikethrough",
    "code",
]
INLINE_FEATURES = ["bold", "italic", "link", "superscript", "subscript", "strikethrough", "code"]


class HeadingBlock(blocks.StructBlock):
    """A subheading; three or more of level 2 make the numbered contents of a story."""

    text = blocks.CharBlock(label=_("Heading"), max_length=250)
    level = blocks.ChoiceBlock(
        label=_("Level"), choices=[("2", _("Heading")), ("3", _("Smaller heading"))], default="2"
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds ``anchor``, the one the story's contents link to."""
        context = super().get_context(value, parent_context=parent_context)
        page, bound = context.get("page"), context.get("block")
        headings = page.subheadings if hasattr(page, "subheadings") else subheadings_of(getattr(page, "body", None))
        anchors = {heading.block_id: heading.anchor for heading in headings}
        context["anchor"] = anchors.get(str(getattr(bound, "id", "")), slugify(value["text"], allow_unicode=True))
        return context

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "reader/blocks/heading.html"
        form_classname = "struct-block heading-block"


class PictureValue(blocks.StructValue):
    """A photo in one place, with what is said of it there or else everywhere."""

    @property
    def shown_photo(self) -> Any:
        """The photo, unless its rights have ended."""
        photo = self.get("photo")
        return None if photo is None or photo.rights_ended else photo

    @property
    def shown_caption(self) -> str:
        """This place's caption or the photo's own."""
        return self.get("caption") or (self["photo"].caption if self.get("photo") else "")

    @property
    def shown_alt(self) -> str:
        """This place's alternative text or the photo's own."""
        return self.get("alt") or (self["photo"].default_alt_text if self.get("photo") else "")


class PictureBlock(blocks.StructBlock):
    """A photo with the caption and alternative text it has in this story."""

    photo = ImageChooserBlock(label=_("Photo"))
    caption = blocks.TextBlock(
        label=_("Caption"), required=False, rows=2, help_text=_("Empty: the photo's own caption.")
    )
    alt = blocks.CharBlock(
        label=_("Alternative text"), required=False, help_text=_("Empty: the photo's own alternative text.")
    )
    size = blocks.ChoiceBlock(
        label=_("Size"),
        choices=[
            ("text", _("As wide as the text")),
            ("wide", _("Wider than the text")),
            ("full", _("Full width")),
            ("side", _("Beside the text")),
        ],
        default="text",
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        value_class = PictureValue
        template = "reader/blocks/picture.html"


class GalleryPictureBlock(blocks.StructBlock):
    """One picture of a gallery."""

    photo = ImageChooserBlock(label=_("Photo"))
    caption = blocks.TextBlock(label=_("Caption"), required=False, rows=2)
    alt = blocks.CharBlock(label=_("Alternative text"), required=False)

    class Meta:
        value_class = PictureValue


class GalleryBlock(blocks.StructBlock):
    """Several pictures, seen one after another."""

    title = blocks.CharBlock(label=_("Title"), required=False)
    pictures = blocks.ListBlock(GalleryPictureBlock(), label=_("Pictures"), min_num=1)

    class Meta:
        icon = "folder-open-inverse"
        label = _("Gallery")
        template = "reader/blocks/gallery.html"


class QuoteBlock(blocks.StructBlock):
    """A passage in somebody else's words."""

    text = blocks.RichTextBlock(label=_("Quote"), features=INLINE_FEATURES)
    source = blocks.CharBlock(label=_("Who or where from"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "reader/blocks/quote.html"


class PullQuoteBlock(blocks.StructBlock):
    """A line of the story set large to draw the reader in."""

    text = blocks.TextBlock(label=_("Pull quote"), rows=2)
    source = blocks.CharBlock(label=_("Who said it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Pull quote")
        template = "reader/blocks/pull_quote.html"


class ItemListBlock(blocks.StructBlock):
    """A list of short items."""

    style = blocks.ChoiceBlock(
        label=_("Style"),
        choices=[("bulleted", _("Bulleted")), ("numbered", _("Numbered"))],
        default="bulleted",
    )
    items = blocks.ListBlock(blocks.RichTextBlock(features=INLINE_FEATURES, label=_("Item")), label=_("Items"))

    class Meta:
        icon = "list-ul"
        label = _("List")
        template = "reader/blocks/list.html"


class EmbedBlock(blocks.StructBlock):
    """A video or post from elsewhere. Nothing is asked of that site until the reader asks for it."""

    url = blocks.URLBlock(label=_("Address"), max_length=2000)
    title = blocks.CharBlock(
        label=_("Title"), required=False, help_text=_("What it is, for readers who do not load it.")
    )
    caption = blocks.TextBlock(label=_("Caption"), required=False, rows=2)

    class Meta:
        icon = "media"
        label = _("Embed")
        template = "reader/blocks/embed.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["embed"] = embed_for(value["url"])
        return context


class FileBlock(blocks.StructBlock):
    """A document the reader may download."""

    document = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(label=_("Title"), required=False, help_text=_("Empty: the file's own title."))

    class Meta:
        icon = "doc-full"
        label = _("File")
        template = "reader/blocks/file.html"


class RelatedStoryValue(blocks.StructValue):
    """A story beside another one's text."""

    @property
    def shown_story(self) -> Any:
        """The story, unless readers can not open it. One query where the body was not read from the database."""
        story = self.get("story")
        if story is None or not story.live:
            return None
        if not hasattr(story, "is_restricted"):
            story.is_restricted = story.get_view_restrictions().exists()
        return None if story.is_restricted else story


class RelatedStoryBlock(blocks.StructBlock):
    """A link to another story, shown as a card in the text."""

    story = blocks.PageChooserBlock(label=_("Story"), page_type="newsroom.Story")

    class Meta:
        icon = "link"
        label = _("Related story")
        value_class = RelatedStoryValue
        template = "reader/blocks/related_story.html"

    def bulk_to_python(self, values: list[dict[str, Any]]) -> list[Any]:
        """All related stories of a body in two queries, without their own bodies."""
        stories = self.child_blocks["story"].model_class.objects.defer("body", "key_points", "summary", "questions")
        found = stories.in_bulk({value["story"] for value in values if value.get("story")})
        closed = PageViewRestriction.objects.values_list("page__path", flat=True) if found else ()
        for story in found.values():
            story.is_restricted = any(story.path.startswith(path) for path in closed)
        return [self._to_struct_value([("story", found.get(value.get("story")))]) for value in values]

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["story"] = value.shown_story
        return context


class InfoBoxBlock(blocks.StructBlock):
    """Background set apart from the story: who's who, how it was done, what happens next."""

    title = blocks.CharBlock(label=_("Title"), required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Info box")
        template = "reader/blocks/info_box.html"


class CodeBlock(blocks.StructBlock):
    """A listing, set in a fixed-width face."""

    language = blocks.CharBlock(label=_("Language"), required=False, max_length=40)
    code = blocks.TextBlock(label=_("Code"), rows=8)

    class Meta:
        icon = "code"
        label = _("Code")
        template = "reader/blocks/code.html"


class MarkupBlock(blocks.StructBlock):
    """HTML that came with an import and has no block of its own; sanitised whenever it is saved."""

    html = blocks.RawHTMLBlock(label=_("HTML"))

    class Meta:
        icon = "code"
        label = _("Imported HTML")
        template = "reader/blocks/markup.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        cleaned["html"] = clean_markup(cleaned["html"])
        return cleaned


class ShortcodeBlock(blocks.StructBlock):
    """A code of the program an archive came from that means nothing here: editors see it, readers do not."""

    code = blocks.TextBlock(
        label=_("Code"), rows=2, help_text=_("Readers do not see this. Replace it by what it stood for, or delete it.")
    )

    class Meta:
        icon = "warning"
        label = _("Code of the old site")
        template = "reader/blocks/shortcode.html"


class BodyBlock(blocks.StreamBlock):
    """The body of a story or a standing page."""

    text = blocks.RichTextBlock(
        label=_("Text"), features=TEXT_FEATURES, icon="pilcrow", template="reader/blocks/text.html"
    )
    heading = HeadingBlock()
    picture = PictureBlock()
    gallery = GalleryBlock()
    quote = QuoteBlock()
    pull_quote = PullQuoteBlock()
    list = ItemListBlock()
    table = TableBlock(label=_("Table"), template="reader/blocks/table.html")
    embed = EmbedBlock()
    file = FileBlock()
    related_story = RelatedStoryBlock()
    info_box = InfoBoxBlock()
    code = CodeBlock()
    markup = MarkupBlock(group=_("Imported"))
    shortcode = ShortcodeBlock(group=_("Imported"))


class KeyPointBlock(blocks.StructBlock):
    """One row of the numbered key points."""

    label = blocks.CharBlock(label=_("Label"), required=False, max_length=120)
    text = blocks.TextBlock(label=_("Point"), rows=2)

    class Meta:
        icon = "list-ol"
        label = _("Key point")


class QuestionBlock(blocks.StructBlock):
    """A question a reader would ask, and its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=300)
    answer = blocks.RichTextBlock(label=_("Answer"), features=[*INLINE_FEATURES, "ol", "ul"])

    class Meta:
        icon = "help"
        label = _("Question")


SERVICES = {
    "facebook": "Facebook",
    "x": "X",
    "instagram": "Instagram",
    "pinterest": "Pinterest",
    "vimeo": "Vimeo",
    "whatsapp": "WhatsApp",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "threads": "Threads",
    "linkedin": "LinkedIn",
    "telegram": "Telegram",
    "rss": "RSS",
}
"""Services a profile can be on; each has an icon of the same name."""


def profile_links(profiles: StreamValue) -> list[dict[str, str]]:
    """``[{service, name, url}]`` of a stream of profiles, for templates."""
    return [
        {"service": child.value["service"], "name": SERVICES[child.value["service"]], "url": child.value["url"]}
        for child in profiles
        if child.value["service"] in SERVICES
    ]


class ProfileBlock(blocks.StructBlock):
    """Somebody's page on another service."""

    service = blocks.ChoiceBlock(
        label=_("Service"),
        choices=list(SERVICES.items()),
    )
    url = blocks.CharBlock(label=_("Address"), max_length=500)

    class Meta:
        icon = "link"
        label = _("Profile")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned["url"].startswith(("https://", "http://", "/")):
            raise blocks.StructBlockValidationError(
                block_errors={"url": ValidationError(_("Give an address that begins with https:// or /."))}
            )
        return cleaned
