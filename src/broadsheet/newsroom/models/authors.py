"""Authors: the names readers see, with or without a log-in behind them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PreviewableMixin
from wagtail.search import index

from broadsheet.media import press_keys as media_keys
from broadsheet.newsroom import press_keys
from broadsheet.newsroom.blocks import INLINE_FEATURES, ProfileBlock, profile_links
from broadsheet.newsroom.slugs import free_slug
from broadsheet.press.shown import Shown


class Author(Shown, PreviewableMixin, index.Indexed, models.Model):
    """Somebody whose name stands over stories. A guest needs no log-in; leaving the paper loses no byline."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(
        _("slug"),
        max_length=200,
        unique=True,
        blank=True,
        allow_unicode=True,
        help_text=_("The last part of the address of the author's page. Empty: made from the name."),
    )
    role = models.CharField(
        _("role"), max_length=200, blank=True, help_text=_("Education correspondent, for instance.")
    )
    biography = RichTextField(_("biography"), blank=True, features=INLINE_FEATURES)
    picture = models.ForeignKey(
        "media.Photo",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    email = models.EmailField(_("public e-mail address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    profiles = StreamField([("profile", ProfileBlock())], verbose_name=_("profiles"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("log-in"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
        help_text=_("Who writes under this name, if they have a log-in."),
    )
    is_guest = models.BooleanField(_("guest"), default=False, help_text=_("Not listed among the paper's own authors."))

    panels = [
        FieldPanel("name"),
        FieldPanel("role"),
        FieldPanel("picture"),
        FieldPanel("biography"),
        FieldPanel("is_guest"),
        MultiFieldPanel(
            [FieldPanel("email"), FieldPanel("website"), FieldPanel("profiles")],
            heading=_("Where to find them"),
        ),
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("user")], heading=_("Address and log-in")),
    ]
    search_fields = [
        index.SearchField("name", boost=5),
        index.AutocompleteField("name"),
        index.SearchField("role"),
        index.FilterField("is_guest"),
    ]

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = free_slug(Author.objects.exclude(pk=self.pk), slugify(self.name, allow_unicode=True))
        super().save(*args, **kwargs)

    index_key = press_keys.AUTHORS
    """Noted by the page that names them all."""
    slug_before: str | None = None

    @property
    def own_key(self) -> str:
        """Noted by whatever shows it."""
        return press_keys.author(self.pk)

    def shown_keys(self) -> list[str]:
        """The profile's own, and that of the face beside it."""
        picture_id = self.__dict__.get("picture_id")
        own = [self.own_key]
        return [*own, media_keys.photo(picture_id)] if picture_id else own

    @property
    def list_key(self) -> str:
        """The list of this author's stories, as newsroom/lists.py names it."""
        return f"author-{self.pk}"

    @property
    def address(self) -> str:
        """Where readers find the author's page."""
        return reverse("author", args=[self.slug])

    @property
    def profile_links(self) -> list[dict[str, str]]:
        """``[{service, name, url}]`` of the profiles elsewhere."""
        return profile_links(self.profiles)

    @property
    def url(self) -> str:
        """See address; templates use one name for every kind of thing."""
        return self.address

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "reader/author.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """What the author's page shows, this profile in the place of the saved one."""
        from broadsheet.newsroom.list_contexts import shown_list

        stories = shown_list(self.list_key, "/").stories if self.pk else []
        return {"request": request, "author": self, "title": self.name, "stories": stories, "is_head": True}
