"""What a change told the press."""

from broadsheet.newsroom.models import Edition
from broadsheet.press.outbox import position, since


class Told:
    """What the outbox was told within a block: keys that changed, and keys that were taken down."""

    def __enter__(self):
        self._before, self._edition = position(), Edition.current()
        return self

    def __exit__(self, *_):
        noted = since(self._before)
        self.rows = len(noted)
        self.changed = {key for one in noted if not one.is_takedown for key in one.keys}
        self.taken_down = {key for one in noted if one.is_takedown for key in one.keys}
        assert not noted or Edition.current() > self._edition, "what is remembered would be older than the pages"
