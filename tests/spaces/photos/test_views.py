"""Tests of the page on which managers edit photos."""

import io
import struct
import zlib

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from spaces.audit.models import SpaceLogEntry
from spaces.photos.models import Photo
from tests.factories import make_manager, make_space


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


def files():
    return sorted(path.name for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())


@pytest.fixture
def mill(client, db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    space = make_space(slug="the-mill")
    client.force_login(make_manager(space))
    return space


PAGE = "/en/spaces/the-mill/keep/photos/"


def upload(client, data, name="desk.jpg", **captions):
    file = SimpleUploadedFile(name, data, "image/jpeg")
    return client.post(PAGE, {"file": file, "alt": "Desks", "credit": ""} | captions)


def press(client, photo, button, **captions):
    sent = {f"photo-{photo.pk}-{name}": value for name, value in captions.items()}
    return client.post(f"{PAGE}{photo.pk}/", sent | {"act": button})


def make_photos(space, number):
    """Rows of photos, without files."""
    for order in range(number):
        Photo.objects.create(
            space=space, image=f"photos/{order}-9.webp", width=9, height=9, alt=f"Photo {order}", order=order
        )
    return list(space.photos.all())


def test_manager_adds_a_photo_and_the_page_shows_it(client, mill):
    assert upload(client, with_place(), credit="Ana Example").status_code == 302
    photo = Photo.objects.get()
    assert (photo.alt, photo.credit, photo.widths) == ("Desks", "Ana Example", [240, 640, 900])
    assert len(files()) == 6
    page = client.get("/en/spaces/the-mill/").content.decode()
    assert 'type="image/avif"' in page
    assert photo.image.url in page
    assert "Ana Example" in page
    mill.refresh_from_db()
    assert mill.photo_count == 1
    assert SpaceLogEntry.objects.get().action == "photo_added"


@pytest.mark.parametrize(("data", "message"), REFUSED)
def test_refused_photo_leaves_no_file(client, mill, data, message):
    response = upload(client, data, name="shell.php.jpg", alt="What I typed")
    assert response.status_code == 200
    page = response.content.decode()
    assert message in page
    assert "What I typed" in page
    assert not Photo.objects.exists()
    assert files() == []


def test_deleting_a_photo_deletes_its_files(client, mill, django_capture_on_commit_callbacks):
    upload(client, picture())
    with django_capture_on_commit_callbacks(execute=True):
        press(client, Photo.objects.get(), "remove")
    assert files() == []
    mill.refresh_from_db()
    assert mill.photo_count == 0


def test_photos_of_another_space_are_not_found(client, mill):
    theirs = make_photos(make_space(), 1)[0]
    assert press(client, theirs, "remove", alt="mine").status_code == 404
    assert Photo.objects.get().alt == "Photo 0"


def test_every_button_saves_the_captions(client, mill):
    photo = make_photos(mill, 2)[1]
    press(client, photo, "earlier", alt="A window", credit="Ana Example")
    saved = Photo.objects.filter(pk=photo.pk).values_list("alt", "credit", "order")
    assert list(saved) == [("A window", "Ana Example", 0)]


def test_more_photos_need_no_more_queries(client, mill, django_assert_max_num_queries):
    make_photos(mill, 12)
    with django_assert_max_num_queries(5):
        client.get(PAGE)
