"""What the newsroom tells other apps of. Each is sent inside the transaction of the change."""

from django.dispatch import Signal

page_saved = Signal()
"""A page readers may see was saved, with all that belongs to it. Arguments ``instance``; ``before`` and ``after``,
what its class's ``listed_state`` said then and says now, None where there was no such page."""

topics_merged = Signal()
"""Topics are about to be deleted in favour of one that stays. Arguments ``into``, the one, and ``gone``, the numbers of
the others: receivers have whatever follows one of those follow ``into``, drafts included."""

time_passed = Signal()
"""The clock ticked. Arguments ``since`` and ``until``: receivers return a press_keys.Dirty of what has become
different by itself after ``since`` and not after ``until``."""

story_described = Signal()
"""A story's page is being made, and with it what it says of itself to machines. Arguments ``instance``; ``context``,
its template's. Receivers return a dict of schema.org properties, or None. They must note the keys of what they say, and
ask the database nothing the page has not loaded."""
