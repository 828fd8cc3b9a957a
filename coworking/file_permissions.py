"""Who on this machine may read the files of the site.

Everybody may read photos and static files, for a web server such as nginx has a user of its own; nobody but
their owner may read the rest. VAR_DIR can be passed through, but not listed.
"""

import logging
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

log = logging.getLogger(__name__)
PASS_THROUGH: int = 0o711
READ_FOLDER: int = 0o755
READ_FILE: int = 0o644
OTHERS = 0o077


def protect(folder: Path, public: Iterable[Path]) -> None:
    """Repair the permissions in the folder of the site's data; `public` are the folders to be read by all.

    What is inside a folder that is right already is not looked at: it can have millions of photos. Links and
    sockets are left alone.
    """
    if not folder.is_dir():
        return
    open_folders = [path for path in public if path.is_relative_to(folder)]
    set_mode(folder, PASS_THROUGH)
    for entry in sorted(folder.iterdir()):
        if entry.is_symlink():
            continue
        if entry in open_folders:
            open_to_all(entry)
        elif entry.is_dir() and any(path.is_relative_to(entry) for path in open_folders):
            protect(entry, open_folders)
        else:
            close_to_others(entry)


def open_to_all(folder: Path) -> None:
    """Let everybody read a folder and what is in it, unless everybody may read the folder already."""
    if _mode(folder) == READ_FOLDER:
        return
    for path in folder.rglob("*"):
        if not path.is_symlink():
            set_mode(path, READ_FOLDER if path.is_dir() else READ_FILE)
    set_mode(folder, READ_FOLDER)  # last, so that a repair that was interrupted is done again


def close_to_others(path: Path) -> None:
    """Leave a file, or a folder with what is in it, to its owner alone."""
    mode = _mode(path)
    if not (path.is_dir() or path.is_file()) or not mode & OTHERS:
        return
    if path.is_dir():
        for entry in path.iterdir():
            if not entry.is_symlink():
                close_to_others(entry)
    set_mode(path, mode & ~OTHERS)


def close_database(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Leave SQLite's files in VAR_DIR to their owner; for the signal `connection_created`.

    SQLite creates its database with the permissions of any new file, and the files beside it with those of
    the database.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and Path(name).is_relative_to(settings.VAR_DIR):
        for suffix in ("", "-wal", "-shm"):
            close_to_others(Path(name + suffix))


def set_mode(path: Path, mode: int) -> None:
    """Set the permissions of a file or folder; if that is not allowed, log it and go on."""
    if _mode(path) in (0, mode):
        return
    try:
        os.chmod(path, mode)
    except FileNotFoundError:
        pass
    except OSError as error:
        log.warning("The permissions of %s cannot be set to %o: %s.", path, mode, error.strerror)


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.lstat().st_mode)
    except FileNotFoundError:  # another process has just deleted it
        return 0
