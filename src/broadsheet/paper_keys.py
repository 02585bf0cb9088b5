"""Every key of broadsheet.toml: its type, its default, what it does and what it may hold.

These tables are the only place a key is declared. The reader (`paper_file`), the file `broadsheet init` writes,
the environment variables and docs/reference/settings.md all come from them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import Field, dataclass, field, fields
from typing import Any, get_type_hints

from broadsheet import paper_checks as checks

PROCESSORS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


@dataclass(frozen=True)
class KeyNotes:
    """What is known about a key beyond its type and default."""

    doc: str
    example: str = ""
    choices: tuple[str, ...] = ()
    check: Callable[[Any], Any] | None = None
    default_shown: str | None = None
    required: bool = False
    secret: bool = False


def key(default: Any, doc: str, **notes: Any) -> Any:
    """Declare one key of a table, with its documentation."""
    return field(default=default, metadata={"notes": KeyNotes(doc, **notes)})


@dataclass(frozen=True)
class PaperKeys:
    """What the paper is called, where readers find it and how it tells the time."""

    name: str = key("", "The name of the paper.", example="The Harbour Gazette", required=True, check=checks.text)
    address: str = key(
        "",
        "Where readers find the paper: scheme and host, with a port if it is not the usual one, and no path.",
        example="https://gazette.example",
        required=True,
        check=checks.address,
    )
    language: str = key("en", "The language the paper is written in (BCP 47).", example="en-GB", check=checks.language)
    time_zone: str = key(
        "UTC", "The time zone of the newsroom (IANA name).", example="Europe/London", check=checks.time_zone
    )
    tagline: str = key("", "A line under the name, and the description of the front page.", example="News since 1871")


@dataclass(frozen=True)
class ServerKeys:
    """Where `broadsheet serve` listens, and with how many processes."""

    host: str = key(
        "127.0.0.1",
        "The network address to listen on. 0.0.0.0 listens on every one; leave it when a web server stands in front.",
        check=checks.text,
    )
    port: int = key(8000, "The port to listen on.", check=checks.between(1, 65535))
    workers: int = key(
        min(2, PROCESSORS),
        "How many web processes to run.",
        default_shown="2, or 1 on a single processor",
        check=checks.between(1, 256),
    )
    threads: int = key(4, "How many requests each web process works on at once.", check=checks.between(1, 128))
    hosts: tuple[str, ...] = key(
        (), "Further host names this paper answers to, beside the one in its address.", example="www.gazette.example"
    )
    trusted_proxies: tuple[str, ...] = key(
        ("127.0.0.1", "::1"),
        "Addresses or networks of the web servers in front, whose X-Forwarded-* headers are believed.",
        example="10.0.0.0/8",
        check=checks.networks,
    )


@dataclass(frozen=True)
class DatabaseKeys:
    """Where stories, people and settings are kept."""

    url: str = key(
        "sqlite:data/broadsheet.sqlite3",
        "sqlite:PATH (relative to the paper's folder) or postgresql://USER:PASSWORD@HOST:PORT/NAME.",
        check=checks.database_url,
        secret=True,
    )


@dataclass(frozen=True)
class CacheKeys:
    """What is remembered for a while. Files in data/cache unless a server is named."""

    url: str = key(
        "",
        "redis://HOST:PORT/NUMBER of a Valkey or Redis server; needed once several machines serve one paper.",
        example="redis://127.0.0.1:6379/0",
        check=checks.cache_url,
        secret=True,
    )


@dataclass(frozen=True)
class MailKeys:
    """How mail leaves. Without a host, each message is written to a file in data/mail."""

    host: str = key("", "The SMTP server that sends the paper's mail.", example="smtp.example")
    port: int = key(587, "The port of the SMTP server.", check=checks.between(1, 65535))
    user: str = key("", "The name to log in to the SMTP server with.")
    password: str = key("", "The password that goes with it.", secret=True)
    tls: str = key(
        "starttls",
        "How the connection is protected: starttls (usually port 587), tls (usually port 465) or none.",
        choices=("starttls", "tls", "none"),
    )
    from_address: str = key(
        "",
        "The address mail is sent from.",
        example="news@gazette.example",
        default_shown="newsroom@ the paper's host",
        check=checks.mail_address,
    )
    desk_address: str = key(
        "",
        "Where messages from readers go.",
        example="desk@gazette.example",
        default_shown="from_address",
        check=checks.mail_address,
    )


@dataclass(frozen=True)
class StorageKeys:
    """Where photos and files are kept: the paper's media folder, or a bucket that speaks S3."""

    kind: str = key("local", "local (the media folder) or s3.", choices=("local", "s3"))
    bucket: str = key("", "The name of the bucket.", example="gazette-media")
    endpoint: str = key(
        "", "The address of the S3 service, when it is not Amazon's.", example="https://s3.example", check=checks.url
    )
    region: str = key("", "The region of the bucket.", example="eu-west-1")
    access_key: str = key("", "The access key; empty when the machine's own role gives access.", secret=True)
    secret_key: str = key("", "The secret that goes with the access key.", secret=True)
    public_url: str = key(
        "", "Where readers fetch pictures from the bucket.", example="https://media.gazette.example", check=checks.url
    )


@dataclass(frozen=True)
class SearchKeys:
    """What answers readers' and editors' searches."""

    engine: str = key("database", "database (nothing to install) or opensearch.", choices=("database", "opensearch"))
    url: str = key(
        "", "The address of the OpenSearch server.", example="http://127.0.0.1:9200", check=checks.url, secret=True
    )
    index: str = key("broadsheet", "The prefix of the index names on that server.", check=checks.text)


