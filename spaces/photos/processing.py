"""Photos that people upload: checked, turned upright, freed of EXIF and GPS, and written anew in few sizes.

Everything happens in memory, bounded by `MOST_BYTES` and `MOST_PIXELS`: what is refused leaves nothing on
disk.
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
WIDTHS = (240, 640, 1280)  # a card's, a telephone's, a wide screen's
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
    """A photo ready to be stored: pixels of the largest size, and all renditions, smallest first."""

    width: int
    height: int
    renditions: list[Rendition]


def process(file: IO[bytes]) -> Processed:
    """Read an uploaded file and write it anew. Raises ValidationError with a message for people."""
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 10 MB."))
    picture = _open(data)
    largest = min(picture.width, WIDTHS[-1])
    widths = [width for width in WIDTHS if width < largest] + [largest]
    renditions = [
        Rendition(width, format, _encoded(picture, width, format)) for width in widths for format in QUALITY
    ]
    return Processed(largest, _height(picture, largest), renditions)


def _open(data: bytes) -> Image.Image:
    """The picture, decoded, upright, in RGB and without anything beside its pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            found = Image.open(io.BytesIO(data), formats=FORMATS)
        # The head tells the size: it is judged before a single pixel is unpacked.
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
    """RGB on white, in a new image, so that no profile, comment or place comes along."""
    layered = picture.convert("RGBA")
    flat = Image.new("RGB", layered.size, "white")
    flat.paste(layered, mask=layered.getchannel("A"))
    return flat


def _height(picture: Image.Image, width: int) -> int:
    return max(round(picture.height * width / picture.width), 1)


def _encoded(picture: Image.Image, width: int, format: str) -> bytes:
    out = io.BytesIO()
    resized = picture.resize((width, _height(picture, width)), Image.Resampling.LANCZOS)
    options = {"speed": 8} if format == "AVIF" else {"method": 4}
    resized.save(out, format, quality=QUALITY[format], **options)
    return out.getvalue()


def store_files(processed: Processed, storage: Storage = default_storage) -> tuple[str, list[int]]:
    """Write all renditions under a new random name. Returns the largest WebP's name, and the widths."""
    stem = f"photos/{secrets.token_hex(8)}"
    for one in processed.renditions:
        storage.save(f"{stem}-{one.width}{SUFFIX[one.format]}", ContentFile(one.content))
    return f"{stem}-{processed.width}.webp", sorted({one.width for one in processed.renditions})


def file_names(name: str, widths: list[int]) -> list[str]:
    """The names of all files of a photo: its own, and its renditions."""
    stem = name.rpartition("-")[0]
    return [name, *(f"{stem}-{width}{suffix}" for width in widths for suffix in SUFFIX.values())]


def delete_files(name: str, widths: list[int], storage: Storage = default_storage) -> None:
    """Remove a photo's files."""
    for one in dict.fromkeys(file_names(name, widths)):
        storage.delete(one)
