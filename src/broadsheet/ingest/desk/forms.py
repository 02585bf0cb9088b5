"""One form for each kind of source: the files, and the command's options in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from broadsheet.ingest.desk.file_kinds import CSV, EXPORTS_OF, ZIP, refuse_wrong_file
from broadsheet.ingest.errors import ImportRefused
from broadsheet.ingest.parsers.wxr_mapping import mapping_of
from broadsheet.lib.addresses import address_of_path
from broadsheet.newsroom.models import Section

REHEARSE, RIGHT_AWAY = "rehearse", "import"
FOR_EXPORT, FOR_UPLOADS, FOR_MEMBERS = "export", "uploads", "members"


class ManyFilesInput(forms.ClearableFileInput):
    """Lets several files be chosen."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """A list of files; each is looked at as a file field does."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        several = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in several or [None]]


class LinesField(forms.CharField):
    """Several values, one on each line."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]


def _files(label: Any, help_text: Any, accept: str) -> ManyFilesField:
    return ManyFilesField(label=label, help_text=help_text, widget=ManyFilesInput(attrs={"accept": accept}))


def _file(label: Any, help_text: Any, accept: str, required: bool = False) -> forms.FileField:
    widget = forms.FileInput(attrs={"accept": accept})
    return forms.FileField(label=label, help_text=help_text, required=required, widget=widget)


def _lines(label: Any, help_text: Any) -> LinesField:
    widget = forms.Textarea(attrs={"rows": 2, "spellcheck": "false"})
    return LinesField(label=label, help_text=help_text, required=False, widget=widget)


class SourceForm(forms.Form):
    """What all kinds have in common. Fields of a source's own stand before these."""

    kind = ""
    wished: Sequence[str] = ("fetch_media",)
    """Fields whose values are keyword arguments of the kind's function in `ingest.runs`."""
    fetch_media = forms.BooleanField(
        label=_("Fetch missing pictures from the old site"),
        help_text=_("Pictures and files that are not among those uploaded are asked for from the web."),
        required=False,
    )
    manner = forms.ChoiceField(
        label=_("How"),
        choices=[
            (REHEARSE, _("Rehearse first: say what would come, and change nothing")),
            (RIGHT_AWAY, _("Import right away")),
        ],
        initial=REHEARSE,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, label_suffix="")
        common = ("fetch_media", "manner")
        self.order_fields([*(name for name in self.fields if name not in common), *common])

    @property
    def is_rehearsal(self) -> bool:
        return bool(self.cleaned_data["manner"] == REHEARSE)

    def wishes(self) -> dict[str, Any]:
        """Keyword arguments of the function in `ingest.runs`."""
        return {name: self.cleaned_data[name] for name in self.wished}

    def files_by_purpose(self) -> dict[str, list[Any]]:
        """What was uploaded, by what it is for."""
        single = (FOR_UPLOADS, FOR_MEMBERS)
        found = {name: [self.cleaned_data[name]] for name in single if self.cleaned_data.get(name)}
        exports = self.cleaned_data.get(FOR_EXPORT) or []
        return {FOR_EXPORT: exports if isinstance(exports, list) else [exports], **found}

    def clean_export(self) -> Any:
        exports = self.cleaned_data[FOR_EXPORT]
        for upload in exports if isinstance(exports, list) else filter(None, [exports]):
            refuse_wrong_file(upload, EXPORTS_OF[self.kind])
        return exports

    def clean_uploads(self) -> Any:
        upload = self.cleaned_data[FOR_UPLOADS]
        if upload:
            refuse_wrong_file(upload, (ZIP,))
        return upload


