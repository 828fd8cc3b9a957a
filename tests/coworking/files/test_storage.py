"""Photos in a bucket: the settings make the right storage, and none of this asks the network for anything."""

import socket

import pytest
from django.core.checks import run_checks
from django.core.files.storage.handler import StorageHandler

from coworking.files.storage import Bucket

BUCKETS = [
    (Bucket("photos"), "https://photos.s3.amazonaws.com", "https://photos.s3.amazonaws.com"),
    (Bucket("photos", region="eu-west-3"), "https://photos.s3.eu-west-3.amazonaws.com", None),
    (
        Bucket("photos", endpoint="https://s3.example.org/"),
        "https://s3.example.org/photos",
        "https://s3.example.org",
    ),
    (
        Bucket("photos", endpoint="http://127.0.0.1:9000", region="x"),
        "http://127.0.0.1:9000/photos",
        "http://127.0.0.1:9000",
    ),
    (Bucket("photos", "https://s3.example.org", "", "img.example.org"), "https://img.example.org", None),
]


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize(("bucket", "address", "origin"), BUCKETS)
def test_readers_get_a_public_address_without_a_signature(no_network, bucket, address, origin):
    storage = StorageHandler({"default": bucket.storage()})["default"]
    assert type(storage).__name__ == "S3Storage"
    assert storage.url("photos/ab-640.webp") == f"{address}/photos/ab-640.webp"
    assert bucket.origin == (origin or address)


@pytest.mark.parametrize(("bucket", "address", "origin"), BUCKETS)
def test_files_go_to_the_bucket_that_is_named(no_network, bucket, address, origin):
    storage = StorageHandler({"default": bucket.storage()})["default"]
    assert storage.bucket_name == "photos"
    assert storage.endpoint_url == (bucket.endpoint or None)
    assert storage.get_object_parameters("x.webp")["CacheControl"].startswith("public, max-age=")


def test_a_bucket_needs_no_folder(settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.MEDIA_ROOT = tmp_path / "file" / "media"
    settings.MEDIA_BUCKET = Bucket("photos")
    assert [message.id for message in run_checks() if message.id.startswith("coworking.")] == []
