"""The paper's vocabulary: words worth suggesting, and the spellings a mistyped one is corrected to."""

from django.db import models


class SearchWord(models.Model):
    """A word of a headline, standfirst, topic, author or section, folded. newsroom/vocabulary.py keeps it."""

    word = models.CharField(max_length=40, unique=True)
    uses = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["-uses"], name="newsroom_searchword_uses")]

    def __str__(self) -> str:
        return self.word
