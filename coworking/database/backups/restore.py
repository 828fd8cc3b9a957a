"""Restore of a backup into an empty site, completely or not at all.

Everything is extracted into temporary folders beside its destination and verified there: the kind of
database, the checksum of each member, the row count of each table. Only then it is renamed into place.
PostgreSQL reads the dump and counts the rows in one transaction.
"""

import json
import re
import shutil
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from gzip import BadGzipFile
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from coworking import file_permissions
from coworking.database.backups.backup import (
    DATABASE,
    KEY,
    MANIFEST,
    MEDIA,
    BackupError,
    HashingReader,
    includes_key,
    includes_media,
    run_client,
    run_program,
)

STAGING = ".restoring"  # temporary folders; those of an interrupted restore are deleted by the next one
GZIP = b"\x1f\x8b"  # what a compressed file begins with


@dataclass
class Manifest:
    """What a backup claims about itself: the rows of each table, and the checksum of each member."""

    database: str
    rows: dict[str, int]
    checksums: dict[str, str]

    @classmethod
    def parse(cls, text: bytes) -> "Manifest":
        """Read a manifest; raises BackupError for anything that `backup` does not write."""
        try:
            found = json.loads(text)
            manifest = cls(found["database"], found["rows"], found["sha256"])
            is_valid = all(
                re.fullmatch(r"\w+", table) and type(rows) is int for table, rows in manifest.rows.items()
            ) and all(isinstance(checksum, str) for checksum in manifest.checksums.values())
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BackupError(f"{MANIFEST} is damaged, or no backup wrote it") from error
        if not is_valid:
            raise BackupError(f"{MANIFEST} is damaged, or no backup wrote it")
        return manifest


def restore(path: Path) -> dict[str, int]:
    """Restore a backup into an empty site; returns {table: rows}, the same as in the backup.

    Raises BackupError; the site is empty then, as it was before.
    """
    try:
        with path.open("rb") as file:
            is_compressed = file.read(2) == GZIP
        with tarfile.open(path, "r:gz" if is_compressed else "r:") as archive:
            return _restore(archive)
    except (tarfile.TarError, BadGzipFile, EOFError, zlib.error, ValueError) as error:
        raise BackupError(f"{path} is not a whole backup: {error}") from error
    except (DatabaseError, sqlite3.Error) as error:
        raise BackupError(f"the database says: {str(error).strip()}") from error
    except OSError as error:
        raise BackupError(str(error)) from error


def _restore(archive: tarfile.TarFile) -> dict[str, int]:
    first = archive.next()
    _refuse_other_kind(first.name if first else "")
    _refuse_unless_empty()
    media = Path(settings.MEDIA_ROOT)
    with _temporary_folder(_database_folder()) as folder, _temporary_folder(media) as photos:
        manifest = _extract(archive, folder, photos)
        database = folder / DATABASE[connection.vendor]
        with ExitStack() as undo:
            _place_media(photos, media, undo)
            if includes_key() and KEY in manifest.checksums:
                _place_key(folder / KEY, undo)
            if connection.vendor == "postgresql":
                _restore_postgresql(database, manifest.rows)
            else:
                _verify_rows(database, manifest.rows)
                _place_sqlite(database)
            undo.pop_all()
    return manifest.rows


# Checking


def _refuse_other_kind(member: str) -> None:
    """Refuse a backup whose first member is not a database of the kind that DATABASE_URL names."""
    kinds = {name: kind for kind, name in DATABASE.items()}
    if member not in kinds:
        raise BackupError("it does not begin with a database, so no backup wrote it")
    if kinds[member] != connection.vendor:
        raise BackupError(f"the backup is of {kinds[member]}, DATABASE_URL names {connection.vendor}")


def _refuse_unless_empty() -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():  # type: ignore[attr-defined]
        raise BackupError("DATABASE_URL names a database in memory; name a file")
    # A file that does not exist is not opened: that would create it.
    is_missing = connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists()
    if not is_missing and connection.introspection.table_names():
        raise BackupError("the database has tables already; name an empty one in DATABASE_URL")
    if includes_media() and list(_files_of_photos(Path(settings.MEDIA_ROOT))):
        raise BackupError(f"{settings.MEDIA_ROOT} holds files already; name an empty folder in MEDIA_ROOT")


def _files_of_photos(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("*") if path.name != STAGING)


def _verify_rows(database: Path, rows: Mapping[str, int]) -> None:
    """Count the rows of an SQLite file, whose tables may be older than the code."""
    with closing(sqlite3.connect(database)) as copy:
        counted = {table: copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in rows}
    if wrong := [table for table in rows if counted[table] != rows[table]]:
        raise BackupError(f"the rows of {', '.join(wrong)} are not those of the backup")


# Extracting


@contextmanager
def _temporary_folder(beside: Path) -> Iterator[Path]:
    """An empty folder inside the folder `beside`, so on the same disk, that is deleted at the end.

    If `beside` is created for it and is empty at the end, it is deleted too.
    """
    is_new = not beside.exists()
    beside.mkdir(parents=True, exist_ok=True)
    folder = beside / STAGING
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if is_new and not any(beside.iterdir()):
            beside.rmdir()


