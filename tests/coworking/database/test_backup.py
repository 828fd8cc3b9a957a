"""Backup and restore of a whole site."""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection

from coworking.accounts.models import User
from tests.coworking.database.test_transfer import postgresql  # noqa: F401  (a fixture)
from tests.factories import make_comment, make_member, make_space

LOOK = """
import django
django.setup()
from django.conf import settings
from django.test import Client
from coworking.accounts.models import User
client = Client(headers={"host": "localhost"})
print(client.get("/en/spaces/atelier-nord/comments/").content.decode())
print(client.get("/media/photos/a.webp").status_code, settings.SECRET_KEY)
print(User.objects.get(email="marie@example.org").password)
"""


@pytest.fixture
def site(transactional_db, settings):
    if connection.vendor == "postgresql" and not shutil.which("pg_dump"):
        assert os.environ.get("CI") != "true", "CI needs pg_dump"
        pytest.skip("pg_dump is not installed")
    photo = Path(settings.MEDIA_ROOT) / "photos" / "a.webp"
    photo.parent.mkdir(parents=True, exist_ok=True)
    photo.write_bytes(b"a picture")
    marie = make_member("Marie", password="a long password", email="marie@example.org")
    make_comment(make_space(name="Atelier Nord", slug="atelier-nord"), "Bright and calm.", marie)
    return settings


@pytest.fixture
def backup(site, tmp_path, monkeypatch):
    """The path of a backup, with the key that the site signs with."""
    monkeypatch.delenv("SECRET_KEY", raising=False)
    path = tmp_path / "backup.tar.gz"
    call_command("backup", str(path), stdout=io.StringIO())
    return path


@pytest.fixture
def empty_site(tmp_path, request):
    """The environment of a site without anything, on the same kind of database."""
    url = f"sqlite:///{tmp_path}/new/db.sqlite3"
    if connection.vendor == "postgresql":
        url = request.getfixturevalue("postgresql")
    (tmp_path / "new").mkdir()
    return {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path / "new"), "DATABASE_URL": url, "DEBUG": "1"}


def run(environment, *arguments):
    return subprocess.run(
        [sys.executable, *arguments],
        env={**environment, "DJANGO_SETTINGS_MODULE": "coworking.settings"},
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
    )


def test_a_restored_site_serves_the_same_pages(backup, empty_site, site):
    result = run(empty_site, "manage.py", "restore", str(backup))
    assert result.returncode == 0, result.stderr
    assert "as in the backup" in result.stdout
    seen = run(empty_site, "-c", LOOK).stdout
    assert "Bright and calm." in seen
    assert f"200 {site.SECRET_KEY}" in seen
    assert User.objects.get(email="marie@example.org").password in seen


def test_a_backup_counts_its_rows_and_is_readable_by_its_owner_only(backup):
    with tarfile.open(backup) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))
        assert "media/photos/a.webp" in archive.getnames()
    assert manifest["database"] == connection.vendor
    assert (manifest["rows"]["spaces_space"], manifest["rows"]["reviews_comment"]) == (1, 1)
    assert backup.stat().st_mode & 0o077 == 0
    assert [path.name for path in backup.parent.iterdir() if path.name.startswith("tmp")] == []


def test_existing_files_and_databases_are_not_overwritten(backup, empty_site):
    with pytest.raises(CommandError, match="there already"):
        call_command("backup", str(backup))
    assert run(empty_site, "manage.py", "restore", str(backup)).returncode == 0
    again = run(empty_site, "manage.py", "restore", str(backup))
    assert again.returncode == 1
    assert "has tables already" in again.stderr


def test_a_truncated_file_restores_nothing(backup, empty_site):
    backup.write_bytes(backup.read_bytes()[:2000])
    result = run(empty_site, "manage.py", "restore", str(backup))
    assert result.returncode == 1
    assert "not a whole backup" in result.stderr


def test_a_backup_of_another_database_engine_is_refused(backup, empty_site, tmp_path):
    other = "postgres://nobody@127.0.0.1:9/none" if connection.vendor == "sqlite" else "sqlite://:memory:"
    result = run(empty_site | {"DATABASE_URL": other}, "manage.py", "restore", str(backup))
    assert result.returncode == 1
    assert f"the backup is of {connection.vendor}" in result.stderr


def test_a_key_from_the_environment_is_not_backed_up(site, tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    out = io.StringIO()
    call_command("backup", str(tmp_path / "backup.tar"), stdout=out)
    assert "Without the secret key" in out.getvalue()
    with tarfile.open(tmp_path / "backup.tar") as archive:
        assert "secret_key" not in archive.getnames()
