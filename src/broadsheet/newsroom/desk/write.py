"""The way to a new story: choose its section."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.permissions import page_permission_policy

from broadsheet.newsroom.models import Section


class WriteView(WagtailAdminTemplateMixin, TemplateView):
    """``/desk/stories/write/``: the sections somebody may write for; where there is one, its form at once."""

    template_name = "newsroom/desk/write.html"
    page_title = _("Write a story")
    header_icon = "plus"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        stories = {"url": reverse("desk_stories"), "label": _("Stories")}
        return [*super().get_breadcrumbs_items(), stories, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not page_permission_policy.user_has_permission(request.user, "add"):
            raise PermissionDenied
        sections = sections_to_write_for(request.user)
        if len(sections) == 1:
            return redirect("wagtailadmin_pages:add", "newsroom", "story", sections[0].pk)
        return self.render_to_response(self.get_context_data(sections=sections))


def sections_to_write_for(user: Any) -> list[Section]:
    """Sections in which ``user`` may add stories, in tree order. Two queries."""
    sections = Section.objects.only("title", "path", "depth").order_by("path")
    if user.is_superuser:
        return list(sections)
    paths = tuple(
        grant.page.path
        for grant in page_permission_policy.get_cached_permissions_for_user(user)
        if grant.permission.codename == "add_page"
    )
    return [section for section in sections if paths and section.path.startswith(paths)]
