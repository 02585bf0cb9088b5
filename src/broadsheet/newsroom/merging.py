"""Makes one topic of several: stories, drafts and addresses of the others go over to the one that stays."""

from collections.abc import Iterable

from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Revision

from broadsheet.newsroom import lists
from broadsheet.newsroom.models import Story, StoryTopic, Topic
from broadsheet.newsroom.signals import topics_merged


@transaction.atomic
def merge_topics(into: Topic, others: Iterable[Topic]) -> int:
    """Merge ``others`` into ``into``, delete them, and return how many stories changed."""
    gone = {topic.pk for topic in others} - {into.pk}
    tagged = StoryTopic.objects.filter(tag__in=gone)
    story_ids = set(tagged.values_list("content_object_id", flat=True))
    already = StoryTopic.objects.filter(tag=into, content_object__in=story_ids).values("content_object_id")
    missing = story_ids - set(already.values_list("content_object_id", flat=True))
    StoryTopic.objects.bulk_create(
        [StoryTopic(tag=into, content_object_id=pk) for pk in sorted(missing)], batch_size=500
    )
    _rewrite_drafts(story_ids, gone, into.pk)
    topics_merged.send(Topic, into=into, gone=gone)
    for topic in Topic.objects.filter(pk__in=gone):
        _redirect(topic.address, into.address)
    Topic.objects.filter(pk__in=gone).delete()
    lists.relist(sorted(story_ids))
    return len(story_ids)


def _rewrite_drafts(story_ids: set[int], gone: set[int], into: int) -> None:
    """The editor opens a story's latest revision, which names topics by id: those ids change there too."""
    latest = Story.objects.filter(pk__in=story_ids).values("latest_revision_id")
    for revision in Revision.objects.filter(pk__in=latest).iterator(chunk_size=200):
        rows = revision.content.get("tagged_topics", [])
        kept = {into if row["tag"] in gone else row["tag"]: row for row in rows}
        revision.content["tagged_topics"] = [{**row, "tag": tag} for tag, row in kept.items()]
        Revision.objects.filter(pk=revision.pk).update(content=revision.content)


def _redirect(old: str, new: str) -> None:
    """Readers and search engines keep finding the old address."""
    path = Redirect.normalise_path(old)
    Redirect.objects.update_or_create(old_path=path, site=None, defaults={"redirect_link": new, "is_permanent": True})
