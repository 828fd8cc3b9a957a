"""Uploads are images, whatever their names and contents."""

import io
import os
import resource
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from filelock import FileLock
from PIL import Image

from coworking.pictures import processing
from spaces.directory.models import Space
from spaces.photos.models import MAX_PHOTOS_PER_SPACE, Photo
from tests.factories import make_space, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(**options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(out, "JPEG", **options)
    return out.getvalue()


def open_form(client, space) -> dict[str, object]:
    """What the form of a space in the staff's admin holds, without the rows of other tables."""
    context = client.get(address_of(space)).context
    data = {key: "" if value is None else value for key, value in context["adminform"].form.initial.items()}
    for inline in context["inline_admin_formsets"]:
        data |= {f"{inline.formset.prefix}-TOTAL_FORMS": 0, f"{inline.formset.prefix}-INITIAL_FORMS": 0}
    return data


def address_of(space) -> str:
    return reverse("admin:spaces_space_change", args=[space.pk])


def send(
    client, content: bytes, file_name: str, content_type: str = "image/jpeg", space=None, form=None, **fields
):
    """Add a photo to a space in the staff's admin, in its open `form` if given; returns the answer."""
    space = space or make_space()
    data = dict(form or open_form(client, space))
    data |= {"photos-TOTAL_FORMS": 1, "photos-0-image": SimpleUploadedFile(file_name, content, content_type)}
    data |= {"photos-0-order": 0, "photos-0-alt": "What I typed", "is_published": "on"} | fields
    return client.post(address_of(space), data)


@pytest.fixture
def editor(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    client.force_login(make_staff("editor"))
    return client


def files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "name", ["../../../../evil.jpg", "/etc/passwd", "..\\..\\evil.jpg", "a\x00.jpg", "x.html", "x.svg.jpg"]
)
def test_the_name_of_an_upload_never_reaches_the_disk(editor, name):
    assert send(editor, picture(comment=HTML), name).status_code == 302
    photo = Photo.objects.get()
    assert photo.image.name.startswith("photos/")
    for path in files():
        assert path.parent == Path(settings.MEDIA_ROOT) / "photos"
        assert path.suffix in (".webp", ".avif")
        assert b"<script>" not in path.read_bytes()


NO_IMAGES = (
    (HTML, "image/jpeg"),
    (HTML, "text/html"),
    (SVG, "image/jpeg"),
    (SVG, "image/svg+xml"),
    (b"GIF89a" + HTML, "image/jpeg"),
    (b"", "image/jpeg"),
    (b"%PDF-1.4", "image/jpeg"),
    (b"\xff\xd8\xff" + HTML, "image/jpeg"),
)


def test_a_file_that_is_no_image_is_refused_and_not_stored(editor):
    """All in one open form of a space: it takes as long to draw as the rest of the test."""
    space = make_space()
    form = open_form(editor, space)
    for content, content_type in NO_IMAGES:
        response = send(editor, content, "photo.jpg", content_type, space, form)
        assert response.status_code == 200, content
        assert not Photo.objects.exists(), content
        assert files() == [], content


def test_the_staff_wait_for_other_photos_like_everybody(editor, settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path / "var"
    monkeypatch.setattr(processing, "WAIT_SECONDS", 0)
    with FileLock(settings.VAR_DIR / "photos.lock"):
        page = send(editor, picture(), "photo.jpg").content.decode()
    assert "Other photos are being processed" in page
    assert "What I typed" in page
    assert files() == []


def test_a_photo_of_the_staff_is_decoded_while_others_can_write(shared_database, settings, tmp_path):
    """A transaction that waited for a photo would hold the only writer of SQLite."""
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "media", tmp_path / "var"
    client = Client()
    client.force_login(make_staff("editor"))
    space, answers = make_space(), []

    def add():
        try:
            answers.append(send(client, picture(), "photo.jpg", space=space).status_code)
        finally:
            connection.close()

    with FileLock(settings.VAR_DIR / "photos.lock"):
        thread = threading.Thread(target=add)
        thread.start()
        while thread.is_alive() and processing._places._value == 2:  # until the photo waits
            thread.join(0.01)
        Space.objects.filter(pk=space.pk).update(description="Written meanwhile")
        assert thread.is_alive()
    thread.join()
    assert answers == [302]
    assert space.photos.count() == 1


def test_the_staff_are_limited_in_photos_too(editor, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"photo": "2/d/user"}
    space = make_space()
    form = open_form(editor, space)
    pages = [send(editor, HTML, "photo.jpg", space=space, form=form).content.decode() for _number in range(3)]
    assert ["many photos at once" in page for page in pages] == [False, False, True]


def test_a_photo_of_the_staff_that_does_not_fit_on_the_disk_leaves_no_file(editor):
    noise = io.BytesIO()
    Image.frombytes("RGB", (1280, 800), os.urandom(1280 * 800 * 3)).save(noise, "JPEG")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(
        resource.RLIMIT_FSIZE, (20_000, before[1])
    )  # small renditions fit, a large one does not
    try:
        page = send(editor, noise.getvalue(), "photo.jpg").content.decode()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "could not store the photo" in page
    assert "What I typed" in page
    assert not Photo.objects.exists()
    assert files() == []


def test_a_photo_in_a_form_with_another_mistake_leaves_no_file(editor):
    page = send(editor, picture(), "photo.jpg", name="").content.decode()
    assert "What I typed" in page
    assert files() == []


def test_a_full_space_refuses_a_photo_of_the_staff_before_it_is_decoded(editor, settings, tmp_path):
    space = make_space()
    image, widths = processing.store_files(processing.process(io.BytesIO(picture())))
    photos = Photo.objects.bulk_create(
        Photo(space=space, image=image, widths=widths, slot=n + 1) for n in range(MAX_PHOTOS_PER_SPACE)
    )
    fields = {
        f"photos-{n}-{name}": value
        for n, photo in enumerate(photos)
        for name, value in {"id": photo.pk, "space": space.pk, "order": n}.items()
    }
    fields |= {
        "photos-TOTAL_FORMS": 13,
        "photos-INITIAL_FORMS": 12,
        "photos-0-alt": "",
        "photos-12-order": 12,
    }
    fields |= {"photos-0-image": "", "photos-12-image": SimpleUploadedFile("photo.jpg", HTML, "image/jpeg")}
    page = send(editor, HTML, "photo.jpg", space=space, **fields).content.decode()
    assert "at most 12" in page
    assert "This is no picture" not in page


def test_metadata_is_removed_from_staff_photos(editor):
    exif = Image.Exif()
    exif[0x010F] = "Somebody's camera"
    send(editor, picture(exif=exif), "photo.jpg")
    assert files()
    assert not any(b"Somebody" in path.read_bytes() for path in files())


@pytest.mark.parametrize(
    ("name", "content_type", "is_download"),
    [
        ("a.webp", "image/webp", False),
        ("a.AVIF", "image/avif", False),
        ("a.jpg", "image/jpeg", False),
        ("a.svg", "application/octet-stream", True),
        ("a.html", "application/octet-stream", True),
        ("a.xhtml", "application/octet-stream", True),
        ("a.js", "application/octet-stream", True),
        ("a", "application/octet-stream", True),
    ],
)
def test_a_file_below_media_never_becomes_a_page(client, settings, tmp_path, name, content_type, is_download):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / name).write_bytes(SVG)
    response = client.get(f"/media/{name}")
    assert response["Content-Type"] == content_type
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Disposition"].startswith("attachment") is is_download


@pytest.mark.parametrize(
    "path", ["../secret_key", "%2e%2e/secret_key", "..%2fsecret_key", "/etc/passwd", "", "photos/"]
)
def test_nothing_outside_media_root_is_served(client, settings, tmp_path, path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "photos").mkdir(parents=True)
    (tmp_path / "secret_key").write_text("a secret")
    assert client.get(f"/media/{path}").status_code in (400, 404)
