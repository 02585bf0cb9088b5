"""Screens for things there is one of: the list is left out, the form opens at once."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet

from broadsheet.fronts.models import EditorsPicks, Machines, Masthead, Menu, Republishing, Trust
from broadsheet.newsroom.desk.fixed_rows import FixedRowsPolicy

for _model in (EditorsPicks, Machines, Masthead, Menu, Republishing, Trust):
    register_permission_policy(_model, FixedRowsPolicy(_model))


class StraightToTheForm(IndexView):
    """Where a list would be: the form of the one row, made now if the paper has none yet."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        only = self.model.of_the_paper()
        if only._state.adding:
            only.save()
        return redirect(self.edit_url_name, only.pk)


class StayingEditView(EditView):
    """Saving comes back to the form: there is no list to go to."""

    def get_success_url(self) -> str:
        return str(self.get_edit_url())


class SingletonViewSet(SnippetViewSet):
    """One row, one form."""

    index_view_class = StraightToTheForm
    edit_view_class = StayingEditView
    copy_view_enabled = False


class MastheadViewSet(SingletonViewSet):
    """The paper's name, look and notice."""

    model = Masthead
    icon = "title"
    menu_label = _("Masthead and look")
    menu_name = "masthead"
    menu_order = 430
    add_to_admin_menu = True
    url_prefix = "masthead"


class MachinesViewSet(SingletonViewSet):
    """Feeds, crawlers and the files only machines read."""

    model = Machines
    icon = "globe"
    menu_label = _("Feeds and crawlers")
    menu_name = "machines"
    menu_order = 440
    add_to_admin_menu = True
    url_prefix = "machines"


class TrustViewSet(SingletonViewSet):
    """The publisher, its policies, and what is kept on record."""

    model = Trust
    icon = "check"
    menu_label = _("Publisher and trust")
    menu_name = "trust"
    menu_order = 450
    add_to_admin_menu = True
    url_prefix = "trust"


class RepublishingViewSet(SingletonViewSet):
    """Whether readers may publish stories elsewhere."""

    model = Republishing
    icon = "copy"
    menu_label = _("Republishing")
    menu_name = "republishing"
    menu_order = 446
    add_to_admin_menu = True
    url_prefix = "republishing"


class PicksViewSet(SingletonViewSet):
    """Editors' Picks."""

    model = EditorsPicks
    icon = "pick"
    menu_label = _("Editors’ Picks")
    menu_name = "editors-picks"
    url_prefix = "picks"


class MenuViewSet(SnippetViewSet):
    """The four menus."""

    model = Menu
    icon = "list-ul"
    menu_label = _("Menus")
    menu_name = "menus"
    list_display = ["__str__", "title"]
    copy_view_enabled = False
    url_prefix = "menus"


VIEWSETS = [MastheadViewSet, PicksViewSet, MenuViewSet, MachinesViewSet, RepublishingViewSet, TrustViewSet]
