"""A paper: a folder with a broadsheet.toml, and what Django needs to know about it.

Nothing here imports Django: settings.py reads a `Paper`, and the command reads one before Django exists.
The keys themselves are declared in `paper_keys`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from broadsheet.paper_file import FILE_NAME, PaperError, read_keys
from broadsheet.paper_keys import (
    CdnKeys,
    HubKeys,
    Keys,
    PressKeys,
    SearchKeys,
    SecurityKeys,
    ServerKeys,
    StorageKeys,
    UploadKeys,
)

__all__ = ["FILE_NAME", "Paper", "PaperError", "current_paper", "open_paper"]

FOLDER_VARIABLE = "BROADSHEET_PAPER"
SECRET_VARIABLE = "BROADSHEET_SECRET_KEY"  # noqa: S105 - the name of a variable, not a secret
SHORTEST_SECRET = 32

# WAL lets readers read while one writer writes; NORMAL loses no committed transaction when the program dies, only,
# possibly, when the power does. The sizes are bytes, pages and (negative) kibibytes.
SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=268435456; "
    "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
)


@dataclass(frozen=True)
class Paper:
    """One paper, opened: its keys, its folders and the Django settings that follow from them."""

    folder: Path
    keys: Keys
    environ: Mapping[str, str]

    # What it is

    @property
    def name(self) -> str:
        return self.keys.paper.name

    @property
    def tagline(self) -> str:
        return self.keys.paper.tagline

    @property
    def language(self) -> str:
        """A BCP 47 tag in its usual capitals (en-GB)."""
        return self.keys.paper.language

    @property
    def time_zone(self) -> str:
        return self.keys.paper.time_zone

    @property
    def address(self) -> str:
        """Scheme, host and port, without a final slash: https://gazette.example."""
        return self.keys.paper.address

    @property
    def host(self) -> str:
        """The host name of the address, without the port."""
        return urlsplit(self.address).hostname or ""

    @property
    def is_tls(self) -> bool:
        return self.address.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        """ALLOWED_HOSTS: the paper's own, any further ones, and this machine."""
        own = f"[{self.host}]" if ":" in self.host else self.host
        return list(dict.fromkeys([own, *self.keys.server.hosts, "localhost", "127.0.0.1", "[::1]"]))

    # Its tables, as written

    @property
    def server(self) -> ServerKeys:
        return self.keys.server

    @property
    def storage(self) -> StorageKeys:
        return self.keys.storage

    @property
    def search(self) -> SearchKeys:
        return self.keys.search

    @property
    def security(self) -> SecurityKeys:
        return self.keys.security

    @property
    def uploads(self) -> UploadKeys:
        return self.keys.uploads

    @property
    def press(self) -> PressKeys:
        return self.keys.press

    @property
    def cdn(self) -> CdnKeys:
        return self.keys.cdn

    @property
    def hub(self) -> HubKeys:
        return self.keys.hub

    # Its folders

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def media(self) -> Path:
        return self.folder / "media"

    @property
    def theme(self) -> Path:
        """The theme's folder, which need not exist."""
        return self.folder / self.keys.theme.folder

    @property
    def theme_templates(self) -> list[Path]:
        """The theme's templates folder when there is one, for TEMPLATES DIRS."""
        return [path for path in [self.theme / "templates"] if path.is_dir()]

    @property
    def theme_static(self) -> list[Path]:
        """The theme's static folder when there is one, for STATICFILES_DIRS."""
        return [path for path in [self.theme / "static"] if path.is_dir()]

    @property
    def static(self) -> Path:
        """Where collected static files are kept, for STATIC_ROOT; made afresh by init, upgrade and serve."""
        return self.data / "static"

    @property
    def press_file(self) -> Path:
        """Where the embedded press keeps rendered pages."""
        return self.data / "press.sqlite3"

    # Its secrets

    @property
    def picture_key_file(self) -> Path:
        """With what published pictures are signed: key and certificate, made when first needed."""
        return self.data / "picture-key.pem"

    @property
    def secret_file(self) -> Path:
        return self.data / "secret.key"

    @cached_property
    def secret_key(self) -> str:
        """SECRET_KEY, from the environment or data/secret.key. Raises PaperError."""
        secret = self.environ.get(SECRET_VARIABLE) or self._secret_from_file()
        if len(secret) < SHORTEST_SECRET:
            raise PaperError(
                f"{self.secret_file} is too short: put at least {SHORTEST_SECRET} random characters there."
            )
        return secret

    def _secret_from_file(self) -> str:
        try:
            return self.secret_file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise PaperError(
                f"{self.secret_file} is missing: bring it back from a backup, or set {SECRET_VARIABLE}."
            ) from None
        except (OSError, UnicodeDecodeError):
            raise PaperError(f"{self.secret_file} cannot be read: make it a text file this user may read.") from None

    # Its database

    @property
    def sqlite_file(self) -> Path | None:
        """The SQLite file, or None when the database is PostgreSQL."""
        url = self.keys.database.url
        if not url.startswith("sqlite:"):
            return None
        path = url.removeprefix("sqlite:")
        return self.folder / (path.removeprefix("///") if path.startswith("//") else path)

    @property
    def database(self) -> dict[str, dict[str, Any]]:
        """Django's DATABASES."""
        return {"default": self._sqlite() if self.sqlite_file else self._postgresql()}

    def _sqlite(self) -> dict[str, Any]:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            # Opened, never made: an empty database in place of one that has gone would be served as an empty paper.
            "NAME": f"file:{quote(str(self.sqlite_file))}?mode=rw",
            "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_START},
        }

    def _postgresql(self) -> dict[str, Any]:
        parts = urlsplit(self.keys.database.url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            # A server that is gone without a word must not hold up whoever asks: neither on the way nor in between.
            "OPTIONS": {"connect_timeout": 5, "tcp_user_timeout": 5000, **dict(parse_qsl(parts.query))},
        }

    # What it remembers

    @property
    def caches(self) -> dict[str, dict[str, Any]]:
        """Django's CACHES; what one process puts there every other sees."""
        if self.keys.cache.url:
            return {
                "default": {
                    "BACKEND": "django.core.cache.backends.redis.RedisCache",
                    "LOCATION": self.keys.cache.url,
                    "KEY_PREFIX": "broadsheet",
                }
            }
        return {
            "default": {
                "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
                "LOCATION": str(self.data / "cache"),
                "OPTIONS": {"MAX_ENTRIES": 5000},
            }
        }

    # Its mail

    @property
    def from_address(self) -> str:
        return self.keys.mail.from_address or f"newsroom@{self.host}"

    @property
    def desk_address(self) -> str:
        """Where messages from readers go."""
        return self.keys.mail.desk_address or self.from_address

    @property
    def mail_folder(self) -> Path:
        """Where messages are written while no SMTP server is named."""
        return self.data / "mail"

    @property
    def mail(self) -> dict[str, Any]:
        """Django's EMAIL_… settings and the sender addresses, by the name of the setting."""
        sender = f'"{_quoted(self.name)}" <{self.from_address}>'
        return {**self._mail_backend(), "DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender, "EMAIL_TIMEOUT": 20}

    def _mail_backend(self) -> dict[str, Any]:
        mail = self.keys.mail
        if not mail.host:
            folder = str(self.mail_folder)
            return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": folder}
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": mail.host,
            "EMAIL_PORT": mail.port,
            "EMAIL_HOST_USER": mail.user,
            "EMAIL_HOST_PASSWORD": mail.password,
            "EMAIL_USE_TLS": mail.tls == "starttls",
            "EMAIL_USE_SSL": mail.tls == "tls",
        }

    # Where photos and files go

    @property
    def media_storage(self) -> dict[str, Any]:
        """The "default" entry of Django's STORAGES."""
        if self.storage.kind == "local":
            return {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": str(self.media), "base_url": "/media/"},
            }
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": self._s3_options()}

    def _s3_options(self) -> dict[str, Any]:
        storage = self.storage
        public = urlsplit(storage.public_url)
        options = {
            "bucket_name": storage.bucket,
            "endpoint_url": storage.endpoint,
            "region_name": storage.region,
            "access_key": storage.access_key,
            "secret_key": storage.secret_key,
            "custom_domain": f"{public.netloc}{public.path}",
            "url_protocol": f"{public.scheme}:" if public.scheme else "",
        }
        fixed = {"file_overwrite": False, "querystring_auth": not public.netloc}
        return {**{name: value for name, value in options.items() if value}, **fixed}


