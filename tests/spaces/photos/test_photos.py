"""Photos: written anew, freed of what they tell about people, refused with a message, gone when deleted."""

import io
import struct
import threading
import zlib

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from spaces.audit.models import SpaceLogEntry
from spaces.photos import gallery, processing
from spaces.photos.models import Photo
from tests.factories import make_manager, make_space


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
    made = processing.process(io.BytesIO(picture(format)))
    assert (made.width, made.height) == (1280, 720)
    assert sorted({(one.width, one.format) for one in made.renditions}) == sorted(
        (width, kind) for width in (240, 640, 1280) for kind in ("WEBP", "AVIF")
    )
    for one in made.renditions:
        opened = Image.open(io.BytesIO(one.content))
        assert (opened.width, opened.format) == (one.width, one.format)


def test_a_photo_stands_upright_and_tells_nothing_about_people():
    made = processing.process(io.BytesIO(with_place()))
    assert made.height > made.width
    for one in made.renditions:
        opened = Image.open(io.BytesIO(one.content))
        assert not opened.getexif()
        assert b"camera" not in one.content


def test_a_small_picture_is_not_blown_up():
    assert processing.process(io.BytesIO(picture(size=(300, 200)))).width == 300


REFUSED = [
    (b"<svg onload=alert(1)>", "no picture"),
    (b"<?php echo 1;", "no picture"),
    (picture("GIF"), "no picture"),
    (picture()[:-700], "broken or incomplete"),
    (exploding(), "more than 50 million"),
    (picture(size=(4, 4)), "too small"),
    (b"\xff\xd8" + b"x" * (10 * 1024 * 1024), "larger than 10 MB"),
]


@pytest.mark.parametrize(("data", "message"), [(b"", "no picture"), *REFUSED])
def test_what_is_no_honest_photo_is_refused_with_a_message(data, message):
    with pytest.raises(ValidationError, match=message):
        processing.process(io.BytesIO(data))


def files():
    return sorted(path.name for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())


@pytest.fixture
def mill(client, db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    space = make_space(slug="the-mill")
    client.force_login(make_manager(space))
    return space


PAGE = "/en/spaces/the-mill/keep/photos/"


def upload(client, data, name="desk.jpg", **words):
    file = SimpleUploadedFile(name, data, "image/jpeg")
    return client.post(PAGE, {"file": file, "alt": "Desks", "credit": ""} | words)


def press(client, photo, act, **words):
    sent = {f"photo-{photo.pk}-{name}": value for name, value in words.items()}
    return client.post(f"{PAGE}{photo.pk}/", sent | {"act": act})


def make_photos(space, number):
    """Rows of photos, without files."""
    for order in range(number):
        Photo.objects.create(
            space=space, image=f"photos/{order}-9.webp", width=9, height=9, alt=f"Photo {order}", order=order
        )
    return list(space.photos.all())


def test_a_manager_adds_a_photo_and_the_page_shows_it(client, mill):
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
def test_a_refused_photo_leaves_nothing_behind(client, mill, data, message):
    response = upload(client, data, name="shell.php.jpg", alt="What I typed")
    assert response.status_code == 200
    page = response.content.decode()
    assert message in page
    assert "What I typed" in page
    assert not Photo.objects.exists()
    assert files() == []


def test_a_photo_goes_with_its_files(client, mill, django_capture_on_commit_callbacks):
    upload(client, picture())
    with django_capture_on_commit_callbacks(execute=True):
        press(client, Photo.objects.get(), "remove")
    assert files() == []
    mill.refresh_from_db()
    assert mill.photo_count == 0


def test_photos_of_another_space_are_not_there(client, mill):
    theirs = make_photos(make_space(), 1)[0]
    assert press(client, theirs, "remove", alt="mine").status_code == 404
    assert Photo.objects.get().alt == "Photo 0"


def test_words_are_kept_with_every_button(client, mill):
    photo = make_photos(mill, 2)[1]
    press(client, photo, "earlier", alt="A window", credit="Ana Example")
    kept = Photo.objects.filter(pk=photo.pk).values_list("alt", "credit", "order")
    assert list(kept) == [("A window", "Ana Example", 0)]


@given(moves=st.lists(st.tuples(st.integers(0, 4), st.sampled_from([-1, 1])), max_size=12))
@hypothesis_settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_moving_keeps_every_photo_and_swaps_neighbours(db, moves):
    space = make_space()
    expected = [photo.pk for photo in make_photos(space, 5)]
    for place, step in moves:
        gallery.move(space, Photo.objects.get(pk=expected[place]), step)
        other = min(max(place + step, 0), 4)
        expected[place], expected[other] = expected[other], expected[place]
        assert list(space.photos.values_list("pk", flat=True)) == expected


# Twelve


def test_a_thirteenth_is_refused_and_a_removed_one_makes_room(client, mill):
    photos_of = make_photos(mill, 12)
    assert "at most 12 photos" in upload(client, picture()).content.decode()
    assert files() == []
    press(client, photos_of[3], "remove")
    assert upload(client, picture()).status_code == 302
    assert mill.photos.count() == 12


def test_the_database_has_no_room_for_a_thirteenth(mill):
    make_photos(mill, 12)
    with pytest.raises(IntegrityError):
        make_photos(mill, 1)


def test_two_who_add_the_twelfth_at_once(shared_database, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    space = make_space(slug="the-mill")
    make_photos(space, 11)
    clients = [Client(), Client()]
    for number, one in enumerate(clients):
        one.force_login(make_manager(space, f"Manager {number}"))
    start, answers = threading.Barrier(2), []

    def add(one):
        try:
            start.wait()
            answers.append(upload(one, picture(size=(64, 48))).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=[one]) for one in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 302]
    assert space.photos.count() == 12
    assert len(files()) == 2  # of the one that found room


def test_the_page_asks_no_more_for_more_photos(client, mill, django_assert_max_num_queries):
    make_photos(mill, 12)
    with django_assert_max_num_queries(5):
        client.get(PAGE)
