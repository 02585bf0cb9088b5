"""What follows from saving a user."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models.signals import post_save
from django.dispatch import receiver

from broadsheet.accounts.models import User
from broadsheet.accounts.sessions import end_sessions


@receiver(post_save, sender=User)
def keep_one_address(sender: type[User], instance: User, raw: bool = False, **kwargs: Any) -> None:
    """A user has the address an administrator gave and no other, so an old one opens nothing."""
    if raw:
        return
    addresses = EmailAddress.objects.filter(user=instance)
    if [(one.email, one.verified, one.primary) for one in addresses] != [(instance.email, True, True)]:
        addresses.delete()
        EmailAddress.objects.filter(email=instance.email).delete()
        EmailAddress.objects.create(user=instance, email=instance.email, verified=True, primary=True)


@receiver(post_save, sender=User)
def show_out(sender: type[User], instance: User, raw: bool = False, **kwargs: Any) -> None:
    """Somebody no longer active is logged out everywhere."""
    if not raw and not instance.is_active:
        end_sessions(instance)
