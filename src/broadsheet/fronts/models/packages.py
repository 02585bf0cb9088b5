"""Packages: promoted sets of stories, such as a special report, with a landing page."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable, PageManager, Revision
from wagtail.query import PageQuerySet
from wagtail.search import index

from broadsheet.newsroom import lists, press_keys
from broadsheet.newsroom.models import ListEntry, Section, Story
from broadsheet.newsroom.models.pages import PaperPage
from broadsheet.press.recording import note


class PackageQuerySet(PageQuerySet):
    """Packages by who may see them."""

    def running(self) -> "PackageQuerySet":
        """Live and open to everybody, the last published first."""
        # Of a table without rows SQLite keeps no statistics: it would look for packages among all pages, but for this.
        return self.exact_type(self.model).live().filter(view_restrictions=None).order_by("-last_published_at")

    def follow(self, into: int, gone: set[int]) -> None:
        """Have those that follow one of the topics ``gone`` follow ``into``, in their drafts too."""
        for package in self.filter(topic__in=gone):
            package.topic_id = into
            package.save(update_fields=["topic"])
        for draft in Revision.objects.filter(pk__in=self.values("latest_revision_id")):
            if draft.content.get("topic") in gone:
                Revision.objects.filter(pk=draft.pk).update(content={**draft.content, "topic": into})


class Package(PaperPage):
    """A special report: an introduction and stories in an order an editor chose."""

    label = models.CharField(_("label"), max_length=60, blank=True, help_text=_("Special report, for instance."))
    standfirst = models.TextField(_("standfirst"), blank=True)
    picture = models.ForeignKey(
        "media.Photo",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    topic = models.ForeignKey(
        "newsroom.Topic",
        verbose_name=_("topic"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The newest stories on this topic follow those chosen by hand."),
    )

    objects = PageManager.from_queryset(PackageQuerySet)()

    listed_fields = (*PaperPage.listed_fields, "topic_id", "last_published_at")
    template = "reader/package.html"
    lite_template = "reader/lite/list.html"
    parent_page_types = ["fronts.Front"]
    subpage_types: list[str] = []
    content_panels = [
        *PaperPage.content_panels,
        FieldPanel("label"),
        FieldPanel("standfirst"),
        FieldPanel("picture"),
        InlinePanel("chosen", heading=_("Stories"), label=_("Story"), panels=[PageChooserPanel("story")]),
        FieldPanel("topic"),
    ]
    search_fields = [*PaperPage.search_fields, index.SearchField("standfirst")]

    class Meta:
        verbose_name = _("package")
        verbose_name_plural = _("packages")

    def stories(self, size: int = 60, bylines: bool = True, sections: Iterable[Section] = ()) -> list[Story]:
        """Those chosen by hand that are live, then the newest on the topic. Three queries, five with bylines, and one
        more where a section is not among ``sections``."""
        return lists.cards(self.story_ids(size), bylines=bylines, sections=sections)

    def story_ids(self, size: int = 60) -> list[int]:
        """The ids of the same, in the same order. One query, two with a topic."""
        is_listed = Exists(ListEntry.objects.filter(story_id=OuterRef("story_id"), list_key=lists.PAPER))
        chosen = PackageStory.objects.filter(package=self).order_by("sort_order").values_list("story_id", is_listed)
        pairs = list(chosen)
        note(*(press_keys.card(pk) for pk, _ in pairs))
        ids = [pk for pk, may_be_shown in pairs if may_be_shown]
        if self.topic_id:
            ids += lists.head_ids(f"topic-{self.topic_id}", size)
        return list(dict.fromkeys(ids))[:size]


class PackageStory(Orderable):
    """One story's place in a package."""

    package = ParentalKey(Package, related_name="chosen", on_delete=models.CASCADE)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="packages")

    def __str__(self) -> str:
        return str(self.story)
