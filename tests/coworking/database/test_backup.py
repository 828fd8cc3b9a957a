"""Backup and restore of a whole site."""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zlib
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection

from coworking.accounts.models import User
from coworking.operator.checklist import backup_marker
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
def site(transactional_db, settings, tmp_path):
    if connection.vendor == "postgresql" and not shutil.which("pg_dump"):
        assert os.environ.get("CI") != "true", "CI needs pg_dump"
        pytest.skip("pg_dump is not installed")
    settings.MEDIA_ROOT = tmp_path / "media"  # without the photos of other tests
    photo = settings.MEDIA_ROOT / "photos" / "a.webp"
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


def run(environment, *arguments, stdin="", umask=-1):
    return subprocess.run(
        [sys.executable, *arguments],
        env={**environment, "DJANGO_SETTINGS_MODULE": "coworking.settings"},
        cwd=django_settings.BASE_DIR,
        input=stdin,
        umask=umask,
        capture_output=True,
        text=True,
    )


def test_a_restored_site_serves_the_same_pages_and_is_not_overwritten(backup, empty_site, site, tmp_path):
    """A backup of it on a full disk then ends in a sentence and leaves no file."""
    result = run(empty_site, "manage.py", "restore", str(backup))
    assert result.returncode == 0, result.stderr
    assert "as in the backup" in result.stdout
    seen = run(empty_site, "-c", LOOK).stdout
    assert "Bright and calm." in seen
    assert f"200 {site.SECRET_KEY}" in seen
    assert User.objects.get(email="marie@example.org").password in seen
    again = run(empty_site, "manage.py", "restore", str(backup))
    assert again.returncode == 1
    assert "has tables already" in again.stderr
    (tmp_path / "backups").mkdir()
    target = tmp_path / "backups" / "backup.tar"
    done = run(empty_site, "-c", FULL_DISK, str(target))
    assert done.returncode == 1
    assert re.fullmatch(r"CommandError: There is no backup: .*\.\n", done.stderr)
    assert files_below(target.parent) == []


# A file may not become larger than 100 kB: a write beyond that fails as on a full disk.
FULL_DISK = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "backup", sys.argv[1]])
"""


def test_a_backup_counts_its_rows_and_is_readable_by_its_owner_only(backup):
    with tarfile.open(backup) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))
        assert "media/photos/a.webp" in archive.getnames()
    assert manifest["database"] == connection.vendor
    assert (manifest["rows"]["spaces_space"], manifest["rows"]["reviews_comment"]) == (1, 1)
    assert backup.stat().st_mode & 0o077 == 0
    assert [path.name for path in backup.parent.iterdir() if path.name.startswith("tmp")] == []


def test_an_existing_file_is_not_overwritten(backup):
    with pytest.raises(CommandError, match="there already"):
        call_command("backup", str(backup))


def members_of(backup):
    """{name: content} of the files in an archive, in their order."""
    with tarfile.open(backup) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}


def write_archive(path, members):
    """Write an archive of {name: content}, or {name: type of a member that is not a file}."""
    with tarfile.open(path, "w") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            if content in {tarfile.DIRTYPE, tarfile.SYMTYPE}:
                member.type, member.linkname = content, "manifest.json"
                archive.addfile(member)
            else:
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    return path


def flipped(content, position=None):
    """The bytes with one bit changed, by default in the middle."""
    position = len(content) // 2 if position is None else position
    return content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :]


def damaged(archive, path):
    """A copy of a compressed archive with one bit changed that what it unpacks to depends on.

    One in some hundred changes nothing: a repetition of zeros that is taken from another place is the same.
    """
    content, members = archive.read_bytes(), members_of(archive)
    for position in range(len(content) // 2, len(content)):
        path.write_bytes(flipped(content, position))
        try:
            if members_of(path) != members:
                break
        except (tarfile.TarError, zlib.error, EOFError, OSError):
            break


def with_manifest(members, **changes):
    """The members with other values in their manifest, the checksums those of the members."""
    manifest = json.loads(members["manifest.json"])
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    del sums["manifest.json"]
    text = json.dumps(manifest | {"sha256": sums} | changes).encode()
    return members | {"manifest.json": text}


def without(members, name):
    return {other: content for other, content in members.items() if other != name}


@pytest.fixture
def broken_archives(backup, tmp_path):
    """[(path of a broken archive, what the refusal says)]"""
    members = members_of(backup)
    database = next(iter(members))
    photo = "media/photos/a.webp"
    rows = json.loads(members["manifest.json"])["rows"]
    (tmp_path / "folder.tar").mkdir()
    (tmp_path / "short.tar.gz").write_bytes(backup.read_bytes()[:2000])
    damaged(backup, tmp_path / "flipped.tar.gz")
    whole = write_archive(tmp_path / "whole.tar", members).read_bytes()
    (tmp_path / "short.tar").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "no.tar").write_bytes(b"This is a text. " * 1000)
    broken = {
        "counts": (with_manifest(members, rows=rows | {"spaces_space": 2}), "rows of spaces_space are not"),
        "photo": (members | {photo: flipped(members[photo])}, f"{photo} is damaged"),
        "database": (members | {database: flipped(members[database])}, f"{database} is damaged"),
        "no-database": (without(members, database), "does not begin with a database"),
        "no-photo": (without(members, photo), f"{photo} is missing"),
        "no-key": (without(members, "secret_key"), "secret_key is missing"),
        "no-manifest": (without(members, "manifest.json"), "manifest.json is missing"),
        "empty-manifest": (members | {"manifest.json": b""}, "manifest.json is damaged"),
        "bad-json": (members | {"manifest.json": b'{"rows": {'}, "manifest.json is damaged"),
        "bad-utf8": (members | {"manifest.json": b'"\xff"'}, "manifest.json is damaged"),
        "nested": (members | {"manifest.json": b"[" * 100_000}, "manifest.json is damaged"),
        "a-list": (members | {"manifest.json": b"[]"}, "manifest.json is damaged"),
        "no-counts": (with_manifest(members, rows=None), "manifest.json is damaged"),
        "strange-counts": (with_manifest(members, rows={'x" WHERE 1 --': 1}), "manifest.json is damaged"),
        "other-table": (with_manifest(members, rows=rows | {"precious": 1}), "precious"),
        "no-sql": (
            with_manifest(members | {database: b"This is a text."}),
            "(not a database|valid archive)",
        ),
        "a-folder": (members | {"secret_key": tarfile.DIRTYPE}, "secret_key is not a file"),
        "a-link": (members | {photo: tarfile.SYMTYPE}, f"{photo} is not a file"),
        "added": (members | {"media/photos/b.webp": b"x"}, "b.webp is not in manifest.json"),
        "outside": (members | {"media/../../b.webp": b"x"}, "not part of a backup"),
    }
    found = [
        (write_archive(tmp_path / f"{name}.tar", content), says) for name, (content, says) in broken.items()
    ]
    return found + [
        (tmp_path / "folder.tar", "Is a directory"),
        (tmp_path / "absent.tar", "No such file"),
        (tmp_path / "no.tar", "not a whole backup"),
        (tmp_path / "short.tar", "not a whole backup"),
        (tmp_path / "short.tar.gz", "not a whole backup"),
        (tmp_path / "flipped.tar.gz", "(not a whole backup|is damaged|is missing)"),
    ]


TRY = """
import json, sys, django
django.setup()
from django.core.management import CommandError, call_command
for path in json.load(sys.stdin):
    try:
        call_command("restore", path)
    except CommandError as error:
        print(json.dumps(str(error)))
