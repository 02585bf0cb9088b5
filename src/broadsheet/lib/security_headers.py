"""What every answer tells the browser not to do."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from broadsheet.lib.embeds import PLAYER_ORIGINS

DESK_PREFIX = "/desk/"
ACCOUNT_PREFIX = "/desk/account/"

READER_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self'",
        "manifest-src 'self'",
        f"frame-src {' '.join(PLAYER_ORIGINS)}",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    ]
)
"""Readers' pages: own files only; a player's frame loads once the reader asks for it."""

DESK_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self'",
        "object-src 'none'",
        "form-action 'self'",
        "base-uri 'self'",
        "frame-ancestors 'self'",
    ]
)
"""The desk: Wagtail writes some scripts and styles into its pages, and previews stand in a frame."""

ACCOUNT_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
"""Log-in, passwords, second factors: own files only, in nobody's frame. A QR code is a data: picture."""


def is_account_page(path: str) -> bool:
    """Whether an address is one of the log-in pages; one's own settings (the prefix itself) are a page of the desk."""
    return path.startswith(ACCOUNT_PREFIX) and path != ACCOUNT_PREFIX


def policy_for(path: str) -> str:
    """The Content-Security-Policy of an address."""
    if is_account_page(path):
        return ACCOUNT_POLICY
    return DESK_POLICY if path.startswith(DESK_PREFIX) else READER_POLICY


def picture_origins() -> list[str]:
    """Where photos come from beside the paper itself: the bucket, once they are kept in one."""
    storage = settings.PAPER.storage
    if storage.kind != "s3":
        return []
    if storage.public_url or storage.endpoint:
        where = urlsplit(storage.public_url or storage.endpoint)
        hosts = [where.netloc] if storage.public_url else [where.netloc, f"{storage.bucket}.{where.netloc}"]
        return [f"{where.scheme}://{host}" for host in hosts]
    regions = ["s3", f"s3.{storage.region}"] if storage.region else ["s3"]
    return [f"https://{storage.bucket}.{region}.amazonaws.com" for region in regions]


class SecurityHeadersMiddleware:
    """Adds Content-Security-Policy and Permissions-Policy where a view has not set its own.

    Django's own X-Frame-Options says DENY; the desk shows previews of its own pages in frames.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.pictures = " ".join(["img-src 'self'", *picture_origins()])

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = policy_for(request.path)
        response.headers.setdefault("Content-Security-Policy", policy.replace("img-src 'self'", self.pictures))
        if policy is DESK_POLICY:
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()"
        )
        return response
