"""A reader's word that a site publishes a story: a form nobody has to fill in, shut to machines.

The page it stands on is kept by the press and is the same for everybody, so it carries no signed moment as the contact
page's does. A field people do not see must stay empty, the browser's Origin must be ours, and one sender may say so
five times an hour.
"""

from datetime import timedelta

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from broadsheet.lib.rate_limits import HOUR_SECONDS, seconds_to_wait
from broadsheet.lib.senders import mark_of_sender
from broadsheet.lib.xml_text import one_line
from broadsheet.newsroom.models import Story
from broadsheet.partners.models import Declared
from broadsheet.reader.contact import comes_from_here

HOURLY_LIMIT = 5
HOURLY_LIMIT_OF_ALL = 200


class DeclareForm(forms.Form):
    """Who publishes it, and where."""

    site = forms.CharField(
        label=gettext_lazy("Name of your site or paper"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    url = forms.URLField(
        label=gettext_lazy("Address of the page, if you know it"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
    )
    website_address = forms.CharField(
        required=False,
        label=gettext_lazy("Leave this empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})  # type: ignore[arg-type]  # Django's own arguments

    def clean_site(self) -> str:
        """One line of letters that can be shown."""
        site = one_line(self.cleaned_data["site"])
        if not site:
            raise forms.ValidationError(_("Please write a name."))
        return site

    def clean_website_address(self) -> str:
        """A field only machines fill."""
        if self.cleaned_data["website_address"]:
            raise forms.ValidationError(_("Please leave this field empty."))
        return ""


def declared(request: HttpRequest, form: DeclareForm, story: Story) -> bool:
    """Keep what was sent, if it may be; else the form says why not."""
    if not comes_from_here(request):
        form.add_error(None, _("This message did not come from our own page. Please send it from here."))
        return False
    if not form.is_valid():
        return False
    if _is_too_often(request):
        form.add_error(None, _("You have told us several times in the last hour. Please try again later."))
        return False
    values = {name: form.cleaned_data[name] for name in ("site", "url")}
    Declared.objects.create(story_key=story.translation_key, headline=story.title, **values)
    return True


def _is_too_often(request: HttpRequest) -> bool:
    """Counts this one too. Who sent it stands in the cache alone, as a hash, for an hour: the row is nobody's."""
    sender = mark_of_sender(request, "broadsheet.republish")
    lately = Declared.objects.filter(at__gte=timezone.now() - timedelta(hours=1))
    return seconds_to_wait(sender, HOURLY_LIMIT, HOUR_SECONDS) > 0 or lately.count() >= HOURLY_LIMIT_OF_ALL