@dataclass(frozen=True)
class SecurityKeys:
    """How the newsroom's doors are locked."""

    two_factor: str = key(
        "optional",
        "Whether a second factor (code or passkey) is optional or required at log-in.",
        choices=("optional", "required"),
    )
    session_hours: int = key(
        336,
        "After how many hours without a visit the newsroom asks for the password again.",
        check=checks.between(1, 8760),
    )
    login_attempts: int = key(
        5, "How many wrong passwords are allowed for one account before a pause.", check=checks.between(1, 1000)
    )
    login_pause_minutes: int = key(5, "How long that pause is.", check=checks.between(1, 1440))


@dataclass(frozen=True)
class UploadKeys:
    """How large an upload may be."""

    max_photo_mb: int = key(25, "The largest photo accepted, in megabytes.", check=checks.between(1, 2048))
    max_photo_megapixels: int = key(
        100, "The largest photo accepted, in millions of pixels.", check=checks.between(1, 1000)
    )
    max_file_mb: int = key(50, "The largest file accepted, in megabytes.", check=checks.between(1, 8192))
    max_import_mb: int = key(
        4096,
        "How much may be uploaded for one import in the desk, in megabytes.",
        check=checks.between(1, 1_048_576),
    )


@dataclass(frozen=True)
class ThemeKeys:
    """The paper's own templates and static files."""

    folder: str = key(
        "theme",
        "The folder, relative to the paper's, whose templates/ and static/ replace the package's file by file.",
        check=checks.text,
    )


@dataclass(frozen=True)
class PressKeys:
    """Where rendered pages are kept, and how many."""

    store: str = key(
        "embedded",
        "embedded (a file in data/, for one machine) or shared (Redis and PostgreSQL, for several).",
        choices=("embedded", "shared"),
    )
    memory_mb: int = key(64, "How many megabytes of pages each web process remembers.", check=checks.between(1, 65_536))
    disk_mb: int = key(
        2048,
        "How many megabytes of pages the store keeps before it forgets the least read.",
        check=checks.between(16, 4_194_304),
    )


@dataclass(frozen=True)
class CdnKeys:
    """The content delivery network in front, if there is one: how long it keeps pages, and how it is told to forget."""

    kind: str = key(
        "none",
        "Which service keeps copies of pages near their readers.",
        choices=("none", "webhook", "fastly", "cloudflare", "varnish"),
    )
    urls: tuple[str, ...] = key(
        (),
        "Where purges are sent: each Varnish server, or the webhook. Fastly and Cloudflare need none.",
        example="http://127.0.0.1:6081",
        check=checks.urls,
    )
    zone: str = key("", "The Cloudflare zone or Fastly service, by its ID.", example="023e105f4ecef8ad9ca31a8372d0c353")
    token: str = key("", "The API token that may purge; for a webhook, sent as a bearer token.", secret=True)
    s_maxage: int = key(
        60, "For how many seconds the CDN may show a page without asking again.", check=checks.between(1, 31_536_000)
    )
    stale_while_revalidate: int = key(
        10, "For how many seconds more it may show the old page while it asks.", check=checks.between(0, 86_400)
    )
    stale_if_error: int = key(
        3600,
        "For how many seconds more it may show the old page while the paper is down.",
        check=checks.between(0, 31_536_000),
    )


@dataclass(frozen=True)
class HubKeys:
    """The paper's own WebSub hub, which tells subscribers when a feed has changed."""

    subscribers: str = key(
        "public",
        "Where subscribers may be: public (on the internet) or any (in private networks and on other ports too).",
        choices=("public", "any"),
    )


@dataclass(frozen=True)
class Keys:
    """Everything a broadsheet.toml can say, one attribute for each table."""

    paper: PaperKeys = field(default_factory=PaperKeys)
    server: ServerKeys = field(default_factory=ServerKeys)
    database: DatabaseKeys = field(default_factory=DatabaseKeys)
    cache: CacheKeys = field(default_factory=CacheKeys)
    mail: MailKeys = field(default_factory=MailKeys)
    storage: StorageKeys = field(default_factory=StorageKeys)
    search: SearchKeys = field(default_factory=SearchKeys)
    security: SecurityKeys = field(default_factory=SecurityKeys)
    uploads: UploadKeys = field(default_factory=UploadKeys)
    theme: ThemeKeys = field(default_factory=ThemeKeys)
    press: PressKeys = field(default_factory=PressKeys)
    cdn: CdnKeys = field(default_factory=CdnKeys)
    hub: HubKeys = field(default_factory=HubKeys)


@dataclass(frozen=True)
class DeclaredKey:
    """One key as the reader of the file and the writer of the reference see it."""

    table: str
    name: str
    type: Any
    default: Any
    notes: KeyNotes

    @property
    def variable(self) -> str:
        """The environment variable that overrides the key."""
        return f"BROADSHEET_{self.table}_{self.name}".upper()


TABLES: dict[str, type] = get_type_hints(Keys)


def declared_keys(table: str) -> Iterator[DeclaredKey]:
    """The keys of one table, in the order they are declared."""
    hints = get_type_hints(TABLES[table])
    for declared in fields(TABLES[table]):
        yield _as_declared(table, declared, hints[declared.name])


def _as_declared(table: str, declared: Field[Any], hint: Any) -> DeclaredKey:
    return DeclaredKey(table, declared.name, hint, declared.default, declared.metadata["notes"])
