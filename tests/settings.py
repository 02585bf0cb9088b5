"""Settings for tests: a throw-away paper, made before Django looks for one."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="broadsheet-test-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in ("data", "media"):
    (_folder / _name).mkdir()
(_folder / "data" / "secret.key").write_text("only-for-tests-" * 5)
(_folder / "broadsheet.toml").write_text(
    '[paper]\nname = "The Test Gazette"\naddress = "http://testserver"\nlanguage = "en-GB"\n'
    'time_zone = "Europe/London"\ntagline = "Printed daily in a sandbox"\n'
    '[server]\nhosts = ["testserver"]\n[mail]\ndesk_address = "desk@gazette.example"\n'
)
os.environ["BROADSHEET_PAPER"] = str(_folder)

from broadsheet.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
if os.environ.get("BROADSHEET_TEST_DATABASE") == "postgresql":
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "test",
            "USER": "postgres",
            "HOST": "127.0.0.1",
            "TEST": {"NAME": f"test_broadsheet_{os.getpid()}"},  # two runs may share the server
        }
    }
