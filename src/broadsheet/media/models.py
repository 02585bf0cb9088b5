"""Photos with their rights, renditions, and other files."""

from io import BytesIO
from typing import Any

from django.core.files import File as DjangoFile
from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    Image,
    ImageQuerySet,
    get_upload_to,
)

from broadsheet.media import press_keys
from broadsheet.media.carried_words import words_of
from broadsheet.media.content_credentials import Credentials
from broadsheet.media.encoding import BareFilter, making
from broadsheet.media.fields import PhotoFileField
from broadsheet.media.renditions import file_name
from broadsheet.media.signing import signed_if_wanted
from broadsheet.press.shown import Shown

DESK_RENDITIONS = "images/desk-"
"""What the names of renditions begin with that the desk made for itself."""


class PhotoQuerySet(ImageQuerySet):
    """Pictures by what may be done with them."""

    def usable(self) -> "PhotoQuerySet":
        """Photos whose rights have not ended."""
        return self.filter(models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=timezone.now()))


class Photo(Shown, AbstractImage):
    """A picture and everything a paper must say beside it."""

    file = PhotoFileField(verbose_name=_("file"), upload_to=get_upload_to, width_field="width", height_field="height")
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(_("credit"), max_length=255, blank=True, help_text=_("Printed beside the caption."))
    source = models.CharField(_("source"), max_length=255, blank=True, help_text=_("Agency, archive, sender."))
    rights_note = models.TextField(
        _("rights"),
        blank=True,
        help_text=_("Licence, restrictions, who agreed to what. Not shown to readers."),
    )
    alt_text = models.CharField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What a reader who cannot see the picture should be told."),
    )
    copyright_notice = models.CharField(
        _("copyright notice"),
        max_length=500,
        blank=True,
        help_text=_("Such as “© 2026 Coast Agency”. Written into every copy of the picture, with title and caption."),
    )
    licence_url = models.URLField(
        _("terms of use"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("The address of a page with them. Written into every copy of the picture."),
    )
    expires_at = models.DateTimeField(
        _("rights end"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("After this moment the picture is no longer shown to readers anywhere."),
    )

    content_credentials = models.JSONField(default=dict, blank=True, editable=False)

    objects = PhotoQuerySet.as_manager()

    admin_form_fields = (
        "title",
        "file",
        "caption",
        "credit",
        "alt_text",
        "source",
        "copyright_notice",
        "licence_url",
        "rights_note",
        "expires_at",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        permissions = [("choose_image", "Can choose image")]
        indexes = [
            models.Index(fields=["-created_at"], condition=models.Q(credit=""), name="photo_without_credit"),
            models.Index(
                fields=["-created_at"], condition=models.Q(alt_text="", description=""), name="photo_without_words"
            ),
        ]

    search_fields = [*Image.search_fields]

    def shown_keys(self) -> list[str]:
        """Its one key."""
        return [press_keys.photo(self.pk)]

    @property
    def default_alt_text(self) -> str:
        """What Wagtail's own tags print when nobody wrote an alternative text for one use."""
        return self.alt_text or self.description

    @property
    def credentials(self) -> Credentials | None:
        """The Content Credentials its file came with, if it came with any."""
        return Credentials.of(self.content_credentials)

    @property
    def rights_ended(self) -> bool:
        """Whether readers must no longer see it."""
        return self.expires_at is not None and self.expires_at <= timezone.now()

    def generate_rendition_file(self, filter: Filter, *, source: Any = None) -> DjangoFile:  # noqa: A002  # Wagtail's
        """Wagtail's own, without anything the camera or an agency wrote into the file.

        What readers get says what the paper says of it, and is signed where the paper signs.
        """
        making = BareFilter(spec=filter.spec)
        name = file_name(self, filter.spec)
        if name is None:
            return super().generate_rendition_file(making, source=source)
        making.words = words_of(self)
        made = super().generate_rendition_file(making, source=source)
        made.seek(0)
        made.file = BytesIO(signed_if_wanted(made.read(), name))
        return made

    def create_rendition(self, filter: Filter) -> "PhotoRendition":  # noqa: A002  # Wagtail's
        """Make one rendition once, however many ask for it at the same moment."""
        with making(f"{self.pk}-{filter.spec}"):
            return self._rendition_made_meanwhile(filter) or super().create_rendition(filter)

    def _rendition_made_meanwhile(self, filter: Filter) -> "PhotoRendition | None":  # noqa: A002  # Wagtail's
        key = filter.get_cache_key(self)
        return self.renditions.filter(filter_spec=filter.spec, focal_point_key=key).first()


class RenditionQuerySet(models.QuerySet["PhotoRendition"]):
    """Renditions by who gets them."""

    def for_readers(self) -> "RenditionQuerySet":
        """Those with public addresses."""
        return self.exclude(file__startswith=DESK_RENDITIONS)


class PhotoRendition(AbstractRendition):
    """One size and format of a photo, as readers or the desk get it."""

    image = models.ForeignKey(Photo, related_name="renditions", on_delete=models.CASCADE)

    objects = RenditionQuerySet.as_manager()

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)

    def get_upload_to(self, filename: str) -> str:
        """Renditions readers ask for lie under the name they ask by; the desk's own under one nobody can guess.

        A file already there belongs to no rendition (its record was lost, say in a restore), and makes room.
        """
        name = file_name(self.image, self.filter_spec)
        if name is None:
            return self._desk_name(filename)
        self.file.storage.delete(f"images/{name}")
        return f"images/{name}"

    def _desk_name(self, filename: str) -> str:
        secret = salted_hmac("broadsheet.media.desk", f"{self.image_id}{self.filter_spec}").hexdigest()[:20]
        return f"{DESK_RENDITIONS}{self.image_id}-{secret}.{filename.rpartition('.')[2]}"

    @property
    def is_outdated(self) -> bool:
        """Whether the photo has other words, another file or focal point than when this was made for readers."""
        name = file_name(self.image, self.filter_spec)
        return name is not None and self.file.name != f"images/{name}"

    @property
    def is_lost(self) -> bool:
        """Whether the record is here and the file is not."""
        return not self.file.storage.exists(self.file.name)

    def withdraw(self) -> None:
        """Delete the file, at once, and then the record, so that a failure leaves something to try again by."""
        self.file.storage.delete(self.file.name)
        self.delete()


class File(Shown, AbstractDocument):
    """A document readers may download."""

    description = models.TextField(_("description"), blank=True)

    admin_form_fields = (*Document.admin_form_fields, "description")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        permissions = [("choose_document", "Can choose document")]

    def shown_keys(self) -> list[str]:
        """Its one key."""
        return [press_keys.file(self.pk)]

    def clean(self) -> None:
        """Wagtail's look at the extension, unless the form has already refused the file and said why."""
        if self.file:
            super().clean()

    def get_absolute_url(self) -> Any:
        """Where a reader downloads it."""
        return self.url
