"""Files an import stores: none is left behind, whether it fails or is killed."""

import os
import signal
import zipfile
from pathlib import Path
from typing import Any

import pytest

from broadsheet.ingest.media_supply.gathering import unfinished_folder
from broadsheet.ingest.runs import import_wordpress
from broadsheet.ingest.saved_files import all_or_nothing, delete_leftovers
from broadsheet.ingest.writer import media as media_writer
from broadsheet.media.models import Photo
from tests.ingest.exports import attachment, export, item
from tests.ingest.strange_server import jpeg

pytestmark = pytest.mark.usefixtures("front")


def test_files_of_a_killed_run_are_deleted_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg())
    folder = tmp_path / "unfinished"
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # saves a file and dies with its list open, as a killed run does
        with all_or_nothing(folder, KeyError) as saved:
            os.write(writing, saved.save("photo", Photo(), "a.jpg", tmp_path / "a.jpg").encode())
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    name = os.read(reading, 999).decode()
    storage = Photo._meta.get_field("file").storage
    assert storage.exists(name)
    with all_or_nothing(folder, KeyError) as mine:
        own = mine.save("photo", Photo(), "a.jpg", tmp_path / "a.jpg")
        assert delete_leftovers(folder) == 1
        assert not storage.exists(name)
        assert storage.exists(own)
    storage.delete(own)
    assert not list(folder.iterdir())


def test_a_file_whose_run_was_committed_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg())
    with all_or_nothing(tmp_path / "unfinished", KeyError) as saved:
        name = saved.save("photo", Photo(), "a.jpg", tmp_path / "a.jpg")
    Photo.objects.bulk_create([Photo(title="Boats", file=name, width=60, height=40)])
    (tmp_path / "unfinished" / "x.files").write_text(f'["photo", "{name}"]\n["photo", "images/never.jpg"]\n["pho')
    assert delete_leftovers(tmp_path / "unfinished") == 0
    assert Photo._meta.get_field("file").storage.exists(name)
    assert not list((tmp_path / "unfinished").iterdir())


def test_a_failed_run_takes_its_files_out_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored: list[str] = []
    with zipfile.ZipFile(tmp_path / "up.zip", "w") as archive:
        archive.writestr("2020/05/a.jpg", jpeg())

    def fail(_model: Any, objects: list[Photo]) -> None:
        stored.extend(one.file.name for one in objects)
        raise RuntimeError("the power went")

    monkeypatch.setattr(media_writer, "insert", fail)
    path = export(tmp_path, item(), attachment(9, "https://old.example/wp-content/uploads/2020/05/a.jpg"))
    with pytest.raises(RuntimeError, match="the power went"):
        import_wordpress(path, uploads=tmp_path / "up.zip")
    storage = Photo._meta.get_field("file").storage
    assert [storage.exists(name) for name in stored] == [False]
    assert not list(unfinished_folder().iterdir())
