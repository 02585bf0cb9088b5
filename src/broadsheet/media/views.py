"""Makes a rendition the first time somebody asks for it. Afterwards it is a file, served before Django."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from wagtail.images.models import SourceImageIOError

from broadsheet.media.models import Photo, PhotoRendition
from broadsheet.media.press_keys import photo as photo_key
from broadsheet.media.renditions import Wanted, addresses, parse_name, version_of, widths_of
from broadsheet.press.cdn.kinds import open_cdn
from broadsheet.press.recording import never_store


def rendition_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with one rendition. Raises Http404 for an unknown name, photo or width, and where rights have ended."""
    never_store("it is a file")
    wanted, photo = _asked_for(name)
    if wanted.version != version_of(photo):
        return redirect(addresses(photo, wanted.shape, wanted.format)[wanted.width])
    rendition = _rendition(photo, wanted.spec)
    if not hasattr(rendition.file.storage, "path"):
        return redirect(rendition.url)
    response = FileResponse(rendition.file.storage.open(rendition.file.name))
    for header, value in open_cdn(settings.PAPER.cdn, settings.PAPER.address).headers_of_picture(photo_key(photo.pk)):
        response.headers[header] = value
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def rendition_named(name: str) -> PhotoRendition | None:
    """The rendition at a file name, None where the name is an older version's. Raises Http404 as the view does."""
    wanted, photo = _asked_for(name)
    return _rendition(photo, wanted.spec) if wanted.version == version_of(photo) else None


def _asked_for(name: str) -> tuple[Wanted, Photo]:
    wanted = parse_name(name)
    photo = Photo.objects.usable().filter(pk=wanted.pk).first() if wanted else None
    if wanted is None or photo is None or wanted.width not in widths_of(photo, wanted.shape):
        raise Http404
    return wanted, photo


def _rendition(photo: Photo, spec: str) -> PhotoRendition:
    """The rendition, its file certainly there. Raises Http404 where the original is gone or is no picture."""
    try:
        rendition: PhotoRendition = photo.get_rendition(spec)
        if rendition.is_outdated or rendition.is_lost:
            rendition.withdraw()
            rendition = photo.get_rendition(spec)
    except (SourceImageIOError, OSError) as error:
        raise Http404 from error
    return rendition
