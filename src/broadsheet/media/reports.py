"""The report of photos and their rights: no credit, no alternative text, rights that have ended or end soon."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import CollectionFilter, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Collection
from wagtail.permissions import policy_registry

from broadsheet.media.models import Photo

SOON = timedelta(days=30)

CREDIT, ALTERNATIVE, ENDED, ENDING = "credit", "alternative", "ended", "ending"
CHOICES = [
    (CREDIT, _("No credit")),
    (ALTERNATIVE, _("No alternative text")),
    (ENDED, _("Rights have ended")),
    (ENDING, _("Rights end within 30 days")),
]
MACHINES = {"made": _("Made with AI"), "changed": _("Changed with AI")}


def wanting(want: str | None = None) -> Q:
    """Which photos want one thing, or any."""
    now = timezone.now()
    wants = {
        CREDIT: Q(credit=""),
        ALTERNATIVE: Q(alt_text="", description=""),
        ENDED: Q(expires_at__lte=now),
        ENDING: Q(expires_at__gt=now, expires_at__lte=now + SOON),
    }
    return wants[want] if want else wants[CREDIT] | wants[ALTERNATIVE] | wants[ENDED] | wants[ENDING]


def wants_of(photo: Photo) -> str:
    """What one photo wants, in words."""
    ends_soon = photo.expires_at is not None and not photo.rights_ended and photo.expires_at <= timezone.now() + SOON
    wants = [
        (not photo.credit, _("a credit")),
        (not photo.default_alt_text, _("an alternative text")),
        (photo.rights_ended, _("out of use: its rights have ended")),
        (ends_soon, _("a decision: its rights end soon")),
    ]
    return ", ".join(str(words) for is_so, words in wants if is_so)


def machines_of(photo: Photo) -> str:
    """What the signature in its file says of AI; of one that does not fit, only that."""
    credentials = photo.credentials
    if credentials is None:
        return ""
    return str(MACHINES.get(credentials.machine, "") if credentials.is_valid else _("Signature does not fit"))


def own_collections(request: HttpRequest) -> QuerySet[Collection]:
    """Collections in which whoever asks may change photos: others are not theirs to know of."""
    policy = policy_registry.get_by_type(Photo)
    found: QuerySet[Collection] = policy.collections_user_has_permission_for(request.user, "change")
    return found


class WantFilterSet(WagtailFilterSet):
    """One want at a time, in one collection."""

    want = django_filters.ChoiceFilter(label=_("What is missing"), choices=CHOICES, method="filter_want")
    collection = CollectionFilter(field_name="collection_id", label=_("Collection"), queryset=own_collections)

    class Meta:
        model = Photo
        fields: list[str] = []

    def filter_want(self, queryset: QuerySet[Photo], name: str, value: str) -> QuerySet[Photo]:
        return queryset.filter(wanting(value))


class WantingPhotosView(ReportView):
    """Photos somebody should look at, those whose rights end first on top."""

    model = Photo
    page_title = _("Photos and rights")
    header_icon = "image"
    index_url_name = "wanting_photos"
    index_results_url_name = "wanting_photos_results"
    filterset_class = WantFilterSet
    permission_required = "change"
    list_export = ["title", "wants", "credit", "default_alt_text", "copyright_notice", "expires_at", "machines"]
    export_headings = {
        "wants": _("Wants"),
        "default_alt_text": _("Alternative text"),
        "expires_at": _("Rights end"),
        "machines": _("Content Credentials"),
    }
    columns = [
        TitleColumn("title", label=_("Photo"), get_url=lambda photo: reverse("wagtailimages:edit", args=[photo.pk])),
        Column("wants", label=_("Wants"), accessor=wants_of),
        DateColumn("expires_at", label=_("Rights end")),
        Column("machines", label=_("Content Credentials"), accessor=machines_of),
        DateColumn("created_at", label=_("Added")),
    ]

    def get_filename(self) -> str:
        return f"photos-and-rights-{timezone.localdate():%Y-%m-%d}"

    def to_row_dict(self, item: Photo) -> dict[str, Any]:
        item.wants, item.machines = wants_of(item), machines_of(item)
        row: dict[str, Any] = super().to_row_dict(item)
        return row

    def get_base_queryset(self) -> Any:
        policy = policy_registry.get_by_type(Photo)
        photos = policy.instances_user_has_permission_for(self.request.user, "change")
        return photos.filter(wanting()).order_by(F("expires_at").asc(nulls_last=True), "-created_at", "-pk")

    def get_queryset(self) -> Any:
        return self.get_base_queryset()