def _database_folder() -> Path:
    is_file = connection.vendor == "sqlite"
    return Path(connection.settings_dict["NAME"]).absolute().parent if is_file else Path(settings.VAR_DIR)


def _extract(archive: tarfile.TarFile, folder: Path, photos: Path) -> Manifest:
    """Extract the members into the two folders, and verify that all are there and undamaged."""
    found: dict[str, str] = {}
    for member in archive:
        if member.name in found:
            raise BackupError(f"it contains {member.name} twice")
        destination = _destination(member, folder, photos)
        destination.parent.mkdir(parents=True, exist_ok=True)
        found[member.name] = _extract_file(archive, member, destination)
    if MANIFEST not in found:
        raise BackupError(f"{MANIFEST} is missing: the file is not whole, or no backup wrote it")
    manifest = Manifest.parse((folder / MANIFEST).read_bytes())
    del found[MANIFEST]
    for name in sorted(manifest.checksums.keys() | {DATABASE[connection.vendor]}):
        if name not in found:
            raise BackupError(f"{name} is missing")
    for name, checksum in found.items():
        if name not in manifest.checksums:
            raise BackupError(f"{name} is not in {MANIFEST}: something was added to the backup")
        if manifest.checksums[name] != checksum:
            raise BackupError(f"{name} is damaged: its checksum is not the one in {MANIFEST}")
    return manifest


def _destination(member: tarfile.TarInfo, folder: Path, photos: Path) -> Path:
    """Where a member is extracted to; BackupError for anything that `backup` does not write."""
    name = PurePosixPath(member.name)
    if not member.isreg():
        raise BackupError(f"{member.name} is not a file")
    if member.name in {MANIFEST, KEY, *DATABASE.values()}:
        return folder / member.name
    if name.parts[:1] != (MEDIA,) or ".." in name.parts or len(name.parts) < 2:
        raise BackupError(f"{member.name} is not part of a backup")
    return photos.joinpath(*name.parts[1:])


def _extract_file(archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> str:
    """Write a member into a new file, which only its owner may read unless it is a photo; its checksum."""
    source: Any = archive.extractfile(member)
    reader: Any = HashingReader(source)
    if not member.name.startswith(f"{MEDIA}/"):
        path.touch(mode=0o600)
    with path.open("wb") as file:
        shutil.copyfileobj(reader, file)
    return str(reader.checksum)


# Renaming into place


def _place_media(photos: Path, media: Path, undo: ExitStack) -> None:
    """Move everything in the folder `photos` one level up, to where all may read them."""
    file_permissions.open_to_all(photos)
    file_permissions.set_mode(media, file_permissions.READ_FOLDER)
    for path in sorted(photos.iterdir()):
        placed = media / path.name
        if placed.exists():
            raise BackupError(f"{placed} exists already; name an empty folder in MEDIA_ROOT")
        path.rename(placed)
        undo.callback(_delete, placed)


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _place_key(key: Path, undo: ExitStack) -> None:
    """Replace the key that this empty site has generated by that of the backup."""
    placed = Path(settings.VAR_DIR) / KEY
    if placed.exists():
        undo.callback(placed.write_bytes, placed.read_bytes())
    draft = placed.with_name(f"{KEY}{STAGING}")
    undo.callback(draft.unlink, missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_bytes(key.read_bytes())
    draft.rename(placed)


def _place_sqlite(database: Path) -> None:
    connection.close()
    name = str(connection.settings_dict["NAME"])
    for suffix in ("-wal", "-shm"):  # of the empty file that is replaced
        Path(name + suffix).unlink(missing_ok=True)
    database.rename(name)


def _restore_postgresql(dump: Path, rows: Mapping[str, int]) -> None:
    """Run the dump as a script of SQL, and count the rows in the same transaction."""
    script, counting = dump.with_name("restore.sql"), dump.with_name("count.sql")
    run_program("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump))
    counting.write_text(_counting_sql(rows))
    connection.close()
    run_client(
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--output=/dev/null",
        "--set=ON_ERROR_STOP=1",
        "--single-transaction",
        f"--file={script}",
        f"--file={counting}",
    )


def _counting_sql(rows: Mapping[str, int]) -> str:
    """SQL that fails, and names the tables, if a table does not have as many rows as it should."""
    counts = " UNION ALL ".join(
        f"SELECT '{table}', (SELECT count(*) FROM \"{table}\"), {count}" for table, count in rows.items()
    )
    return f"""
    RESET search_path;  -- the dump has emptied it
    DO $$ DECLARE wrong text; BEGIN
        SELECT string_agg(name, ', ') INTO wrong FROM ({counts}) AS counted (name, actual, expected)
        WHERE actual <> expected;
        IF wrong IS NOT NULL THEN
            RAISE EXCEPTION 'the rows of % are not those of the backup', wrong;
        END IF;
    END $$;
    """
