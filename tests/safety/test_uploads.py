"""Uploads are images, whatever their names and contents."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from spaces.photos import processing
from spaces.photos.models import Photo
from tests.factories import make_space, make_staff

pytestmark = pytest.mark.django_db
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(**options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(out, "JPEG", **options)
    return out.getvalue()


def send(client, content: bytes, name: str, content_type: str = "image/jpeg"):
    """Add a photo to a space in the staff's admin; returns the answer."""
    space = make_space()
    address = reverse("admin:spaces_space_change", args=[space.pk])
    context = client.get(address).context
    data = {key: "" if value is None else value for key, value in context["adminform"].form.initial.items()}
    for inline in context["inline_admin_formsets"]:
        data |= {f"{inline.formset.prefix}-TOTAL_FORMS": 0, f"{inline.formset.prefix}-INITIAL_FORMS": 0}
    data |= {"photos-TOTAL_FORMS": 1, "photos-0-image": SimpleUploadedFile(name, content, content_type)}
    data |= {"photos-0-order": 0, "is_published": "on"}
    return client.post(address, data)


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


@pytest.mark.parametrize("content", [HTML, SVG, b"GIF89a" + HTML, b"", b"%PDF-1.4", b"\xff\xd8\xff" + HTML])
@pytest.mark.parametrize("content_type", ["image/jpeg", "image/svg+xml", "text/html"])
def test_a_file_that_is_no_image_is_refused_and_not_stored(editor, content, content_type):
    assert send(editor, content, "photo.jpg", content_type).status_code == 200
    assert not Photo.objects.exists()
    assert files() == []
    if content:
        with pytest.raises(ValidationError):
            processing.process(io.BytesIO(content))


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
