"""The report of photos that want something: a credit, an alternative text, rights that end soon."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import policy_registry

from broadsheet.media.models import Photo

SOON = timedelta(days=30)

CREDIT, ALTERNATIVE, RIGHTS = "credit", "alternative", "rights"


def wanting(want: str | None = None) -> Q:
    """Which photos want one thing, or any."""
    wants = {
        CREDIT: Q(credit=""),
        ALTERNATIVE: Q(alt_text="", description=""),
        RIGHTS: Q(expires_at__lte=timezone.now() + SOON),
    }
    return wants[want] if want else wants[CREDIT] | wants[ALTERNATIVE] | wants[RIGHTS]


def wants_of(photo: Photo) -> str:
    """What one photo wants, in words."""
    wants = [
        (not photo.credit, _("a credit")),
        (not photo.default_alt_text, _("an alternative text")),
        (photo.rights_ended, _("out of use: its rights have ended")),
        (
            photo.expires_at is not None and not photo.rights_ended and photo.expires_at <= timezone.now() + SOON,
            _("a decision: its rights end soon"),
        ),
    ]
    return ", ".join(str(words) for is_so, words in wants if is_so)


class WantFilterSet(WagtailFilterSet):
    """One want at a time."""

    want = django_filters.ChoiceFilter(
        label=_("Wants"),
        choices=[(CREDIT, _("a credit")), (ALTERNATIVE, _("an alternative text")), (RIGHTS, _("rights that end soon"))],
        method="filter_want",
    )

    class Meta:
        model = Photo
        fields: list[str] = []

    def filter_want(self, queryset: QuerySet[Photo], name: str, value: str) -> QuerySet[Photo]:
        return queryset.filter(wanting(value))


class WantingPhotosView(ReportView):
    """Photos somebody should look at, those whose rights end first on top."""

    model = Photo
    page_title = _("Photos that want something")
    header_icon = "image"
    index_url_name = "wanting_photos"
    index_results_url_name = "wanting_photos_results"
    filterset_class = WantFilterSet
    permission_required = "change"
    list_export = ["title", "credit", "alt_text", "expires_at"]
    columns = [
        TitleColumn("title", label=_("Photo"), get_url=lambda photo: reverse("wagtailimages:edit", args=[photo.pk])),
        Column("wants", label=_("Wants"), accessor=wants_of),
        DateColumn("expires_at", label=_("Rights end")),
        DateColumn("created_at", label=_("Added")),
    ]

    def get_base_queryset(self) -> Any:
        policy = policy_registry.get_by_type(Photo)
        photos = policy.instances_user_has_permission_for(self.request.user, "change")
        return photos.filter(wanting()).order_by(F("expires_at").asc(nulls_last=True), "-created_at")

    def get_queryset(self) -> Any:
        return self.get_base_queryset()
