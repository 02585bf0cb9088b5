"""Makes renditions that carry the picture and its colour profile and nothing else.

Willow keeps a photo's EXIF, and Pillow a JPEG's comment, in what they save: a camera's position would go out with
the picture. So what is saved is a bare copy.
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
from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import Filter
from willow.image import AvifImageFile, PNGImageFile
from willow.plugins.pillow import PillowImage

KEPT = ("icc_profile", "transparency")
"""What of Pillow's ``info`` a rendition keeps: colours are wrong without the first, edges without the second."""

LOCKS = 64
"""How many renditions of a paper may be made at once on one machine, at most; far more than there are workers."""


AVIF_SPEED = 9
"""Of 0 to 10. A picture 1600 wide takes a tenth of the processor time of Pillow's own choice (6) and is 8 % larger."""


class BareFilter(Filter):
    """Any of Wagtail's filters, followed by forgetting."""

    @cached_property
    def operations(self) -> list[Any]:
        return [*super().operations, Forget("forget")]


class Forget(FilterOperation):
    """Leaves the pixels, in colours a browser knows, and the colour profile."""

    def construct(self) -> None:
        """Takes no arguments."""

    def run(self, willow: Any, image: Any, env: dict[str, Any]) -> PillowImage:
        return BareImage(bare(willow.get_pillow_image()))


class BareImage(PillowImage):
    """What is left, ready to be encoded."""

    @PillowImage.operation
    def save_as_avif(
        self, f: Any, quality: int = 80, lossless: bool = False, apply_optimizers: bool = True
    ) -> AvifImageFile:
        subsampling = "4:4:4" if lossless else "4:2:0"
        quality = 100 if lossless else quality
        self.image.save(f, "AVIF", quality=quality, subsampling=subsampling, speed=AVIF_SPEED)
        return AvifImageFile(f)

    @PillowImage.operation
    def save_as_png(self, f: Any, optimize: bool = False, apply_optimizers: bool = True) -> PNGImageFile:
        """Without Pillow's search for the best packing, which takes three times as long to save 3 %."""
        self.image.save(f, "PNG")
        return PNGImageFile(f)


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
