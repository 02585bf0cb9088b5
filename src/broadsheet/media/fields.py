"""Model and form fields of a photo's file."""

from typing import Any

from django.forms import FileField
from PIL import ExifTags, Image, UnidentifiedImageError
from wagtail.images.fields import WagtailImageField as DeskImageField
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from broadsheet.media.uploads import OPENED, check_photo

TURNED = (5, 6, 7, 8)
"""EXIF orientations in which width and height change places (Exif 2.32, 4.6.4)."""


class UprightFile(WagtailImageFieldFile):
    """A photo's file, measured as readers see it rather than as the camera was held."""

    def get_image_dimensions(self) -> tuple[int, int]:
        width, height = super().get_image_dimensions()
        return (height, width) if self._is_turned() else (width, height)

    def _is_turned(self) -> bool:
        close = self.closed
        self.open()
        try:
            with Image.open(self, formats=OPENED) as picture:
                return picture.getexif().get(ExifTags.Base.Orientation) in TURNED
        except UnidentifiedImageError:
            return False
        finally:
            if close:
                self.close()
            else:
                self.seek(0)


class PhotoFileField(WagtailImageField):
    """Wagtail's image field, with the dimensions of the upright picture."""

    attr_class = UprightFile


class PhotoUploadField(DeskImageField):
    """Wagtail's form field for pictures, after a look at what the file really is."""

    def to_python(self, data: Any) -> Any:
        file = FileField.to_python(self, data)
        if file is not None:
            check_photo(file)
        return super().to_python(data)
