"""Tests of processing uploaded photos."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from spaces.photos import processing


def picture(format="JPEG", size=(1600, 900), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, format, **options)
    return out.getvalue()


def with_place():
    """A JPEG with a rotation and a position in its metadata."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by 90 degrees
    exif[0x010F] = "Somebody's camera"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif, size=(1600, 900))


def exploding():
    """A PNG of 60,000 by 60,000 pixels in a few bytes."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + picture("PNG")[33:]
    )


REFUSED = [
    (b"<svg onload=alert(1)>", "no picture"),
    (b"<?php echo 1;", "no picture"),
    (picture("GIF"), "no picture"),
    (picture()[:-700], "broken or incomplete"),
    (exploding(), "more than 50 million"),
    (picture(size=(4, 4)), "too small"),
    (b"\xff\xd8" + b"x" * (10 * 1024 * 1024), "larger than 10 MB"),
]


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_each_format_becomes_webp_and_avif_in_three_sizes(format):
    made = processing.process(io.BytesIO(picture(format)))
    assert (made.width, made.height) == (1280, 720)
    assert sorted({(one.width, one.format) for one in made.renditions}) == sorted(
        (width, kind) for width in (240, 640, 1280) for kind in ("WEBP", "AVIF")
    )
    for one in made.renditions:
        opened = Image.open(io.BytesIO(one.content))
        assert (opened.width, opened.format) == (one.width, one.format)


def test_photo_is_rotated_and_has_no_metadata():
    made = processing.process(io.BytesIO(with_place()))
    assert made.height > made.width
    for one in made.renditions:
        opened = Image.open(io.BytesIO(one.content))
        assert not opened.getexif()
        assert b"camera" not in one.content


def test_small_photo_is_not_enlarged():
    assert processing.process(io.BytesIO(picture(size=(300, 200)))).width == 300


@pytest.mark.parametrize(("data", "message"), [(b"", "no picture"), *REFUSED])
def test_invalid_file_is_refused_with_a_message(data, message):
    with pytest.raises(ValidationError, match=message):
        processing.process(io.BytesIO(data))
