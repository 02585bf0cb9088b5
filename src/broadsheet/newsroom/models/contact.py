"""Letters from readers: the page that takes them and the table that keeps them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from broadsheet.newsroom.blocks import TEXT_FEATURES
from broadsheet.newsroom.models.pages import PaperPage


class ContactPage(PaperPage):
    """Where readers write to the desk."""

    introduction = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)
    thanks = RichTextField(
        _("thanks"), blank=True, features=TEXT_FEATURES, help_text=_("Shown once a message has been sent.")
    )
    desk_email = models.EmailField(
        _("desk's e-mail address"),
        blank=True,
        help_text=_("Messages are also mailed here. Empty: the desk address of broadsheet.toml."),
    )

    template = "reader/contact.html"
    parent_page_types = ["fronts.Front"]
    subpage_types: list[str] = []
    content_panels = [
        *PaperPage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("thanks"),
        FieldPanel("desk_email"),
    ]

    class Meta:
        verbose_name = _("contact page")
        verbose_name_plural = _("contact pages")


class ContactMessage(models.Model):
    """One message. Kept even when the mail to the desk fails."""

    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    subject = models.CharField(_("subject"), max_length=200)
    message = models.TextField(_("message"))
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True, db_index=True)
    mailed_at = models.DateTimeField(_("mailed to the desk"), null=True, editable=False)
    dealt_with = models.BooleanField(_("dealt with"), default=False)

    class Meta:
        verbose_name = _("message from a reader")
        verbose_name_plural = _("messages from readers")
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return f"{self.subject} ({self.name})"
