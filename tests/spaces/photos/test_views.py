"""Tests of the page on which managers edit photos."""

import os
import re
import resource

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from filelock import FileLock
from PIL import Image

from coworking.pictures import processing
from spaces.audit.models import SpaceLogEntry
from spaces.photos.models import Photo
from tests.coworking.pictures.test_processing import REFUSED, picture, saved, with_place
from tests.factories import make_manager, make_space

pytestmark = pytest.mark.once


def files():
    return sorted(path.name for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())


@pytest.fixture
def mill(client, db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
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


@pytest.mark.parametrize(("draw", "message"), REFUSED)
def test_refused_photo_leaves_no_file(client, mill, draw, message):
    response = upload(client, draw(), name="shell.php.jpg", alt="What I typed")
    assert response.status_code == 200
    page = response.content.decode()
    assert re.search(message, page)
    assert "What I typed" in page
    assert not Photo.objects.exists()
    assert files() == []


@pytest.fixture
def other_photos(tmp_path, settings, monkeypatch):
    """Another worker processes a photo, for longer than anybody waits."""
    settings.VAR_DIR = tmp_path / "var"
    monkeypatch.setattr(processing, "WAIT_SECONDS", 0)
    with FileLock(settings.VAR_DIR / "photos.lock"):
        yield


@pytest.fixture
def full_disk():
    """The disk takes no file of more than 20 kB: the small renditions fit, a large one does not."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def noise():
    """A photo whose renditions are large."""
    return saved(Image.frombytes("RGB", (1280, 800), os.urandom(1280 * 800 * 3)), "JPEG")


def test_heic_of_a_telephone_is_added_upright(client, mill):
    assert upload(client, with_place("HEIF"), name="IMG_0001.HEIC").status_code == 302
    assert (Photo.objects.get().width, Photo.objects.get().height) == (900, 1600)


def test_while_other_photos_are_processed_the_form_comes_back_as_typed(client, mill, other_photos):
    response = upload(client, picture(), alt="What I typed")
    assert response.status_code == 503
    assert "Other photos are being processed" in response.content.decode()
    assert "What I typed" in response.content.decode()
    assert files() == []


def test_a_worker_keeps_threads_for_pages_while_photos_wait(client, mill):
    taken = [processing._places.acquire(blocking=False) for _number in range(2)]
    try:
        assert taken == [True, True]
        assert upload(client, picture()).status_code == 503
    finally:
        for _one in taken:
            processing._places.release()
    assert upload(client, picture()).status_code == 302


def test_a_full_space_refuses_a_photo_before_its_turn_to_be_decoded(client, mill, other_photos):
    make_photos(mill, 12)
    response = upload(client, picture())
    assert response.status_code == 200
    assert "at most 12 photos" in response.content.decode()


def test_one_photo_too_many_within_a_time_is_refused_and_the_form_returns(client, mill, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"photo": "2/d/user"}
    answers = [upload(client, b"no picture", alt="What I typed") for _number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "many photos at once" in answers[-1].content.decode()
    assert "What I typed" in answers[-1].content.decode()


def test_a_photo_that_does_not_fit_on_the_disk_leaves_no_file(client, mill, full_disk):
    response = upload(client, noise(), alt="What I typed")
    assert "could not store the photo" in response.content.decode()
    assert "What I typed" in response.content.decode()
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
    with django_assert_max_num_queries(8):
        client.get(PAGE)
