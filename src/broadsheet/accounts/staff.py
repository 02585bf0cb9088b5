"""Who works here, as administrators see it in the desk: names, addresses, roles."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.users.views import users

from broadsheet.accounts.invitations import invite
from broadsheet.accounts.models import User


class StaffForm(forms.ModelForm):
    """A colleague. Only technical staff may make technical staff, and nobody takes their own way in away."""

    name = forms.CharField(label=_("Name"), max_length=150)

    class Meta:
        model = User
        fields = ["name", "email", "groups", "is_active", "is_superuser"]
        widgets = {"groups": forms.CheckboxSelectMultiple}
        labels = {"groups": _("Roles"), "is_superuser": _("Technical superuser")}
        help_texts = {
            "email": _("What they log in with, and where letters go."),
            "groups": _("What they may do. Several roles add up."),
            "is_superuser": _("May do everything, whatever the roles say. Few people need this."),
        }

    def __init__(self, *args: Any, acting: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = self.fields["groups"]
        assert isinstance(roles, forms.ModelMultipleChoiceField)  # noqa: S101  # for the type checker
        roles.queryset = Group.objects.order_by("name")
        if self.instance.pk is None:
            del self.fields["is_active"]
        if not acting.is_superuser:
            del self.fields["is_superuser"]
        if acting.pk == self.instance.pk:
            for name in ("is_active", "is_superuser"):
                self.fields.pop(name, None)

    def clean_email(self) -> str:
        email = User.objects.normalize_email(self.cleaned_data["email"]).lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody here already has that address."))
        return str(email)


class StaffListView(users.IndexView):
    """Everybody with a log-in."""

    page_title = _("People")
    add_item_label = _("Invite somebody")

    @property
    def columns(self) -> list[Column]:
        title_column = self._get_title_column_class(users.UserColumn)
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="user"),
            title_column(
                "name", accessor=str, label=_("Name"), sort_key="name", get_url=self.get_edit_url, classname="name"
            ),
            Column("email", label=_("E-mail address"), sort_key="email"),
            Column("roles", label=_("Roles"), accessor=_roles),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last log-in"), sort_key="last_login"),
        ]

    @property
    def search_fields(self) -> set[str]:
        return {"name", "email"}

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().prefetch_related("groups")

    def order_queryset(self, queryset: Any) -> Any:
        if self.ordering in ("name", "-name"):
            return queryset.order_by(self.ordering, "email")
        return super().order_queryset(queryset)


def _roles(user: User) -> str:
    names = [group.name for group in user.groups.all()]
    return ", ".join([str(_("Technical superuser")), *names] if user.is_superuser else names)


class InviteView(users.CreateView):
    """Makes a log-in without a password and mails its owner a link to choose one."""

    page_title = _("Invite somebody")
    submit_button_label = _("Send the invitation")
    success_message = _("%(object)s has been sent a link to choose a password.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "acting": self.request.user}

    def save_instance(self) -> User:
        self.form.instance.set_unusable_password()
        user: User = super().save_instance()
        transaction.on_commit(lambda: invite(self.request, user))
        return user


class StaffEditView(users.EditView):
    """Changes a colleague; a superuser is changed by superusers only."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = {**super().get_form_kwargs(), "acting": self.request.user}
        kwargs.pop("editing_self")
        return kwargs


class StaffViewSet(users.UserViewSet):
    """Wagtail's user pages with the views above."""

    ordering = "name"
    menu_label = _("People")
    index_view_class = StaffListView
    add_view_class = InviteView
    edit_view_class = StaffEditView
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[StaffForm]:
        return StaffForm
