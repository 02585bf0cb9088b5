"""The panel of a person's own name on Wagtail's account page."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel

from broadsheet.accounts.models import User


class NameForm(forms.ModelForm):
    """One's own name. The e-mail address is the log-in, and an administrator changes it."""

    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("What colleagues see in the desk."))

    class Meta:
        model = User
        fields = ["name"]


class NamePanel(BaseSettingsPanel):
    """Stands where Wagtail has first and last name."""

    name = "name"
    title = _("Name")
    order = 100
    form_class = NameForm