class WordPressForm(SourceForm):
    """`import wordpress`."""

    kind = "wordpress"
    wished = ("fetch_media", "takes_fields", "post_types", "taxonomies")
    export = _files(
        _("Export"),
        _("WordPress writes it under Tools → Export → All content. If it came in several files, choose them all."),
        ".xml,.gz,.zip",
    )
    uploads = _file(
        _("Pictures and files"), _("A zip of the folder wp-content/uploads. Give it with the first import."), ".zip"
    )
    takes_fields = forms.BooleanField(
        label=_("Move key points and questions into their fields"),
        help_text=_("Lists of key points, and questions with answers, leave the text for the fields a story has."),
        required=False,
    )
    post_types = _lines(
        _("Entries of plugins"),
        _("What a plugin’s own entries become, one on each line: event=story, event=page or event=skip."),
    )
    taxonomies = _lines(
        _("Terms of plugins"), _("What a plugin’s own terms become, one on each line: series=topic or series=section.")
    )

    def clean_post_types(self) -> list[str]:
        return self._mapped("post_types", lambda lines: mapping_of(post_types=lines))

    def clean_taxonomies(self) -> list[str]:
        return self._mapped("taxonomies", lambda lines: mapping_of(taxonomies=lines))

    def _mapped(self, name: str, read: Any) -> list[str]:
        lines: list[str] = self.cleaned_data[name]
        try:
            read(lines)
        except ImportRefused as error:
            option = {"post_types": "--post-type ", "taxonomies": "--taxonomy "}[name]
            raise forms.ValidationError(error.message.removeprefix(option)) from error
        return lines


class GhostForm(SourceForm):
    """`import ghost`."""

    kind = "ghost"
    wished = ("fetch_media", "address", "sections", "opens_members")
    export = _files(
        _("Export"), _("Ghost writes it under Settings → Import/Export → Export content."), ".json,.gz,.zip"
    )
    uploads = _file(
        _("Pictures and files"),
        _("A zip of Ghost’s folder “content”. Not needed where the export is a zip that holds it."),
        ".zip",
    )
    address = forms.URLField(
        label=_("Where the site was"),
        help_text=_("An export does not say. Give the same address each time: https://peer.example"),
        required=False,
        assume_scheme="https",
    )
    sections = forms.CharField(
        label=_("Tags that become sections"),
        help_text=_(
            "Their slugs, with commas between: news,sport. “primary” makes a section of every post’s first tag. All "
            "others become topics."
        ),
        required=False,
    )
    opens_members = forms.TypedChoiceField(
        label=_("Posts that only members could read"),
        choices=[("shut", _("stay shut, as drafts")), ("open", _("are published for everybody"))],
        coerce=lambda choice: choice == "open",
        initial="shut",
        empty_value=False,  # type: ignore[arg-type]  # whatever coerce() gives, Django says
        required=False,
    )
    members = _file(
        _("Members"), _("Ghost’s CSV of members, to be kept in private with the import. Nobody is subscribed."), ".csv"
    )

    def clean_sections(self) -> list[str]:
        return [slug.strip() for slug in self.cleaned_data["sections"].split(",") if slug.strip()]

    def clean_members(self) -> Any:
        upload = self.cleaned_data[FOR_MEMBERS]
        if upload:
            refuse_wrong_file(upload, (CSV,))
        return upload


class FolderForm(SourceForm):
    """`import folder`."""

    kind = "folder"
    export = _file(
        _("Folder"),
        _("A zip of it. A later import knows the archive again by the folder’s name."),
        ".zip",
        required=True,
    )


class FeedForm(SourceForm):
    """`import feed`."""

    kind = "feed"
    wished = ("fetch_media", "section")
    address = forms.URLField(
        label=_("Address of the feed"),
        help_text=_("Asked once: https://old.example/feed/"),
        required=False,
        assume_scheme="https",
    )
    export = _file(_("Or a file"), _("A feed that was saved."), ".xml,.rss,.atom,.json,.gz")
    section = forms.ChoiceField(
        label=_("Section"), help_text=_("Where all its stories go."), choices=lambda: section_choices(), required=False
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and bool(values.get("address")) is bool(values.get(FOR_EXPORT)):
            self.add_error("address", _("Give an address or choose a file, one of the two."))
        return values

    def wishes(self) -> dict[str, Any]:
        return {**super().wishes(), "address": self.cleaned_data["address"]}


def section_choices() -> list[tuple[str, Any]]:
    """Each section by its path of slugs, the paper's first as the default."""
    sections = Section.objects.order_by("path").only("title", "url_path", "depth")
    first = [("", _("The paper’s first section"))]
    return first + [
        (address_of_path(one.url_path).strip("/"), "– " * max(0, one.depth - 3) + one.title) for one in sections
    ]


FORMS: dict[str, type[SourceForm]] = {form.kind: form for form in (WordPressForm, GhostForm, FolderForm, FeedForm)}
