"""Nobody else on the machine reads the site's files, and a web server reads photos and static files."""

import os
import socket
import stat
import subprocess
import sys

import pytest
from django.conf import settings

from coworking import file_permissions

# What a site writes: its key, its database, an e-mail, a photo, a static file.
USE = """
import django
django.setup()
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import send_mail
from django.db import connection
connection.cursor().execute("CREATE TABLE example (id integer)")
send_mail("Your code", "482 911", "site@example.org", ["ann@example.org"])
default_storage.save("photos/a-480.webp", ContentFile(b"a picture"))
staticfiles_storage.save("css/base.css", ContentFile(b"a style"))
"""
PUBLIC = {
    "media": 0o755,
    "media/photos": 0o755,
    "media/photos/a-480.webp": 0o644,
    "static": 0o755,
    "static/css": 0o755,
    "static/css/base.css": 0o644,
}


def start(var, umask):
    """Use the site in a process of its own, with that umask."""
    done = subprocess.run(
        [sys.executable, "-c", USE],
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "coworking.settings", "VAR_DIR": str(var)},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
        umask=umask,
    )
    assert done.returncode == 0, done.stderr


def modes(folder):
    """{path below the folder: its permissions}."""
    return {
        path.relative_to(folder).as_posix(): stat.S_IMODE(path.lstat().st_mode) for path in folder.rglob("*")
    }


def is_private(folder, mode, path):
    return mode == (0o700 if (folder / path).is_dir() else 0o600)


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_a_site_is_private_but_for_photos_and_static_files(umask, tmp_path):
    var = tmp_path / "var"
    start(var, umask)
    found = modes(var)
    assert stat.S_IMODE(var.stat().st_mode) == 0o711
    assert {path: found.get(path) for path in PUBLIC} == PUBLIC
    private = found.keys() - PUBLIC.keys()
    assert {"secret_key", "db.sqlite3", "mail"} < private
    assert [path for path in private if not is_private(var, found[path], path)] == []


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o755, 0o644), (0o777, 0o666), (0o700, 0o600)])
def test_the_next_start_repairs_what_an_older_version_wrote(folder_mode, file_mode, tmp_path):
    var = tmp_path / "var"
    private = ("secret_key", "db.sqlite3", "mail/1.log", "imports/a/b.csv")
    for name in (*private, *(path for path, mode in PUBLIC.items() if mode == 0o644)):
        (var / name).parent.mkdir(parents=True, exist_ok=True)
        (var / name).touch()
    for path in (var, *var.rglob("*")):
        path.chmod(folder_mode if path.is_dir() else file_mode)
    file_permissions.protect(var, (var / "media", var / "static"))
    found = modes(var)
    assert stat.S_IMODE(var.stat().st_mode) == 0o711
    assert {path: found[path] for path in PUBLIC} == PUBLIC
    assert [path for path in found.keys() - PUBLIC if not is_private(var, found[path], path)] == []


def test_links_sockets_and_the_owners_rights_are_left_alone(tmp_path):
    var, elsewhere = tmp_path / "var", tmp_path / "elsewhere.txt"
    var.mkdir()
    elsewhere.touch(mode=0o644)
    elsewhere.chmod(0o644)
    (var / "link").symlink_to(elsewhere)
    script = var / "script"
    script.touch()
    script.chmod(0o755)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(var / "site.sock"))
        (var / "site.sock").chmod(0o777)
        file_permissions.protect(var, ())
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644
    assert modes(var) | {"link": 0} == {"link": 0, "script": 0o700, "site.sock": 0o777}


def test_a_public_folder_deeper_in_the_sites_folder_can_be_reached(tmp_path):
    media = tmp_path / "var/files/media"
    media.mkdir(parents=True)
    (media / "a.webp").touch()
    file_permissions.open_to_all(media)
    file_permissions.protect(tmp_path / "var", (media,))
    assert modes(tmp_path) == {
        "var": 0o711,
        "var/files": 0o711,
        "var/files/media": 0o755,
        "var/files/media/a.webp": 0o644,
    }