def _quoted(name: str) -> str:
    """A display name inside the quotes of a mail header (RFC 5322, 3.2.4)."""
    return name.replace("\\", "\\\\").replace('"', '\\"')


def open_paper(folder: Path | str, environ: Mapping[str, str] | None = None) -> Paper:
    """The paper in `folder`. Raises PaperError when its file or folders are wrong; touches nothing."""
    folder = Path(folder).expanduser().absolute()
    environ = os.environ if environ is None else environ
    if not folder.is_dir():
        raise PaperError(f"There is no folder {folder}: check its name, or make a paper with “broadsheet init DIR”.")
    paper = Paper(folder, read_keys(folder, environ), environ)
    _refuse_missing_folders(paper)
    return paper


def _refuse_missing_folders(paper: Paper) -> None:
    needed = [paper.data] if paper.storage.kind == "s3" else [paper.data, paper.media]
    for path in needed:
        if not path.is_dir():
            raise PaperError(f"The folder {path} is missing: bring it back from a backup, or make it empty with mkdir.")
    if paper.keys.theme.folder != "theme" and not paper.theme.is_dir():
        raise PaperError(
            f"{FILE_NAME}: [theme] folder names {paper.theme}, which is missing; make it or mend the name."
        )
    if paper.sqlite_file and not paper.sqlite_file.parent.is_dir():
        where = paper.sqlite_file.parent
        raise PaperError(f"{FILE_NAME}: [database] url is in {where}, which is missing; make it or mend the path.")


def current_paper() -> Paper:
    """The paper named by BROADSHEET_PAPER, or the one in the current folder. Raises PaperError."""
    return open_paper(os.environ.get(FOLDER_VARIABLE) or Path.cwd())
