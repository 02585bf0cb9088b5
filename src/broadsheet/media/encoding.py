"""Makes renditions that carry the picture, its colour profile, the words a paper gives it, and nothing else.

Willow keeps a photo's EXIF, and Pillow a JPEG's comment, in what they save: a camera's position would go out with
the picture. So what is saved is a bare copy, with words of our own writing.
"""

from __future__ import annotations

import fcntl
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

from django.conf import settings
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo
from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import Filter
from willow.image import AvifImageFile, JPEGImageFile, PNGImageFile, WebPImageFile
from willow.plugins.pillow import PillowImage

from broadsheet.media.carried_words import CarriedWords, iptc_segment, xmp_packet

KEPT = ("icc_profile", "transparency")
"""What of Pillow's ``info`` a rendition keeps: colours are wrong without the first, edges without the second."""

LOCKS = 64
"""How many renditions of a paper may be made at once on one machine, at most; far more than there are workers."""


AVIF_SPEED = 9
"""Of 0 to 10. A picture 1600 wide takes a tenth of the processor time of Pillow's own choice (6) and is 8 % larger."""


class BareFilter(Filter):
    """Any of Wagtail's filters, followed by forgetting; what is saved says ``words``."""

    words = CarriedWords()

    @cached_property
    def operations(self) -> list[Any]:
        return [*super().operations, Forget("forget", self.words)]


class Forget(FilterOperation):
    """Leaves the pixels, in colours a browser knows, and the colour profile."""

    def construct(self, words: CarriedWords) -> None:
        self.words = words

    def run(self, willow: Any, image: Any, env: dict[str, Any]) -> PillowImage:
        return BareImage(bare(willow.get_pillow_image()), self.words)


class BareImage(PillowImage):
    """What is left, ready to be encoded with the words that belong to it."""

    def __init__(self, image: Image.Image, words: CarriedWords) -> None:
        super().__init__(image)
        self.words = words

    @PillowImage.operation
    def save_as_jpeg(
        self, f: Any, quality: int = 85, optimize: bool = False, progressive: bool = False, **_others: Any
    ) -> JPEGImageFile:
        image = self.image if self.image.mode in ("RGB", "L") else self.image.convert("RGB")
        words = {"xmp": xmp_packet(self.words), "extra": iptc_segment(self.words)}
        image.save(f, "JPEG", quality=quality, optimize=optimize, progressive=progressive, **self._profile(), **words)
        return JPEGImageFile(f)

    @PillowImage.operation
    def save_as_webp(
        self, f: Any, quality: int = 80, lossless: bool = False, apply_optimizers: bool = True
    ) -> WebPImageFile:
        xmp = xmp_packet(self.words)
        self.image.save(f, "WEBP", quality=quality, lossless=lossless, xmp=xmp, **self._profile())
        return WebPImageFile(f)

    @PillowImage.operation
    def save_as_avif(
        self, f: Any, quality: int = 80, lossless: bool = False, apply_optimizers: bool = True
    ) -> AvifImageFile:
        subsampling = "4:4:4" if lossless else "4:2:0"
        quality = 100 if lossless else quality
        xmp = xmp_packet(self.words)
        self.image.save(f, "AVIF", quality=quality, subsampling=subsampling, speed=AVIF_SPEED, xmp=xmp)
        return AvifImageFile(f)

    @PillowImage.operation
    def save_as_png(self, f: Any, optimize: bool = False, apply_optimizers: bool = True) -> PNGImageFile:
        """Without Pillow's search for the best packing, which takes three times as long to save 3 %."""
        said = PngInfo()
        if self.words:
            said.add_itxt("XML:com.adobe.xmp", xmp_packet(self.words).decode())
        self.image.save(f, "PNG", pnginfo=said)
        return PNGImageFile(f)

    def _profile(self) -> dict[str, bytes]:
        profile = self.image.info.get("icc_profile")
        return {"icc_profile": profile} if profile else {}


def bare(picture: Image.Image) -> Image.Image:
    """Return a copy without metadata, in a mode every format can hold."""
    copy = _in_rgb(picture) if picture.mode not in ("RGB", "RGBA", "L", "LA", "P") else picture.copy()
    copy.info = {name: copy.info[name] for name in KEPT if copy.info.get(name) is not None}
    return copy


def _in_rgb(picture: Image.Image) -> Image.Image:
    """Convert print colours, 16-bit greys and the like; by their profile, where they have one that can be read."""
    if picture.mode.startswith("I;16") or picture.mode == "I":
        return picture.convert("I").point(lambda level: level / 256).convert("L")
    profile = picture.info.get("icc_profile")
    try:
        converted = _by_profile(picture, profile) if profile else picture.convert("RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        converted = picture.convert("RGB")
    converted.info.pop("icc_profile", None)
    return converted


def _by_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    if converted is None:
        raise ValueError("The profile gave no picture.")
    return converted


@contextmanager
def making(name: str) -> Iterator[None]:
    """Let one process or thread of this machine at a time make the rendition called ``name``."""
    folder = Path(settings.PAPER.data) / "run"
    folder.mkdir(exist_ok=True)
    handle = os.open(folder / f"rendition-{crc32(name.encode()) % LOCKS}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