"""


def files_below(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_broken_archive_is_refused_in_a_sentence_and_leaves_nothing(
    backup, broken_archives, empty_site, site
):
    folder = Path(empty_site["VAR_DIR"])
    paths = [str(path) for path, _says in broken_archives]
    done = run(empty_site, "-c", TRY, stdin=json.dumps(paths))
    assert done.returncode == 0, done.stderr
    sentences = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(sentences) == len(paths)
    for sentence, (path, says) in zip(sentences, broken_archives, strict=True):
        assert re.fullmatch(rf"Not restored: .*{says}.*\.", sentence), path.name
    assert files_below(folder) == ["secret_key"]
    assert run(empty_site, "manage.py", "restore", str(backup)).returncode == 0
    assert "Bright and calm." in run(empty_site, "-c", LOOK).stdout
    assert files_below(folder / "media") == ["photos", "photos/a.webp"]
    assert [path for path in files_below(folder) if "restoring" in path] == []


def test_an_interrupted_restore_does_not_stop_the_next_one(backup, empty_site):
    media = Path(empty_site["VAR_DIR"]) / "media"
    for folder in (media, media.parent):
        (folder / ".restoring").mkdir(parents=True)
        (folder / ".restoring" / "half").write_bytes(b"a pict")
    done = run(empty_site, "manage.py", "restore", str(backup), umask=0o077)
    assert done.returncode == 0, done.stderr
    assert files_below(media) == ["photos", "photos/a.webp"]
    photos = (media, media / "photos", media / "photos/a.webp")
    assert [path.stat().st_mode & 0o777 for path in photos] == [
        0o755,
        0o755,
        0o644,
    ]  # a web server reads them


def test_a_backup_of_another_database_engine_is_refused(backup, empty_site, tmp_path):
    other = "postgres://nobody@127.0.0.1:9/none" if connection.vendor == "sqlite" else "sqlite://:memory:"
    result = run(empty_site | {"DATABASE_URL": other}, "manage.py", "restore", str(backup))
    assert result.returncode == 1
    assert f"the backup is of {connection.vendor}" in result.stderr


def test_a_key_from_the_environment_is_not_backed_up(site, tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    out = io.StringIO()
    backup_marker().unlink(missing_ok=True)
    call_command("backup", str(tmp_path / "backup.tar"), stdout=out)
    assert "Without the secret key" in out.getvalue()
    assert backup_marker().exists()  # the checklist of the staff reads its time
    with tarfile.open(tmp_path / "backup.tar") as archive:
        assert "secret_key" not in archive.getnames()
