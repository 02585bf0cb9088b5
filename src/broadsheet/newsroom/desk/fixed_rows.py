"""Permissions for tables whose rows are the paper's furniture: changed, but never added to or thrown away."""

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class FixedRowsPolicy(ModelPermissionPolicy):
    """Refuses ``never`` to everybody, superusers included."""

    never: frozenset[str] = frozenset({"add", "delete"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in self.never and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class NeverAddedPolicy(FixedRowsPolicy):
    """Rows come from elsewhere, as letters from readers do; the desk may throw them away."""

    never = frozenset({"add"})
