"""The report of photos that want something."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

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
