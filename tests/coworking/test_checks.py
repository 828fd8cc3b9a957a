"""Misconfiguration speaks at start-up, and a right configuration is silent."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.checks import run_checks


def ids(**options) -> set[str]:
    return {message.id for message in run_checks(**options) if message.id.startswith("coworking.")}


def test_the_defaults_are_silent():
    assert ids() == set()


def test_a_media_folder_that_cannot_be_made(settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.MEDIA_ROOT = tmp_path / "file" / "media"
    assert ids() == {"coworking.E001"}


@pytest.mark.parametrize("url", ["https://tiles.example.org/", "https://tiles.example.org/{z}/{x}.png"])
def test_tiles_without_placeholders(settings, url):
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


def test_no_tiles_at_all_is_a_choice(settings):
    settings.MAP_TILE_URL = ""
    assert ids() == set()


@pytest.mark.parametrize(("https", "expected"), [(False, {"coworking.W001"}), (True, set())])
def test_a_deployment_without_https(settings, https, expected):
    settings.HTTPS = https
    assert ids(include_deployment_checks=True) == expected
