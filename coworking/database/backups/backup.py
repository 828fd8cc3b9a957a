"""Backup of a site into one file: the database, photos, the secret key, and a manifest.

The manifest has the kind of database, the row count of each table and the checksum of each member; `restore`
verifies them. django-dbbackup was considered: it encrypts and uploads, but makes two archives with two
commands, leaves the key out, verifies neither counts nor checksums, and restores over existing data. The work
is done by the databases' own tools: SQLite's online backup, pg_dump, pg_restore and psql.
"""

import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.utils import timezone

from coworking.database.backups.transfer import all_models, open_database
from coworking.database.urls import sqlite_url

MANIFEST, KEY, MEDIA = "manifest.json", "secret_key", "media"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class BackupError(Exception):
    """Nothing was backed up or restored; the message says why, as the end of a sentence."""


class HashingReader:
    """Reads a file and computes the checksum of what was read."""

    def __init__(self, file: IO[bytes]):
        self._file = file
        self._sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._sha256.update(data)
        return data

    @property
    def checksum(self) -> str:
        """SHA-256 of all bytes read so far, in hexadecimal."""
        return self._sha256.hexdigest()


def back_up(path: Path) -> dict[str, int]:
    """Write the site into a new file, compressed if its name ends in .gz or .tgz; returns {table: rows}.

    The database is copied before the photos, so that the photos that it names are in the backup.
    """
    if path.exists():
        raise BackupError(f"{path} is there already")
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            copy = Path(folder) / DATABASE[connection.vendor]
            counts = (_copy_postgresql if connection.vendor == "postgresql" else _copy_sqlite)(copy)
            draft = Path(folder) / "draft"
            draft.touch(mode=0o600)  # it contains the key and e-mail addresses
            with tarfile.open(draft, "w:gz" if path.suffix in {".gz", ".tgz"} else "w") as archive:
                _write_members(archive, copy, counts)
            draft.rename(path)  # a file of this name is always complete
    except (OSError, DatabaseError, sqlite3.Error) as error:
        raise BackupError(str(error).strip()) from error
    return counts


def _write_members(archive: tarfile.TarFile, copy: Path, counts: dict[str, int]) -> None:
    """Write the database first, whose name shows its kind, and the manifest last, with all checksums."""
    checksums = {copy.name: _add_file(archive, copy, copy.name)}
    if includes_key():
        checksums[KEY] = _add_text(archive, KEY, settings.SECRET_KEY)
    if includes_media():
        root = Path(settings.MEDIA_ROOT)
        for file in sorted(path for path in root.rglob("*") if path.is_file()):
            name = f"{MEDIA}/{file.relative_to(root).as_posix()}"
            try:
                checksums[name] = _add_file(archive, file, name)
            except FileNotFoundError:
                continue  # a photo that was deleted in the meantime
    manifest = {
        "made": timezone.now().isoformat(),
        "database": connection.vendor,
        "rows": counts,
        "sha256": checksums,
    }
    _add_text(archive, MANIFEST, json.dumps(manifest, indent=1))


def _add_file(archive: tarfile.TarFile, path: Path, name: str) -> str:
    """Add a file to the archive under a name; returns its checksum."""
    with path.open("rb") as file:
        reader: Any = HashingReader(file)
        archive.addfile(archive.gettarinfo(arcname=name, fileobj=file), reader)
    return str(reader.checksum)


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> str:
    """Add a file with this text, which only its owner may read; returns its checksum."""
    data = text.encode()
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = len(data), 0o600, int(timezone.now().timestamp())
    archive.addfile(member, io.BytesIO(data))
    return hashlib.sha256(data).hexdigest()


def includes_key() -> bool:
    """Whether the secret key is a file in VAR_DIR; one from the environment is not part of a backup."""
    return not os.environ.get("SECRET_KEY")


def includes_media() -> bool:
    """Whether the photos are files in MEDIA_ROOT; those in a bucket are not part of a backup."""
    return isinstance(default_storage, FileSystemStorage)


def count_rows(alias: str) -> dict[str, int]:
    """{table: number of rows}"""
    return {model._meta.db_table: model._base_manager.using(alias).count() for model in all_models()}


def _copy_sqlite(copy: Path) -> dict[str, int]:
    """Copy the database as of one moment, while the site is running."""
    connection.ensure_connection()
    with sqlite3.connect(copy) as target:
        connection.connection.backup(target)
        fault = target.execute("PRAGMA integrity_check").fetchone()[0]
    target.close()
    if fault != "ok":
        raise BackupError(f"the database is damaged: {fault}")
    with open_database(sqlite_url(copy), "copy") as alias:
        return count_rows(alias)


def _copy_postgresql(copy: Path) -> dict[str, int]:
    """Dump the database; pg_dump and the row counts see the same snapshot."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        run_client(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={copy}",
        )
        return count_rows("default")


def run_client(program: str, *options: str) -> None:
    """Run one of PostgreSQL's programs on the default database; raises BackupError with its reason."""
    (_psql, *connection_options, name), env = DatabaseClient.settings_to_cmd_args_env(
        connection.settings_dict, []
    )
    run_program(program, *connection_options, f"--dbname={name}", *options, env=env)


def run_program(program: str, *options: str, env: dict[str, str] | None = None) -> None:
    """Run a program of PostgreSQL, with more environment variables; raises BackupError with its reason."""
    if not shutil.which(program):
        raise BackupError(f"{program} is missing: install PostgreSQL's client")
    done = subprocess.run(
        [program, *options], env={**os.environ, **(env or {})}, capture_output=True, text=True
    )
    if done.returncode:
        raise BackupError(f"{program}: {_reason(done.stderr)}")


def _reason(output: str) -> str:
    """The first error in the output of one of PostgreSQL's programs, else its last line."""
    lines = output.strip().splitlines() or ["it failed without a message"]
    found = next((line for line in lines if re.search(r"error:", line, re.IGNORECASE)), lines[-1])
    return re.split(r"error:", found, flags=re.IGNORECASE)[-1].strip()
