"""Who may do what to which page.

Wagtail's page permissions say *where* somebody may work: a group is given a right at a page and has it for
everything below. They do not say on *what*: whoever may edit below the front could edit sections and the
privacy policy with the stories. So a page that is not a story asks for a model permission as well, such as
``newsroom.change_section``. newsroom/roles.py gives both kinds.
"""

from typing import Any

from wagtail.models import Page, PagePermissionTester

STORY = "newsroom.story"


def may_handle(user: Any, model: type[Page], action: str) -> bool:
    """Whether ``user`` may do ``action`` (add, change, delete) to pages of ``model`` wherever they may work."""
    if model._meta.label_lower == STORY:
        return True
    allowed: bool = user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")
    return allowed


def holds_right(user: Any, right: str, page: Page) -> bool:
    """Whether ``user`` was given ``right`` (change, publish …) at ``page`` or above it. Owning it is not enough."""
    if not user.is_active:
        return False
    if user.is_superuser:
        return True
    tester = page.permissions_for_user(user)
    return right in tester.permissions and may_handle(user, page.specific_class, "change")


class DeskPermissionTester(PagePermissionTester):
    """Wagtail's answers, narrowed by what sort of page it is."""

    def _may(self, action: str) -> bool:
        return may_handle(self.user, self.page.specific_class, action)

    def can_add_subpage(self) -> bool:
        return super().can_add_subpage() and any(
            may_handle(self.user, model, "add") and model.can_create_at(self.page)
            for model in self.page.specific_class.creatable_subpage_models()
        )

    def can_edit(self) -> bool:
        return bool(super().can_edit() and self._may("change"))

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return bool(super().can_delete(ignore_bulk) and self._may("delete"))

    def can_move(self) -> bool:
        return bool(super().can_move() and self._may("change"))

    def can_publish(self) -> bool:
        return bool(super().can_publish() and self._may("change"))

    def can_unpublish(self) -> bool:
        return bool(super().can_unpublish() and self._may("change"))

    def can_lock(self) -> bool:
        return bool(super().can_lock() and self._may("change"))

    def can_unlock(self) -> bool:
        return bool(super().can_unlock() and self._may("change"))

    def can_reorder_children(self) -> bool:
        return bool(super().can_reorder_children() and self._may("change"))

    def can_submit_for_moderation(self) -> bool:
        return bool(super().can_submit_for_moderation() and self.can_edit())
