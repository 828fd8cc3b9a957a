"""Pages are compressed once, by Django's GZipMiddleware; static files and photos are not."""

import gzip

import pytest
from django.conf import settings as django_settings

from tests.factories import make_space

pytestmark = [pytest.mark.django_db, pytest.mark.once]
GZIP = {"Accept-Encoding": "gzip, br"}


def test_a_page_is_compressed_and_has_the_same_text(client):
    path = make_space().get_absolute_url()
    plain = client.get(path)
    compressed = client.get(path, headers=GZIP)
    assert compressed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert gzip.decompress(compressed.content) == plain.content
    assert compressed["ETag"] == f"W/{plain['ETag'].removeprefix('W/')}"
    assert "Accept-Encoding" in plain["Vary"]


def test_a_page_out_of_the_cache_is_not_compressed_again(client, monkeypatch):
    path = make_space().get_absolute_url()
    first = client.get(path, headers=GZIP)
    monkeypatch.setattr("django.middleware.gzip.compress_string", None)
    assert client.get(path, headers=GZIP).content == first.content


def test_photos_are_sent_as_they_are(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "photo.webp").write_bytes(b"RIFF" * 1000)
    response = client.get("/media/photo.webp", headers=GZIP)
    assert "Content-Encoding" not in response
    assert response["Content-Length"] == "4000"
    assert b"".join(response.streaming_content) == b"RIFF" * 1000


def test_static_files_are_served_before_pages_are_compressed_or_cached():
    """WhiteNoise sends the compressed files that collectstatic has made."""
    order = [
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "coworking.caching.middleware.PageCacheMiddleware",
        "django.middleware.gzip.GZipMiddleware",
        "django.middleware.http.ConditionalGetMiddleware",
    ]
    assert [name for name in django_settings.MIDDLEWARE if name in order] == order
