"""The desk's screens of imports. Each looks whether somebody may, calls one thing, and answers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from broadsheet.ingest.desk import starting
from broadsheet.ingest.desk.forms import FORMS, SourceForm
from broadsheet.ingest.desk.kept_uploads import may_go_on
from broadsheet.ingest.desk.menu_places import place_menu
from broadsheet.ingest.desk.private_uploads import (
    PrivateUploadHandler,
    delete_stale_arrivals,
    most_megabytes,
    receive_privately,
)
from broadsheet.ingest.desk.showing import ShownRun, Weighed, standing_as_json
from broadsheet.ingest.desk.words import SOURCES
from broadsheet.ingest.models import ImportRun, RunState
from broadsheet.ingest.run_folder import folder_of
from broadsheet.ingest.under_way import close_abandoned

PERMISSION = "ingest.run_imports"
MENUS = "fronts.change_menu"
SHOWN = 30
SHEET_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""A report quotes what strangers wrote. It carries its own styles, and runs nothing."""


class MayImport(View):
    """Refuses everybody but those who may run imports, before anything of the request is read."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def run(self) -> ImportRun:
        """The run the address names. Raises Http404."""
        close_abandoned()
        return get_object_or_404(ImportRun.objects.select_related("started_by"), pk=self.kwargs["pk"])


class _Screen(MayImport, WagtailAdminTemplateMixin, TemplateView):
    """A page of the desk below “Imports”."""

    page_title = gettext_lazy("Imports")
    header_icon = "download"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [*super().get_breadcrumbs_items(), {"url": reverse("desk_imports"), "label": _("Imports")}]
        if type(self) is ListView:
            return items
        return [*items, {"url": "", "label": self.get_page_title()}]


class ListView(_Screen):
    """``/desk/imports/``: every run, the last first."""

    template_name = "ingest/desk/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        close_abandoned()
        runs = ImportRun.objects.select_related("started_by").order_by("-pk")
        page = Paginator(runs, SHOWN).get_page(self.request.GET.get("p"))
        return super().get_context_data(runs=[ShownRun(run) for run in page], page=page, **kwargs)


class ChooseView(_Screen):
    """``/desk/imports/new/``: where the archive comes from."""

    template_name = "ingest/desk/choose.html"
    page_title = gettext_lazy("New import")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sources = [(kind, *SOURCES[kind]) for kind in FORMS]
        return super().get_context_data(sources=sources, busy=starting.run_under_way(), **kwargs)


@method_decorator(csrf_exempt, name="dispatch")  # checked in post(), once it is settled where the files go
class NewView(_Screen):
    """``/desk/imports/new/ghost/``: the form of one kind of source."""

    template_name = "ingest/desk/new.html"

    def get_page_title(self) -> str:
        return _("Import from %(source)s") % {"source": SOURCES[self.kwargs["kind"]][0]}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self._form_class()()
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        delete_stale_arrivals()
        handler = receive_privately(request)
        answer: HttpResponseBase = csrf_protect(lambda request: self._received(request, handler))(request)
        return answer

    def _received(self, request: HttpRequest, handler: PrivateUploadHandler) -> HttpResponse:
        form = self._form_class()(request.POST, request.FILES)
        if handler.refusal:
            form.errors.clear()  # of files that are missing because they were not taken
            form.add_error(None, handler.refusal)
        elif form.is_valid():
            wishes, files = form.wishes(), form.files_by_purpose()
            try:
                run = starting.start(form.kind, wishes, files, form.is_rehearsal, request.user)
            except starting.BusyError:
                form.add_error(None, _("Another import is under way. Wait for its end, or stop it."))
            else:
                return redirect("desk_import", run.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _form_class(self) -> type[SourceForm]:
        if self.kwargs["kind"] not in FORMS:
            raise Http404
        return FORMS[self.kwargs["kind"]]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(busy=starting.run_under_way(), most_megabytes=most_megabytes(), **kwargs)


class RunView(_Screen):
    """``/desk/imports/7/``: how far a run is; once it is over, what came of it."""

    template_name = "ingest/desk/run.html"

    def get_page_title(self) -> str:
        return _("Import %(number)s") % {"number": self.kwargs["pk"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(shown=ShownRun(self.run()), **kwargs)


class ProgressView(MayImport):
    """``/desk/imports/7/progress/``: the same for the script that keeps the page up to date."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return JsonResponse(standing_as_json(ShownRun(self.run())), headers={"Cache-Control": "no-store"})


