"""What every page of the paper shares, whatever its kind."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from broadsheet.lib.addresses import address_of_path
from broadsheet.newsroom import press_keys
from broadsheet.newsroom.desk.rights import DeskPermissionTester
from broadsheet.newsroom.signals import page_saved
from broadsheet.press.recording import never_store, note
from broadsheet.press.shown import Shown


class PaperQuerySet(PageQuerySet):
    """Pages, of which thousands may be restricted, as an imported archive's can be."""

    def private_q(self) -> Q:
        """Wagtail names the path of every restriction, which a database refuses beyond a thousand: only what has
        something below it needs its path looked at."""
        restrictions = PageViewRestriction.objects.order_by()
        above = restrictions.filter(page__numchild__gt=0).values_list("page__path", flat=True)
        closed = Q(pk__in=restrictions.values("page_id"))
        for path in set(above):  # asked for as distinct ones, SQLite would walk through every page for their order
            closed |= Q(path__startswith=path)
        return closed


class PaperPage(Shown, Page):
    """A page readers can open. Fields of Wagtail's that the paper does not use are left out of its forms."""

    show_in_menus = False
    lite_template = ""
    """The template of the text-only edition; empty for the page's own name under reader/lite/."""

    objects = PageManager.from_queryset(PaperQuerySet)()

    listed_fields: tuple[str, ...] = ("title", "url_path", "live")
    """What lists, menus and links show of it, so that a change of anything else leaves them alone."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves it and says what readers could see before and can see now, in one transaction."""
        fields = kwargs.get("update_fields")
        if fields is not None and press_keys.BOOKKEEPING.issuperset(fields):
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            before = self.listed_state(self.pk)
            super().save(*args, **kwargs)
            page_saved.send(type(self), instance=self, before=before, after=self.listed_state(self.pk))

    def move(self, target: Page, pos: str | None = None, user: Any = None) -> None:
        """Moves it, its old addresses and the word of it in one transaction: Wagtail tells after its own has ended, and
        a process killed in between would leave readers the old page for good."""
        with transaction.atomic():
            super().move(target, pos=pos, user=user)

    @classmethod
    def listed_state(cls, pk: int | None) -> Mapping[str, Any] | None:
        """What lists and links show of the page ``pk`` as it is stored; None where it is not. One query."""
        return cls._base_manager.filter(pk=pk).values(*cls.listed_fields).first() if pk else None

    def shown_keys(self) -> list[str]:
        """Noted by whatever loads it."""
        return [press_keys.page(self.pk)]

    @property
    def own_key(self) -> str:
        """Noted by its own page."""
        return press_keys.page(self.pk)

    @property
    def address(self) -> str:
        """Where readers find it, from ``/``; costs no query."""
        return address_of_path(self.url_path)

    @property
    def url(self) -> str:
        """Wagtail's name for the address; its own way of finding it costs queries."""
        return self.address

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Notes on the request which page is shown, so that whatever shows it can add what it needs."""
        note(self.own_key)
        request.shown_page = self  # type: ignore[attr-defined]  # read by the reader site's context processor
        return dict(super().get_context(request, *args, **kwargs))

    def get_view_restrictions(self) -> Any:
        """Restrictions on it and on the pages above it, by their paths: one query where Wagtail takes two."""
        if self.alias_of_id:
            return super().get_view_restrictions()
        paths = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        return PageViewRestriction.objects.filter(page__path__in=paths)

    @property
    def lite_address(self) -> str:
        """Its text-only twin."""
        return "/lite" + self.address

    def permissions_for_user(self, user: Any) -> DeskPermissionTester:
        """What ``user`` may do to it."""
        return DeskPermissionTester(user, self)

    def serve_password_required_response(self, request: HttpRequest, form: Any, action_url: str) -> HttpResponse:
        """Ask for the password, and tell nothing of the page: not even what it is called."""
        never_store("it asks for a password")
        context = {"form": form, "action_url": action_url}
        return TemplateResponse(request, "reader/password.html", context, status=HTTPStatus.FORBIDDEN)

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """The template of the edition asked for: the whole page, or text only."""
        template: str = super().get_template(request, *args, **kwargs)
        if getattr(request, "edition", "") == "lite":
            return self.lite_template or template.replace("reader/", "reader/lite/", 1)
        return template
