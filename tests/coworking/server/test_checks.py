"""System checks report mistakes in the configuration, and nothing else."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.checks import run_checks

from coworking.files.storage import Bucket


def ids(**options) -> set[str]:
    return {message.id for message in run_checks(**options) if message.id.startswith("coworking.")}


def test_the_defaults_have_no_errors():
    assert ids() == set()


def test_a_media_root_that_cannot_be_created(settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.MEDIA_ROOT = tmp_path / "file" / "media"
    assert ids() == {"coworking.E001"}


@pytest.mark.parametrize("url", ["https://tiles.example.org/", "https://tiles.example.org/{z}/{x}.png"])
def test_a_tile_url_without_placeholders(settings, url):
    settings.MAP_TILE_URL = url
    assert ids() == {"coworking.E002"}


def test_replicas_beside_sqlite(tmp_path):
    urls = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "DATABASE_REPLICA_URLS": "postgres://ann@db2.example.org/spaces",
    }
    result = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **urls},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    assert "coworking.E003" in result.stderr


def test_a_bucket_without_django_storages(settings, monkeypatch):
    settings.MEDIA_BUCKET = Bucket(name="photos", endpoint="", region="", domain="")
    monkeypatch.setattr("coworking.checks.find_spec", lambda name: None)
    assert ids() == {"coworking.E005"}


def test_each_id_belongs_to_one_check():
    defined = [
        found
        for app in ("coworking", "spaces", "reviews")
        for path in (settings.BASE_DIR / app).rglob("*.py")
        for found in re.findall(r'id="(\w+\.[EW]\d+)"', path.read_text())
    ]
    assert sorted(defined) == sorted(set(defined))
    assert "coworking.E005" in defined


def test_an_empty_tile_url_is_allowed(settings):
    settings.MAP_TILE_URL = ""
    assert ids() == set()


@pytest.fixture
def public(settings):
    """What a public site has."""
    settings.HTTPS, settings.EMAIL_HOST = True, "mail.example.org"
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://spaces.example.org", ["spaces.example.org"]


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        ("HTTPS", True, set()),
        ("HTTPS", False, {"coworking.W001"}),
        ("ALLOWED_HOSTS", ["*"], {"coworking.W002"}),
        ("SITE_URL", "http://127.0.0.1:8000", {"coworking.W003"}),
        ("SITE_URL", "https://localhost", {"coworking.W003"}),
        ("SITE_URL", "https://other.example.org", {"coworking.W005"}),
        ("EMAIL_HOST", "", {"coworking.W004"}),
    ],
)
def test_each_mistake_of_a_deployment_is_reported(settings, public, setting, value, expected):
    setattr(settings, setting, value)
    assert ids(include_deployment_checks=True) == expected


@pytest.mark.parametrize("directive", ["script-src", "style-src", "default-src"])
def test_a_loosened_policy_is_an_error(settings, directive):
    policy = settings.CONTENT_SECURITY_POLICY
    directives = policy["DIRECTIVES"] | {directive: ["'self'", "'unsafe-inline'"]}
    settings.CONTENT_SECURITY_POLICY = policy | {"DIRECTIVES": directives}
    assert ids() == {"coworking.E004"}
