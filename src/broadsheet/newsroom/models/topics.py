"""Topics: tags that have a page of their own."""

from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from broadsheet.newsroom import press_keys
from broadsheet.press.shown import Shown


class Topic(Shown, index.Indexed, TagBase):
    """What a story is about: a person, a place, a running affair."""

    description = models.TextField(
        _("description"),
        blank=True,
        help_text=_("Shown at the top of the topic's page and to search engines."),
    )
    picture = models.ForeignKey(
        "media.Photo",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    free_tagging = True
    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("description"), FieldPanel("picture")]
    search_fields = [index.SearchField("name", boost=5), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def slugify(self, tag: str, i: int | None = None) -> str:
        slug = slugify(tag, allow_unicode=True) or "topic"
        return slug if i is None else f"{slug}-{i}"

    index_key = press_keys.TOPICS
    """Noted by the page that names them all."""
    slug_before: str | None = None

    @property
    def own_key(self) -> str:
        """Noted by whatever shows it."""
        return press_keys.topic(self.pk)

    def shown_keys(self) -> list[str]:
        """Its one key."""
        return [self.own_key]

    @property
    def list_key(self) -> str:
        """The list of stories on this topic, as newsroom/lists.py names it."""
        return f"topic-{self.pk}"

    @property
    def address(self) -> str:
        """Where readers find the topic's page."""
        return reverse("topic", args=[self.slug])

    @property
    def url(self) -> str:
        """See address; templates use one name for every kind of thing."""
        return self.address


class StoryTopic(ItemBase):
    """One topic of one story."""

    tag = models.ForeignKey(Topic, related_name="tagged_stories", on_delete=models.CASCADE)
    content_object = ParentalKey("newsroom.Story", related_name="tagged_topics", on_delete=models.CASCADE)

    class Meta:
        unique_together = [("tag", "content_object")]
