"""The small paper of the reader's tests, and feeds as feed readers ask for them."""

from tests.reader.conftest import ann, full_story, make_many, sport

__all__ = ["ann", "full_story", "make_many", "sport"]
