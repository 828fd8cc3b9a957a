"""Tests of the order and the number of photos."""

import io
import threading

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from spaces.photos import gallery
from spaces.photos.models import Photo
from tests.factories import make_manager, make_space


def picture(format="JPEG", size=(1600, 900), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, format, **options)
    return out.getvalue()


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


@given(moves=st.lists(st.tuples(st.integers(0, 4), st.sampled_from([-1, 1])), max_size=12))
@hypothesis_settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_moving_swaps_neighbours_and_keeps_every_photo(db, moves):
    space = make_space()
    expected = [photo.pk for photo in make_photos(space, 5)]
    for place, step in moves:
        gallery.move(space, Photo.objects.get(pk=expected[place]), step)
        other = min(max(place + step, 0), 4)
        expected[place], expected[other] = expected[other], expected[place]
        assert list(space.photos.values_list("pk", flat=True)) == expected


def test_thirteenth_photo_is_refused_until_one_is_removed(client, mill):
    photos_of = make_photos(mill, 12)
    assert "at most 12 photos" in upload(client, picture()).content.decode()
    assert files() == []
    press(client, photos_of[3], "remove")
    assert upload(client, picture()).status_code == 302
    assert mill.photos.count() == 12


def test_database_refuses_a_thirteenth_photo(mill):
    make_photos(mill, 12)
    with pytest.raises(IntegrityError):
        make_photos(mill, 1)


def test_only_one_of_two_concurrent_twelfth_photos_is_added(shared_database, tmp_path, settings):
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
    assert len(files()) == 2  # of the photo that was added
