"""Where somebody is logged in, and how a place is logged out."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from broadsheet.accounts.models import User


def session_of(user: User, pk: int) -> UserSession | None:
    """One of the user's own sessions; somebody else's is as good as none."""
    return UserSession.objects.filter(user=user, pk=pk).first()


def end_sessions(user: User) -> int:
    """Log a user out everywhere; returns of how many places."""
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    return int(sessions.delete()[0])
