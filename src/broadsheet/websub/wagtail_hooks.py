"""What WebSub hangs into Wagtail's desk."""

from wagtail.snippets.models import register_snippet

from broadsheet.websub.desk import SubscriptionViewSet

register_snippet(SubscriptionViewSet)
