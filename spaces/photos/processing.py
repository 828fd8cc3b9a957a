"""Process uploaded photos: validate, rotate by EXIF, strip metadata (EXIF, GPS), and encode in a few sizes.

Everything happens in memory, bounded by `MAX_BYTES` and `MAX_PIXELS`, so that a rejected file leaves nothing
on disk.
"""

import io
import secrets
import warnings
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
WIDTHS = (240, 640, 1280)  # for a card, a phone and a wide screen
QUALITY = {"WEBP": 78, "AVIF": 60}
SUFFIX = {"WEBP": ".webp", "AVIF": ".avif"}


@dataclass(frozen=True)
class Rendition:
    """One size of a photo in one format, as bytes."""

    width: int
    format: str
    content: bytes


@dataclass(frozen=True)
class Processed:
    """A photo ready to be stored: the size of the largest rendition, and all renditions, smallest first."""

    width: int
    height: int
    renditions: list[Rendition]


def process(file: IO[bytes]) -> Processed:
    """Decode an uploaded file and encode its renditions. Raises ValidationError with a message for users."""
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 10 MB."))
    picture = _open(data)
    largest = min(picture.width, WIDTHS[-1])
    widths = [width for width in WIDTHS if width < largest] + [largest]
    renditions = [
        Rendition(width, format, _encode(picture, width, format)) for width in widths for format in QUALITY
    ]
    return Processed(largest, _height(picture, largest), renditions)


def _open(data: bytes) -> Image.Image:
    """Return the decoded image: upright, in RGB and without metadata."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            found = Image.open(io.BytesIO(data), formats=FORMATS)
        # The size is in the header, so it is checked before any pixel is decoded.
        if found.width * found.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        found.load()
        upright = ImageOps.exif_transpose(found)
    except Image.DecompressionBombError as error:
        raise ValidationError(_("The picture has more than 50 million pixels.")) from error
    except UnidentifiedImageError as error:
        raise ValidationError(_("This is no picture in JPEG, PNG, WebP or AVIF.")) from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, IndexError, TypeError) as error:
        raise ValidationError(_("The picture is broken or incomplete.")) from error
    if min(upright.size) < 16:
        raise ValidationError(_("The picture is too small."))
    return _flattened(upright)


def _flattened(picture: Image.Image) -> Image.Image:
    """Return a new RGB image on white, so that no profile, comment or location is copied."""
    layered = picture.convert("RGBA")
    flat = Image.new("RGB", layered.size, "white")
    flat.paste(layered, mask=layered.getchannel("A"))
    return flat


def _height(picture: Image.Image, width: int) -> int:
    return max(round(picture.height * width / picture.width), 1)


def _encode(picture: Image.Image, width: int, format: str) -> bytes:
    out = io.BytesIO()
    resized = picture.resize((width, _height(picture, width)), Image.Resampling.LANCZOS)
    options = {"speed": 8} if format == "AVIF" else {"method": 4}
    resized.save(out, format, quality=QUALITY[format], **options)
    return out.getvalue()


def store_files(processed: Processed, storage: Storage = default_storage) -> tuple[str, list[int]]:
    """Store all renditions under a new random name; return the name of the largest WebP, and the widths."""
    stem = f"photos/{secrets.token_hex(8)}"
    for one in processed.renditions:
        storage.save(f"{stem}-{one.width}{SUFFIX[one.format]}", ContentFile(one.content))
    return f"{stem}-{processed.width}.webp", sorted({one.width for one in processed.renditions})


def file_names(name: str, widths: list[int]) -> list[str]:
    """Return the names of all files of a photo: its own and those of its renditions."""
    stem = name.rpartition("-")[0]
    return [name, *(f"{stem}-{width}{suffix}" for width in widths for suffix in SUFFIX.values())]


def delete_files(name: str, widths: list[int], storage: Storage = default_storage) -> None:
    """Delete all files of a photo."""
    for one in dict.fromkeys(file_names(name, widths)):
        storage.delete(one)
