"""Backup of a site into one file: the database, photos, the secret key, and the row count of each table.

django-dbbackup was considered: it encrypts and uploads, but makes two archives with two commands, leaves the
key out, does not verify counts, and restores over existing data. The work here is done by the databases' own
tools: SQLite's online backup, pg_dump and pg_restore.
"""

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.utils import timezone

from coworking.database.transfer import all_models, open_database

MANIFEST, KEY, MEDIA = "manifest.json", "secret_key", "media"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class BackupError(Exception):
    """Nothing was backed up or restored; the message says why, as the end of a sentence."""


def count_rows(alias: str) -> dict[str, int]:
    """{table: number of rows}"""
    return {model._meta.db_table: model._base_manager.using(alias).count() for model in all_models()}


# Backing up


def back_up(path: Path) -> dict[str, int]:
    """Write the site into a new file, compressed if its name ends in .gz or .tgz; returns {table: rows}.

    The database is copied before the photos, so that the photos that it names are in the backup.
    """
    if path.exists():
        raise BackupError(f"{path} is there already")
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / DATABASE[connection.vendor]
        counts = (_copy_postgresql if connection.vendor == "postgresql" else _copy_sqlite)(copy)
        draft = Path(folder) / "draft"
        draft.touch(mode=0o600)  # it contains the key and e-mail addresses
        with tarfile.open(draft, "w:gz" if path.suffix in {".gz", ".tgz"} else "w") as archive:
            _add_text(archive, folder, MANIFEST, json.dumps(_manifest(counts), indent=1))
            archive.add(copy, copy.name)
            if includes_key():
                _add_text(archive, folder, KEY, settings.SECRET_KEY)
            if includes_media() and Path(settings.MEDIA_ROOT).is_dir():
                archive.add(settings.MEDIA_ROOT, MEDIA)
        draft.rename(path)  # a file of this name is always complete
    return counts


def includes_key() -> bool:
    """Whether the secret key is a file in VAR_DIR; one from the environment is not part of a backup."""
    return not os.environ.get("SECRET_KEY")


def includes_media() -> bool:
    return isinstance(default_storage, FileSystemStorage)


def _manifest(counts: dict[str, int]) -> dict[str, Any]:
    return {"made": timezone.now().isoformat(), "database": connection.vendor, "rows": counts}


def _add_text(archive: tarfile.TarFile, folder: str, name: str, text: str) -> None:
    file = Path(folder) / name
    file.touch(mode=0o600)
    file.write_text(text)
    archive.add(file, name)


def _copy_sqlite(copy: Path) -> dict[str, int]:
    """Copy the database as of one moment, while the site is running."""
    import sqlite3

    connection.ensure_connection()
    with sqlite3.connect(copy) as target:
        connection.connection.backup(target)
        fault = target.execute("PRAGMA integrity_check").fetchone()[0]
    target.close()
    if fault != "ok":
        raise BackupError(f"the database is damaged: {fault}")
    with open_database(f"sqlite:///{copy}", "copy") as alias:
        return count_rows(alias)


def _copy_postgresql(copy: Path) -> dict[str, int]:
    """Dump the database; pg_dump and the row counts see the same snapshot."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={copy}",
        )
        return count_rows("default")


def _run(program: str, *options: str) -> None:
    """Run one of PostgreSQL's programs on the default database."""
    (_psql, *connection_options, name), env = DatabaseClient.settings_to_cmd_args_env(
        connection.settings_dict, []
    )
    if not shutil.which(program):
        raise BackupError(f"{program} is missing: install PostgreSQL's client")
    command = [program, *connection_options, f"--dbname={name}", *options]
    done = subprocess.run(command, env={**os.environ, **(env or {})}, capture_output=True, text=True)
    if done.returncode:
        raise BackupError(f"{program}: {done.stderr.strip()}")


# Restoring


def restore(path: Path) -> dict[str, int]:
    """Restore a backup into an empty site; returns {table: rows}, the same as in the backup."""
    with _open_archive(path) as archive:
        manifest = json.loads(_open_member(archive, MANIFEST).read())
        _refuse_unless_empty(manifest["database"])
        (_restore_postgresql if connection.vendor == "postgresql" else _restore_sqlite)(archive)
        if (found := count_rows("default")) != manifest["rows"]:
            wrong = sorted(table for table in found if found[table] != manifest["rows"].get(table))
            raise BackupError(f"the rows of {', '.join(wrong)} are not those of the backup")
        _restore_media(archive)
        _restore_key(archive)
    return found


@contextmanager
def _open_archive(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path) as archive:
            yield archive
    except (OSError, tarfile.TarError, EOFError, KeyError) as error:
        raise BackupError(f"{path} is not a whole backup: {error}") from error


def _open_member(archive: tarfile.TarFile, name: str) -> Any:
    found = archive.extractfile(name)
    assert found is not None  # a file, not a directory
    return found


def _refuse_unless_empty(kind: str) -> None:
    if kind != connection.vendor:
        raise BackupError(f"the backup is of {kind}, DATABASE_URL names {connection.vendor}")
    if connection.introspection.table_names():
        raise BackupError("the database has tables already; name an empty one in DATABASE_URL")
    if includes_media() and any(Path(settings.MEDIA_ROOT).glob("*")):
        raise BackupError(f"{settings.MEDIA_ROOT} holds files already; name an empty folder in MEDIA_ROOT")


def _restore_sqlite(archive: tarfile.TarFile) -> None:
    connection.close()
    path = Path(connection.settings_dict["NAME"])
    with path.open("wb") as file:
        shutil.copyfileobj(_open_member(archive, DATABASE["sqlite"]), file)


def _restore_postgresql(archive: tarfile.TarFile) -> None:
    with tempfile.NamedTemporaryFile() as dump:
        shutil.copyfileobj(_open_member(archive, DATABASE["postgresql"]), dump)
        dump.flush()
        _run(
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            "--exit-on-error",
            dump.name,
        )


def _restore_media(archive: tarfile.TarFile) -> None:
    for member in archive:
        name = PurePosixPath(member.name)
        if not member.isfile() or name.parts[0] != MEDIA or ".." in name.parts:
            continue
        path = Path(settings.MEDIA_ROOT).joinpath(*name.parts[1:])
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            shutil.copyfileobj(_open_member(archive, member.name), file)


def _restore_key(archive: tarfile.TarFile) -> None:
    """Replace the key that this empty site has generated by that of the backup."""
    if KEY in archive.getnames() and includes_key():
        (settings.VAR_DIR / KEY).write_bytes(_open_member(archive, KEY).read())
