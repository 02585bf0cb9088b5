"""Which stories somebody sees in the desk, and which they may open."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from wagtail.permissions import page_permission_policy

from broadsheet.newsroom.models import Section

_SEES = {"add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"}


@dataclass(frozen=True)
class Reach:
    """The parts of the page tree somebody works in, as tree paths; ``everywhere`` for a superuser."""

    user: Any
    everywhere: bool
    sees: tuple[str, ...]
    edits: tuple[str, ...]

    @classmethod
    def of(cls, user: Any) -> "Reach":
        """At most one query, which Wagtail's own permission checks of the request then share."""
        if user.is_superuser:
            return cls(user, True, (), ())
        grants = [
            (grant.permission.codename, grant.page.path)
            for grant in page_permission_policy.get_cached_permissions_for_user(user)
        ]
        sees = tuple({path for codename, path in grants if codename in _SEES})
        edits = tuple({path for codename, path in grants if codename == "change_page"})
        return cls(user, False, sees, edits)

    def may_edit(self, story: Any) -> bool:
        """Whether the list should link to the story's editor, which asks again."""
        return self.everywhere or story.owner_id == self.user.pk or story.path.startswith(self.edits or ("-",))

    def covers(self, path: str) -> bool:
        """Whether everything at or below ``path`` is seen."""
        return self.everywhere or path.startswith(self.sees or ("-",))

    def sections(self, sections: list[Section]) -> list[Section]:
        """Those of ``sections`` in which stories are seen."""
        return [section for section in sections if self.covers(section.path)]

    def is_whole(self, sections: list[Section]) -> bool:
        """Whether every section is seen."""
        return len(self.sections(sections)) == len(sections)

    def stories(self, sections: list[Section], by: str = "section") -> Q:
        """What picks out the stories seen, ``by`` being the way to their section; nothing where that is all of them."""
        if self.is_whole(sections):
            return Q()
        return Q(**{f"{by}__in": [section.pk for section in self.sections(sections)]})
