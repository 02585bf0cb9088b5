"""The desk's pages of partners: who they are, what they may have, and their keys, each shown once."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from broadsheet.newsroom.desk.fixed_rows import FixedRowsPolicy
from broadsheet.partners.models import Declared, Partner

MAKES_KEYS = "partners.change_partner"
TOP_DEPTH = 3
"""Of a section that lies under the front page."""
LOG_KEY = "broadsheet.partner.key"


class SaidByReadersPolicy(FixedRowsPolicy):
    """What readers said is theirs: the desk may look at it, and throw away what is nonsense."""

    never = frozenset({"add", "change"})


register_permission_policy(Declared, SaidByReadersPolicy(Declared))


class PartnerForm(WagtailAdminModelForm):
    """A partner as the desk sees one; no field leads to the key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Sub-sections stand under theirs, set in."""
        super().__init__(*args, **kwargs)
        sections = self.fields["sections"]
        sections.queryset = sections.queryset.order_by("path")
        sections.label_from_instance = lambda section: f"{'– ' * (section.depth - TOP_DEPTH)}{section.title}"

    def save(self, commit: bool = True) -> Partner:
        """None chosen means every section, also for a partner whose sections have been deleted meanwhile."""
        self.instance.is_limited = bool(self.cleaned_data["sections"])
        saved: Partner = super().save(commit)
        return saved


class ThenTheKey(CreateView):
    """A new partner needs a key: that is what comes next."""

    def get_success_url(self) -> str:
        return key_address(self.object)


def key_address(partner: Partner) -> str:
    """Where a partner's key is made."""
    return reverse("desk_partner_key", args=[partner.pk])


def sections_of(partner: Partner) -> str:
    """Names of the sections a partner may have."""
    names = [str(section) for section in partner.sections.all()]
    return ", ".join(names) or str(_("None is left") if partner.is_limited else _("All"))


def last_day(partner: Partner) -> str:
    """When it ends; Wagtail's own column knows no future."""
    return date_format(partner.until) if partner.until else "–"


class PartnerViewSet(SnippetViewSet):
    """Who may publish the paper's stories."""

    model = Partner
    icon = "group"
    menu_label = _("Partners")
    menu_name = "partners"
    menu_order = 447
    add_to_admin_menu = True
    copy_view_enabled = False
    add_view_class = ThenTheKey
    list_display: list[Any] = [
        "name",
        Column(sections_of, label=_("Sections")),
        BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
        Column(last_day, label=_("Until"), sort_key="until"),
        DateColumn("last_used_at", label=_("Last used"), sort_key="last_used_at"),
    ]
    search_fields = ["name", "email", "note"]
    url_prefix = "partners"
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("name"), FieldPanel("email"), FieldPanel("note")], heading=_("Who")),
            MultiFieldPanel(
                [
                    FieldPanel("sections", widget=forms.CheckboxSelectMultiple),
                    FieldPanel("has_full_text"),
                    FieldPanel("has_pictures"),
                    FieldPanel("terms"),
                ],
                heading=_("What"),
            ),
            MultiFieldPanel([FieldPanel("is_active"), FieldPanel("until")], heading=_("How long")),
        ],
        base_form_class=PartnerForm,
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return Partner.objects.prefetch_related("sections")


class DeclaredViewSet(SnippetViewSet):
    """What readers say they publish: to look at, and to throw away."""

    model = Declared
    icon = "copy"
    menu_label = _("Said by readers")
    menu_name = "declared"
    copy_view_enabled = False
    list_display: list[Any] = ["site", "headline", "url", DateColumn("at", label=_("Said"), sort_key="at")]
    search_fields = ["site", "headline", "url"]
    ordering = ["-at"]
    url_prefix = "republished"
    panels: list[Any] = []


@method_decorator(never_cache, name="dispatch")
class KeyView(WagtailAdminTemplateMixin, TemplateView):
    """``/desk/partners/<partner>/key/``: asks, makes a key, and shows it this once."""

    template_name = "partners/key.html"
    page_title = _("Key")
    header_icon = "key"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(MAKES_KEYS):
            raise PermissionDenied
        self.partner = get_object_or_404(Partner, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("wagtailsnippets_partners_partner:list"), "label": _("Partners")}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "partner": self.partner}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = self.partner.make_key()
        log(instance=self.partner, action=LOG_KEY, user=request.user)
        return self.render_to_response(self.get_context_data(key=key))
