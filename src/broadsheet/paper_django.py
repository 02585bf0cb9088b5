"""Starts Django on one paper, and says in one line why it will not start."""

from __future__ import annotations

import os

from broadsheet.lib.rare_collection import rare_collection
from broadsheet.paper import FOLDER_VARIABLE, Paper, PaperError


def start_django(paper: Paper) -> None:
    """Point Django at `paper` and load its apps. Raises PaperError when a part of the installation is missing."""
    os.environ[FOLDER_VARIABLE] = str(paper.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.settings"
    import django
    from django.core.exceptions import ImproperlyConfigured

    paper.secret_key  # noqa: B018 - a missing secret is told here, in one line
    try:
        with rare_collection():  # two thousand modules come and stay
            django.setup()
    except ImproperlyConfigured as error:
        raise PaperError(_first_line(error)) from error
    except ModuleNotFoundError as error:
        raise PaperError(f"The Python package for {error.name} is not installed: {_extra_for(error.name)}.") from error
    except Exception as error:
        raise PaperError(f"The newsroom does not start ({type(error).__name__}: {_first_line(error)}).") from error


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def _extra_for(module: str | None) -> str:
    extras = {"psycopg": "postgresql", "psycopg2": "postgresql", "redis": "redis", "storages": "s3", "boto3": "s3"}
    extra = extras.get((module or "").partition(".")[0])
    return f"install broadsheet[{extra}]" if extra else "install broadsheet again"
