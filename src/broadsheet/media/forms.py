"""The desk's forms for photos and files: judged when they come, filled from what the file says."""

from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from broadsheet.media.content_credentials import Credentials, credentials_in
from broadsheet.media.embedded_metadata import fill
from broadsheet.media.fields import PhotoUploadField
from broadsheet.media.uploads import check_file


class PhotoForm(BaseImageForm):
    """One photo, wherever in the desk it is uploaded or changed."""

    class Meta(BaseImageForm.Meta):
        """Wagtail's widgets, and texts no longer than they need to be."""

        widgets = {
            **BaseImageForm.Meta.widgets,
            "caption": AdminAutoHeightTextInput,
            "rights_note": AdminAutoHeightTextInput,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            wagtails = self.fields["file"]
            self.fields["file"] = PhotoUploadField(
                label=wagtails.label, required=wagtails.required, widget=wagtails.widget
            )
            self.fields["file"].help_text = told_of(self.instance.credentials)

    def save(self, commit: bool = True) -> Any:
        file = self.cleaned_data.get("file")
        if "file" in self.changed_data and isinstance(file, UploadedFile):
            fill(self.instance, file)
            self.instance.content_credentials = credentials_in(file)
        return super().save(commit=commit)


def told_of(credentials: Credentials | None) -> str:
    """What the desk is told of the Content Credentials in a photo's file, as HTML: names in them are strangers'."""
    if credentials is None:
        return ""
    if not credentials.is_valid:
        return escape(_("Its Content Credentials do not fit the picture; readers are told so."))
    signed = format_html(
        _("Carries Content Credentials, signed in the name of {signer} with {tool}."),
        signer=credentials.signer or "?",
        tool=credentials.tool or "?",
    )
    machine = {"made": _("Made with AI."), "changed": _("Changed with AI.")}.get(credentials.machine, "")
    return format_html("{} {}", signed, machine)


class FileForm(BaseDocumentForm):
    """One file for readers to download."""

    class Meta(BaseDocumentForm.Meta):
        """Wagtail's widgets."""

    def clean_file(self) -> Any:
        file: IO[bytes] = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            check_file(file)
        return file
