"""Screens for authors, topics and letters from readers."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, DateColumn
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import SnippetViewSet

from broadsheet.newsroom.desk.fixed_rows import NeverAddedPolicy
from broadsheet.newsroom.models import Author, ContactMessage, Topic

register_permission_policy(ContactMessage, NeverAddedPolicy(ContactMessage))


class AuthorViewSet(SnippetViewSet):
    """The people whose names stand over stories."""

    model = Author
    icon = "group"
    menu_label = _("Authors")
    menu_name = "authors"
    menu_order = 400
    add_to_admin_menu = True
    list_display = ["name", "role", BooleanColumn("is_guest", label=_("Guest")), "email"]
    list_filter = ["is_guest"]
    ordering = ["name"]
    url_prefix = "authors"


class TopicViewSet(SnippetViewSet):
    """What stories are about."""

    model = Topic
    icon = "tag"
    menu_label = _("Topics")
    menu_name = "topics"
    menu_order = 410
    add_to_admin_menu = True
    list_display = ["name", "slug", "description"]
    ordering = ["name"]
    url_prefix = "topics"


class MessageViewSet(SnippetViewSet):
    """Letters from readers, those to deal with first."""

    model = ContactMessage
    icon = "mail"
    menu_label = _("Messages")
    menu_name = "messages"
    menu_order = 420
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = [
        "subject",
        "name",
        DateColumn("sent_at", label=_("Sent"), sort_key="sent_at"),
        BooleanColumn("dealt_with", label=_("Dealt with")),
    ]
    list_filter = ["dealt_with"]
    search_fields = ["subject", "name", "email", "message"]
    ordering = ["dealt_with", "-sent_at"]
    url_prefix = "messages"
    panels = [
        FieldPanel("dealt_with"),
        MultiFieldPanel(
            [FieldPanel(field, read_only=True) for field in ("sent_at", "name", "email", "subject", "message")],
            heading=_("Message"),
        ),
    ]


SNIPPETS: list[type[Any]] = [AuthorViewSet, TopicViewSet, MessageViewSet]
