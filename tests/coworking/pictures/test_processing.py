"""Tests of processing uploaded photos."""

import io
import json
import struct
import subprocess
import sys
import zlib
from functools import cache, partial

import pillow_heif
import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms

from coworking.pictures import processing

pillow_heif.register_heif_opener()


@cache
def picture(format="JPEG", size=(1600, 900), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, format, **options)
    return out.getvalue()


def with_place(format="JPEG"):
    """A picture with a rotation and a position in its metadata."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by 90 degrees
    exif[0x010F] = "Somebody's camera"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(format, exif=exif.tobytes(), size=(1600, 900))


def with_header(png, width=60_000, height=60_000):
    """A PNG that says that it is of another size."""
    head = png[12:16] + struct.pack(">II", width, height) + png[24:29]
    return png[:12] + head + struct.pack(">I", zlib.crc32(head)) + png[33:]


def exploding():
    """A PNG of 60,000 by 60,000 pixels in a few bytes."""
    return with_header(picture("PNG"))


def animated(format):
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, format, save_all=True, append_images=frames[1:])
    return out.getvalue()


def cut_off(format):
    return picture(format)[:-40]


# Drawn in the test: it takes seconds, and each worker imports this list.
REFUSED = [
    (lambda: b"<svg onload=alert(1)>", "no picture"),
    (lambda: b"<?php echo 1;", "no picture"),
    (lambda: picture("GIF"), "no picture"),
    (lambda: picture()[:-700], "broken or incomplete"),
    (exploding, "more than 40 million pixels, the most for PNG"),
    (lambda: picture(size=(4, 4)), "too small"),
    (lambda: picture("PNG", size=(12, 4000)), "too small"),
    (lambda: picture("WEBP", size=(4000, 4000)), "more than 12.5 million pixels, the most for WebP"),
    (lambda: picture(size=(6000, 6000), progressive=True), "more than 30 million pixels, the most for JPEG"),
    (lambda: with_header(picture("PNG", size=(64, 48)), width=0), "broken or incomplete|no picture"),
    *((partial(animated, format), "moves") for format in ("PNG", "WEBP", "AVIF")),
    *(
        (partial(cut_off, format), "broken or incomplete|no picture")
        for format in ("PNG", "WEBP", "AVIF", "HEIF")
    ),
    (lambda: b"\xff\xd8" + b"x" * (10 * 1024 * 1024), "larger than 10 MB"),
]


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_each_format_becomes_webp_and_avif_in_three_sizes(format):
    made = processing.process(io.BytesIO(picture(format)))
    assert (made.width, made.height) == (1280, 720)
    assert sorted({(one.width, one.format) for one in made.renditions}) == sorted(
        (width, kind) for width in (240, 640, 1280) for kind in ("WEBP", "AVIF")
    )
    for one in made.renditions:
        opened = Image.open(io.BytesIO(one.content))
        assert (opened.width, opened.format) == (one.width, one.format)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_photo_is_rotated_and_has_no_metadata(format):
    made = processing.process(io.BytesIO(with_place(format)))
    assert made.height > made.width
    for one in made.renditions:
        opened = Image.open(io.BytesIO(one.content))
        assert not opened.getexif()
        assert not {"exif", "icc_profile", "xmp"} & set(opened.info)
        assert b"camera" not in one.content


def test_small_photo_is_not_enlarged():
    assert processing.process(io.BytesIO(picture(size=(300, 200)))).width == 300


def colours(data, *places):
    """The colours of the smallest rendition at places between 0 and 1."""
    small = Image.open(io.BytesIO(processing.process(io.BytesIO(data)).renditions[0].content)).convert("RGB")
    points = [(round(x * (small.width - 1)), round(y * (small.height - 1))) for x, y in places]
    return [small.getpixel(point) for point in points]


def saved(image, format="PNG", **options):
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def is_near(colour, other, most=12):
    return all(abs(one - two) <= most for one, two in zip(colour, other, strict=True))


@pytest.mark.parametrize("width", [64, 4096])
def test_a_grey_png_of_16_bits_keeps_its_shades(width):
    ramp = Image.frombytes("I;16", (64, 48), b"".join(struct.pack("<H", x * 1040) for x in range(64)) * 48)
    dark, middle, light = colours(
        saved(ramp.resize((width, 48), Image.Resampling.NEAREST)), (0, 0), (0.5, 0), (1, 0)
    )
    assert is_near(dark, (0, 0, 0))
    assert is_near(middle, (128, 128, 128))
    assert is_near(light, (255, 255, 255))


def test_a_picture_of_the_most_pixels_is_decoded():
    data = saved(Image.new("1", (8000, 5000), 1))
    assert processing.process(io.BytesIO(data)).width == 1280


def test_transparent_colours_of_a_palette_become_white():
    image = Image.new("P", (64, 48), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.paste(1, (32, 0, 64, 48))
    left, right = colours(saved(image, transparency=0), (0.2, 0.5), (0.8, 0.5))
    assert is_near(left, (255, 255, 255))
    assert is_near(right, (0, 0, 255))


def test_half_transparent_pixels_are_laid_on_white():
    assert is_near(
        colours(saved(Image.new("RGBA", (64, 48), (255, 0, 0, 128))), (0.5, 0.5))[0], (255, 127, 127)
    )


def test_cmyk_becomes_rgb():
    red = saved(Image.new("CMYK", (64, 48), (0, 255, 255, 0)), "JPEG")
    assert is_near(colours(red, (0.5, 0.5))[0], (255, 0, 0))


def test_colours_are_those_that_the_profile_says():
    """In a space whose red and blue are exchanged, what is stored as red is blue."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exchanged = profile.replace(b"rXYZ", b"....").replace(b"bXYZ", b"rXYZ").replace(b"....", b"bXYZ")
    red = Image.new("RGB", (64, 48), "red")
    assert is_near(colours(saved(red, icc_profile=exchanged), (0.5, 0.5))[0], (0, 0, 255))
    assert is_near(colours(saved(red, icc_profile=b"no profile"), (0.5, 0.5))[0], (255, 0, 0))


@pytest.mark.parametrize("format", ["MPO", "HEIF"])
def test_of_several_pictures_of_a_telephone_the_first_is_taken(format):
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "blue")]
    data = saved(frames[0], format, save_all=True, append_images=frames[1:])
    assert is_near(colours(data, (0.5, 0.5))[0], (255, 0, 0))


def test_heic_whose_brand_names_no_codec_is_read():
    data = picture("HEIF")
    assert processing.process(io.BytesIO(data[:8] + b"mif1" + data[12:])).width == 1280


def test_a_very_tall_picture_is_narrowed_until_it_fits():
    made = processing.process(io.BytesIO(picture(size=(1000, 20_000))))
    assert (made.width, made.height) == (128, 2560)


def test_a_picture_that_needs_more_memory_than_allowed_is_refused():
    command = [
        sys.executable,
        "-c",
        "import resource; resource.setrlimit(resource.RLIMIT_DATA, (2**26, 2**26))\n"
        "from coworking.pictures import render; render.MEMORY_BYTES = 2**26; render.main()",
        "RGB",
        "WEBP",
        "240",
    ]
    done = subprocess.run(command, input=saved(Image.new("RGB", (6000, 6000))), capture_output=True)
    assert json.loads(done.stdout) == {"reason": "memory", "values": {}}


@pytest.mark.parametrize(("draw", "message"), [(bytes, "no picture"), *REFUSED])
def test_invalid_file_is_refused_with_a_message(draw, message):
    data = io.BytesIO(draw())
    with pytest.raises(ValidationError, match=message):
        processing.process(data)
