"""The newsroom's tables, one module for each thing."""

from broadsheet.newsroom.models.authors import Author
from broadsheet.newsroom.models.changes import ChangeSaid
from broadsheet.newsroom.models.comments import ReaderComment
from broadsheet.newsroom.models.contact import ContactMessage, ContactPage
from broadsheet.newsroom.models.corrections import CorrectionKind, StoryCorrection
from broadsheet.newsroom.models.edition import ClockMark, Edition
from broadsheet.newsroom.models.lists import ListBound, ListEntry
from broadsheet.newsroom.models.search_words import SearchWord
from broadsheet.newsroom.models.sections import Section
from broadsheet.newsroom.models.sources import SourceKind, StorySource
from broadsheet.newsroom.models.standing import StandingPage
from broadsheet.newsroom.models.stories import Story, StoryAuthor
from broadsheet.newsroom.models.tasks import Approval
from broadsheet.newsroom.models.topics import StoryTopic, Topic

__all__ = [
    "Approval",
    "Author",
    "ChangeSaid",
    "ClockMark",
    "ContactMessage",
    "ContactPage",
    "CorrectionKind",
    "Edition",
    "ListBound",
    "ListEntry",
    "ReaderComment",
    "SearchWord",
    "Section",
    "SourceKind",
    "StandingPage",
    "Story",
    "StoryAuthor",
    "StoryCorrection",
    "StorySource",
    "StoryTopic",
    "Topic",
]
