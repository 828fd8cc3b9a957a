"""Decode one picture and encode its renditions, in a process of its own.

`python -m coworking.pictures.render RGB WEBP,AVIF 240,640` reads the picture from the standard input.

A decoder takes as much memory and time as the file makes it take, so it runs where both have a limit that the
kernel enforces, and where a crash ends nothing else. This module imports Pillow only, neither Django nor the
rest of the project: it starts in 0.15 s and 12 MB.
"""

import base64
import contextlib
import io
import json
import resource
import sys
from dataclasses import dataclass

import pillow_heif
from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

pillow_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)

Image.MAX_IMAGE_PIXELS = None  # `MAX_PIXELS` is stricter
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
MEMORY_BYTES = 224 * 1024 * 1024
CPU_SECONDS = 20
# What each format may have in pixels, so that decoding fits into MEMORY_BYTES. Measured with Pillow 13.0 and
# libheif 1.23, in bytes for each pixel: JPEG next to none, as it is decoded at a quarter or an eighth of its
# size; progressive JPEG 6, for libjpeg holds all coefficients; PNG 4, HEIF 7.5, AVIF 9, WebP 16.
MAX_PIXELS = {
    "JPEG": 50_000_000,
    "progressive JPEG": 30_000_000,
    "PNG": 40_000_000,
    "HEIF": 25_000_000,
    "AVIF": 16_000_000,
    "WEBP": 12_500_000,
}
NAMES = {"WEBP": "WebP", "HEIF": "HEIC"}  # of formats, as people know them
MIN_SIDE = 16
MAX_HEIGHT = 2560  # of a rendition: twice its greatest width
OPTIONS: dict[str, dict[str, int | bool]] = {
    "WEBP": {"quality": 78, "method": 4},
    "AVIF": {"quality": 60, "speed": 8, "max_threads": 1},
    "JPEG": {"quality": 85, "progressive": True},
    "PNG": {"optimize": True},
}
STRIP_PIXELS = 1_000_000


class Refused(Exception):
    """A picture that is not taken: `reason` is a key of `processing.MESSAGES`, `values` fill its text."""

    def __init__(self, reason: str, **values: str | int) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values


@dataclass(frozen=True)
class Rendition:
    """One size of a photo in one format, as bytes."""

    width: int
    height: int
    format: str
    content: bytes


def render(data: bytes, widths: list[int], formats: list[str], mode: str = "RGB") -> list[Rendition]:
    """Return the renditions of a picture, smallest first: upright, in sRGB, without any metadata.

    `widths` are in pixels, smallest first; a picture is never enlarged. With the mode RGBA what is
    transparent stays so, else it is white. Raises Refused.
    """
    try:
        picture = _decode(data, widths[-1], mode)
    except UnidentifiedImageError as error:
        raise Refused("unknown") from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError) as error:
        raise Refused("broken") from error
    largest = _largest_width(picture.size, widths[-1])
    chosen = [width for width in widths if width < largest] + [largest]
    return [_encode(picture, width, format) for width in chosen for format in formats]


def _decode(data: bytes, width: int, mode: str) -> Image.Image:
    """Return the picture, upright and in sRGB, at least `width` wide if it was, and not much larger."""
    found = Image.open(io.BytesIO(data), formats=FORMATS)
    _check(found)
    orientation = found.getexif().get(ExifTags.Base.Orientation, 1)
    is_sideways = orientation in (5, 6, 7, 8)
    largest = _largest_width(found.size[::-1] if is_sideways else found.size, width)
    if largest < MIN_SIDE:
        raise Refused("small")
    found.draft(None, (1, largest) if is_sideways else (largest, 1))
    found.load()
    side = found.height if is_sideways else found.width
    profile = found.info.get("icc_profile")
    picture = _in_srgb(found, profile) if found.mode == "CMYK" else found
    small = _smaller(picture, max(2 * side // (3 * largest), 1), mode)
    if picture is found:
        small = _in_srgb(small, profile)
    small.getexif()[ExifTags.Base.Orientation] = orientation
    return ImageOps.exif_transpose(small)


def _check(found: Image.Image) -> None:
    """Refuse by the header, before any pixel is decoded."""
    if min(found.size) < MIN_SIDE:
        raise Refused("small")
    format = "JPEG" if found.format == "MPO" else found.format or ""  # MPO: a JPEG with more JPEGs behind it
    limit = MAX_PIXELS["progressive JPEG" if "progressive" in found.info else format]
    if found.width * found.height > limit:
        raise Refused("pixels", most=f"{limit / 1_000_000:g}", format=NAMES.get(format, format))
    # Telephones store more than one picture in JPEG and HEIC (bursts, brightness); the first is the photo.
    if format not in ("JPEG", "HEIF") and getattr(found, "is_animated", False):
        raise Refused("animated")


def _largest_width(size: tuple[int, int], width: int) -> int:
    return min(size[0], width, MAX_HEIGHT * size[0] // size[1])


def _smaller(picture: Image.Image, factor: int, mode: str) -> Image.Image:
    """Return the picture in a mode, `factor` times smaller; strip by strip, for conversions copy it."""
    width, height = (-(-side // factor) for side in picture.size)
    small = Image.new(mode, (width, height))
    rows = max(STRIP_PIXELS // picture.width // factor, 1) * factor
    for top in range(0, picture.height, rows):
        strip = picture.crop((0, top, picture.width, min(top + rows, picture.height)))
        small.paste(_in_mode(strip, mode).reduce(factor), (0, top // factor))
    return small


def _in_mode(picture: Image.Image, mode: str) -> Image.Image:
    """Return the picture in RGBA; or in RGB, on white where it is transparent."""
    if picture.mode.startswith("I;16"):  # a plain conversion would make white of all that is not black
        picture = picture.point(lambda value: value / 256).convert("L")
        if "transparency" in picture.info:
            picture.info["transparency"] >>= 8
    if mode == "RGBA" or not picture.has_transparency_data:
        return picture.convert(mode)
    layered = picture.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered).convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in sRGB, as its colour profile says; without a usable one as if it had none."""
    if picture.mode == "RGBA":
        converted = _in_srgb(picture.convert("RGB"), profile)
        converted.putalpha(picture.getchannel("A"))
        return converted
    if profile:
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if source.profile.xcolor_space.strip() == picture.mode:
                target = ImageCms.createProfile("sRGB")
                found = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
                assert found is not None  # it is None only when done in place
                return found
    return picture.convert("RGB")


def _encode(picture: Image.Image, width: int, format: str) -> Rendition:
    height = max(round(picture.height * width / picture.width), 1)
    resized = picture.resize((width, height), Image.Resampling.LANCZOS)
    resized.info = {}  # no profile, comment or place
    out = io.BytesIO()
    resized.save(out, format, **OPTIONS[format])
    return Rendition(width, height, format, out.getvalue())


def main() -> None:
    """Read a picture from the standard input, write its renditions as JSON.

    The arguments are the mode, the formats and the widths: RGB WEBP,AVIF 240,640.
    """
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    mode, formats, widths = sys.argv[1:]
    try:
        renditions = render(
            sys.stdin.buffer.read(), [int(width) for width in widths.split(",")], formats.split(","), mode
        )
    except Refused as refused:
        answer: dict[str, object] = {"reason": refused.reason, "values": refused.values}
    except MemoryError:
        answer = {"reason": "memory", "values": {}}
    else:
        coded = [{**vars(one), "content": base64.b64encode(one.content).decode()} for one in renditions]
        answer = {"renditions": coded}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
