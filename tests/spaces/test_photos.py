"""Photos: written anew, freed of what they tell about people, refused with a message, gone when deleted."""

import io
import struct
import zlib

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from spaces import photos
from spaces.models import Level, Photo, Role
from tests.factories import make_member, make_space
from tests.spaces.test_managers import form


def picture(format="JPEG", size=(1600, 900), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, format, **options)
    return out.getvalue()


def with_place():
    """A JPEG that was taken lying on its side, and tells where."""
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


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_each_format_becomes_webp_and_avif_in_three_sizes(format):
    made = photos.process(io.BytesIO(picture(format)))
    assert (made.width, made.height) == (1280, 720)
    assert sorted({(one.width, one.format) for one in made.renditions}) == sorted(
        (width, kind) for width in (240, 640, 1280) for kind in ("WEBP", "AVIF")
    )
    for one in made.renditions:
        opened = Image.open(io.BytesIO(one.content))
        assert (opened.width, opened.format) == (one.width, one.format)


def test_a_photo_stands_upright_and_tells_nothing_about_people():
    made = photos.process(io.BytesIO(with_place()))
    assert made.height > made.width
    for one in made.renditions:
        opened = Image.open(io.BytesIO(one.content))
        assert not opened.getexif()
        assert b"camera" not in one.content


def test_a_small_picture_is_not_blown_up():
    assert photos.process(io.BytesIO(picture(size=(300, 200)))).width == 300


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no picture"),
        (b"<svg onload=alert(1)>", "no picture"),
        (b"<?php echo 1;", "no picture"),
        (picture("GIF"), "no picture"),
        (picture()[:-700], "broken or incomplete"),
        (exploding(), "more than 50 million"),
        (picture(size=(4, 4)), "too small"),
        (b"\xff\xd8" + b"x" * (10 * 1024 * 1024), "larger than 10 MB"),
    ],
)
def test_what_is_no_honest_photo_is_refused_with_a_message(data, message):
    with pytest.raises(ValidationError, match=message):
        photos.process(io.BytesIO(data))


def files():
    return sorted(path.name for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())


@pytest.fixture
def mill(client, db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    space = make_space(slug="the-mill")
    olga = make_member("Olga")
    Role.objects.create(space=space, member=olga, level=Level.OWNER)
    client.force_login(olga)
    return space


def upload(client, space, data, name="desk.jpg", **more):
    fields = {
        "photos-TOTAL_FORMS": 1,
        "photos-0-alt": "Desks",
        "photos-0-order": 0,
        "photos-0-space": space.pk,
    }
    file = SimpleUploadedFile(name, data, "image/jpeg")
    return client.post(
        f"/manage/spaces/space/{space.pk}/change/", form(space, **fields, **{"photos-0-image": file}, **more)
    )


def test_a_manager_adds_a_photo_and_the_page_shows_it(client, mill):
    assert upload(client, mill, with_place()).status_code == 302
    photo = Photo.objects.get()
    assert (photo.alt, photo.widths) == ("Desks", [240, 640, 900])
    assert len(files()) == 6
    page = client.get("/en/spaces/the-mill/").content.decode()
    assert 'type="image/avif"' in page
    assert photo.image.url in page
    mill.refresh_from_db()
    assert mill.photo_count == 1


def test_a_refused_photo_leaves_nothing_behind(client, mill):
    response = upload(client, mill, b"<?php echo 1;", name="shell.php.jpg")
    assert response.status_code == 200
    assert "no picture in JPEG" in response.content.decode()
    assert not Photo.objects.exists()
    assert files() == []


def test_a_deleted_photo_takes_its_files_along(client, mill, django_capture_on_commit_callbacks):
    upload(client, mill, picture())
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        Photo.objects.get().delete()
    assert files() == []
