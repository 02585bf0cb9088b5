"""The paper's lists as tables, so that the head of any of them is one short walk along an index.

Counting a section of 200,000 stories takes half a second and an OFFSET reads all it skips; neither may
stand on a reader's path. newsroom/lists.py keeps these rows and reads them.
"""

from django.db import models


class ListEntry(models.Model):
    """One story's place in one list. Present only while the story is live, public and not hidden."""

    list_key = models.CharField(max_length=40)
    story = models.ForeignKey("newsroom.Story", on_delete=models.CASCADE, related_name="list_entries")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list_key", "story"], name="newsroom_one_entry_per_list")]
        indexes = [models.Index(fields=["list_key", "published_at", "story"], name="newsroom_list_order")]

    def __str__(self) -> str:
        return f"{self.list_key}: {self.story_id}"


class ListBound(models.Model):
    """The last story of an older page of a list. Pages are numbered from the oldest and do not shift."""

    list_key = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    story_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list_key", "number"], name="newsroom_one_bound_per_page")]

    def __str__(self) -> str:
        return f"{self.list_key}/{self.number}"
