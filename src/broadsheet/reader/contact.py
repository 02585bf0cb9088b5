"""Letters to the desk: one form, kept in the database, mailed to the desk, shut to machines.

Readers get no cookie, so there is none to check a form against. Instead the form carries a signed moment:
it must be at least three seconds and at most a day old. A field people do not see must stay empty, the
browser's Origin must be ours, and one sender may write five times an hour. Nothing of a sender is kept with a letter.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from broadsheet.lib.rate_limits import HOUR_SECONDS, seconds_to_wait
from broadsheet.lib.senders import mark_of_sender
from broadsheet.newsroom.models import ContactMessage, ContactPage
from broadsheet.press.recording import never_store
from broadsheet.reader.editions import render_edition

FASTEST = timedelta(seconds=3)
SLOWEST = timedelta(days=1)
HOURLY_LIMIT = 5
_signer = TimestampSigner(salt="broadsheet.reader.contact")


class ContactForm(forms.Form):
    """What a reader fills in."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    message = forms.CharField(
        label=gettext_lazy("Message"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    website_address = forms.CharField(required=False, label=gettext_lazy("Leave this empty"))
    moment = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["moment"].initial = _signer.sign("contact")

    def clean_website_address(self) -> str:
        """A field only machines fill."""
        if self.cleaned_data["website_address"]:
            raise forms.ValidationError(_("Please leave this field empty."))
        return ""

    def clean_subject(self) -> str:
        """On one line: it becomes a mail header."""
        return " ".join(self.cleaned_data["subject"].split())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        moment = self.data.get("moment", "")
        if not _is_signed_within(moment, SLOWEST):
            raise forms.ValidationError(
                _("This page has been open for too long. Your words are still here: please send them again.")
            )
        if _is_signed_within(moment, FASTEST):
            raise forms.ValidationError(_("That was very quick. Please wait a moment and send it again."))
        return cleaned


def _is_signed_within(moment: str, age: timedelta) -> bool:
    try:
        _signer.unsign(moment, max_age=age)
    except BadSignature:
        return False
    return True


def contact(request: HttpRequest, page: ContactPage) -> HttpResponse:
    """The contact page: the form, or thanks once a message is kept. Called by the page's own view."""
    never_store("its form carries the moment it was made")
    request.shown_page = page  # type: ignore[attr-defined]  # read by the context processor
    form = ContactForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if _may_be_kept(request, form):
            _keep(form, page)
            return render_edition(request, "reader/contact.html", {"page": page, "sent": True})
        status = 422
        form = _with_fresh_moment(form)
    return render_edition(request, "reader/contact.html", {"page": page, "form": form, "sent": False}, status)


def _may_be_kept(request: HttpRequest, form: ContactForm) -> bool:
    """Whether the letter is whole and from a person who has not written too often; else the form says why not."""
    if not comes_from_here(request):
        form.add_error(None, _("This message did not come from our own page. Please send it from here."))
    elif form.is_valid() and seconds_to_wait(mark_of_sender(request, "broadsheet.contact"), HOURLY_LIMIT, HOUR_SECONDS):
        form.add_error(None, _("You have written several times in the last hour. Please try again later."))
    return form.is_valid()


def _with_fresh_moment(form: ContactForm) -> ContactForm:
    """Let the reader send the same words again from the page that shows what was wrong."""
    form.data = {**dict(form.data.items()), "moment": _signer.sign("contact")}
    return form


def comes_from_here(request: HttpRequest) -> bool:
    """Whether the browser says so. Browsers send Origin with every cross-site POST (Fetch, 3.2)."""
    origin = request.headers.get("Origin")
    return origin in (None, f"{request.scheme}://{request.get_host()}", settings.PAPER.address)


def _keep(form: ContactForm, page: ContactPage) -> None:
    fields = {name: form.cleaned_data[name] for name in ("name", "email", "subject", "message")}
    with transaction.atomic():
        message = ContactMessage.objects.create(**fields)
        to = page.desk_email or settings.PAPER.desk_address
        transaction.on_commit(lambda: mail_to_desk.enqueue(message.pk, to))


@task()
def mail_to_desk(message_id: int, to: str) -> None:
    """Send a kept message on to the desk. A failure is logged; the message stays in the newsroom's list."""
    message = ContactMessage.objects.get(pk=message_id)
    mail = EmailMessage(
        subject=f"[{settings.PAPER.name}] {message.subject}",
        body=f"{message.message}\n\n-- \n{message.name} <{message.email}>",
        to=[to],
        reply_to=[message.email],
    )
    mail.send()
    message.mailed_at = timezone.now()
    message.save(update_fields=["mailed_at"])