class ReportView(MayImport):
    """``/desk/imports/7/report.html`` and ``report.json``: the report as the run left it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name = f"report.{kwargs['ending']}"
        try:
            file = (folder_of(self.run()) / name).open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        if kwargs["ending"] == "html":
            return FileResponse(
                file, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": SHEET_POLICY}
            )
        return FileResponse(file, as_attachment=True, filename=f"import-{kwargs['pk']}.json")


# What one can do with a run


class _Deed(MayImport):
    """Something done by a button; it leads back to the run."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        run = self.run()
        try:
            run = self.do(request, run) or run
        except starting.BusyError:
            messages.error(request, _("Another import is under way, or this one has changed. Nothing was begun."))
        return redirect("desk_import", run.pk)

    def do(self, request: HttpRequest, run: ImportRun) -> ImportRun | None:
        """Answers the run to be shown, if it is another. Raises BusyError."""
        raise NotImplementedError


class StopView(_Deed):
    """Ends a run that waits or is being imported; nothing of it is stored."""

    def do(self, request: HttpRequest, run: ImportRun) -> ImportRun | None:
        if run.state in (RunState.WAITING, RunState.RUNNING):
            starting.stop(run, _("It was stopped before it had begun. Nothing was stored."))
        return None


class AgainView(_Deed):
    """The same files and options again: for real after a rehearsal, or as before where it was stopped or failed."""

    def do(self, request: HttpRequest, run: ImportRun) -> ImportRun | None:
        if not may_go_on(run):
            raise starting.BusyError
        return starting.start_again(run, "rehearse" in request.POST, request.user)


class WeighView(_Deed):
    """Looks, in the background, what taking a run back would remove."""

    def do(self, request: HttpRequest, run: ImportRun) -> ImportRun | None:
        starting.start_taking_back(run, RunState.WEIGHING)
        return None


class PlaceMenuView(_Deed):
    """Puts a menu that found no place into one; the lines that are there already stay before its own."""

    def do(self, request: HttpRequest, run: ImportRun) -> ImportRun | None:
        if not request.user.has_perm(MENUS):
            raise PermissionDenied
        kept = get_object_or_404(run.kept_menus, pk=self.kwargs["menu"])
        menu = place_menu(kept, request.POST.get("place", ""))
        if menu is None:
            messages.error(request, _("Choose where the menu is to stand."))
        else:
            messages.success(request, _("“%(menu)s” stands in %(place)s now.") % {"menu": kept.name, "place": menu})
        return None


class TakeBackView(_Screen):
    """``/desk/imports/7/take-back/``: what would go and what would stay, and the button that does it."""

    template_name = "ingest/desk/take_back.html"

    def get_page_title(self) -> str:
        return _("Take import %(number)s back out") % {"number": self.kwargs["pk"]}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        run = self.run()
        if run.state != RunState.FINISHED or "weighed" not in run.summary:
            return redirect("desk_import", run.pk)
        return self.render_to_response(
            self.get_context_data(shown=ShownRun(run), weighed=Weighed(run.summary["weighed"]))
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        run = self.run()
        try:
            starting.start_taking_back(run, RunState.UNDOING, force="force" in request.POST)
        except starting.BusyError:
            messages.error(request, _("Another import is under way, or this one has changed. Nothing was begun."))
        return redirect("desk_import", run.pk)
