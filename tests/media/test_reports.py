"""The report of photos that want something."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Collection, GroupCollectionPermission

from broadsheet.accounts.models import User
from broadsheet.fronts.models import Front
from broadsheet.media.models import Photo

REPORT = "/desk/reports/photos/"


def browser(role: str) -> Client:
    user = User.objects.create_user(f"{role.lower()}@gazette.example", name=role)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def test_an_editor_sees_what_each_photo_wants(front: Front, make_photo: Callable[..., Photo]) -> None:
    complete = {"credit": "Jo Lund", "alt_text": "Boats"}
    fine, bare = make_photo(**complete), make_photo(alt_text="Boats")
    ending = make_photo(**complete, expires_at=timezone.now() + timedelta(days=7))
    Photo.objects.filter(pk=fine.pk).update(title="Nothing wanting")
    Photo.objects.filter(pk=bare.pk).update(title="Without credit")
    Photo.objects.filter(pk=ending.pk).update(title="Ending soon")
    editor = browser("Editor")
    shown = editor.get(REPORT).content.decode()
    assert "Nothing wanting" not in shown
    assert shown.index("Ending soon") < shown.index("Without credit")
    assert "a decision: its rights end soon" in shown
    assert "Without credit" not in editor.get(f"{REPORT}?want=ending").content.decode()
    credits_only = editor.get(f"{REPORT}?want=credit").content.decode()
    assert "Ending soon" not in credits_only
    assert "Without credit" in credits_only
    assert "Without credit" in b"".join(editor.get(f"{REPORT}?export=csv").streaming_content).decode()


def test_a_stranger_is_sent_to_the_log_in(front: Front, client: Client) -> None:
    assert client.get(REPORT).url.startswith("/desk/account/login/")


def test_a_reporter_sees_only_photos_of_their_own(front: Front, make_photo: Callable[..., Photo]) -> None:
    photo = make_photo()
    Photo.objects.filter(pk=photo.pk).update(title="Somebody else's")
    assert "Somebody else" not in browser("Reporter").get(REPORT).content.decode()


def test_what_has_ended_and_what_is_about_to_are_told_apart(front: Front, make_photo: Callable[..., Photo]) -> None:
    for days, title in ((-1, "Ended"), (7, "Nearly over"), (40, "Time enough")):
        photo = make_photo(credit="Jo Lund", alt_text="Boats", expires_at=timezone.now() + timedelta(days=days))
        Photo.objects.filter(pk=photo.pk).update(title=title)
    editor = browser("Editor")
    for want, wanted in (("ended", "Ended"), ("ending", "Nearly over"), ("credit", ""), ("nonsense", "")):
        shown = editor.get(f"{REPORT}?want={want}").content.decode()
        assert ("Nearly over" in shown) is (wanted in ("Nearly over", "") and want in ("ending", "nonsense")), want
        assert "Time enough" not in shown
        assert (">Ended<" in shown.replace("\n", "").replace(" ", "")) is (want in ("ended", "nonsense")), want


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_export_says_what_each_photo_wants(kind: str, front: Front, make_photo: Callable[..., Photo]) -> None:
    make_photo(copyright_notice="© Coast", content_credentials={"is_valid": True, "machine": "made"})
    answer = browser("Editor").get(f"{REPORT}?export={kind}")
    content = b"".join(answer.streaming_content)
    assert "photos-and-rights-" in answer.headers["Content-Disposition"]
    if kind == "xlsx":
        rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(content)).active.iter_rows()]
    else:
        rows = list(csv.reader(StringIO(content.decode())))
    assert "Wants" in rows[0]
    assert {"a credit, an alternative text", "© Coast", "Made with AI"} <= set(rows[1])


def test_collections_of_others_are_not_named(front: Front) -> None:
    root = Collection.get_first_root_node()
    root.add_child(instance=Collection(name="Secret dossier"))
    assert "Secret dossier" in browser("Editor").get(REPORT).content.decode()
    reporter = User.objects.create_user("r@gazette.example", name="R")
    own = root.add_child(instance=Collection(name="Own pictures"))
    group = Group.objects.create(name="Guests of one collection")
    group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
    change = Permission.objects.get(codename="change_image", content_type__app_label="wagtailimages")
    GroupCollectionPermission.objects.create(group=group, collection=own, permission=change)
    reporter.groups.add(group)
    client = Client()
    client.force_login(reporter)
    shown = client.get(REPORT)
    assert shown.status_code == 200
    assert "Secret dossier" not in shown.content.decode()


def test_somebody_without_rights_to_photos_is_refused(front: Front) -> None:
    guest = User.objects.create_user("guest@gazette.example", name="Guest")
    group = Group.objects.create(name="Desk without photos")
    group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
    guest.groups.add(group)
    client = Client()
    client.force_login(guest)
    for address in (REPORT, f"{REPORT}?export=csv", f"{REPORT}results/"):
        assert client.get(address).status_code == 302, address
