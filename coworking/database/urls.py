"""Database settings from a URL such as `postgres://user:password@host:5432/name`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dj_database_url

from coworking.environment import PROJECT_DIR, ConfigurationError, check_writable

SQLITE = {
    # One writer at a time, readers never wait: https://www.sqlite.org/wal.html
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,  # seconds that a command waits for its turn to write
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=2147418112;",
}
# Requests wait less: those that wait hold the threads that serve readers.
REQUEST_TIMEOUT = 3
SQLITE_ENGINE = "django.db.backends.sqlite3"
ENGINES = {SQLITE_ENGINE, "django.db.backends.postgresql"}
# A machine that is gone is noticed in seconds, not after the two minutes that TCP would wait.
POSTGRESQL = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
# What belongs to one connection: prepared statements. (Server-side cursors too: see below.)
OWN_CONNECTION = {"prepare_threshold": 0}


def database(url: str, is_pooled: bool = False, setting: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's settings for the database at `url`. Options in the URL (`?sslmode=require`) take precedence.

    A relative path of SQLite is relative to the project's folder, from wherever a command is run.
    `is_pooled`: behind a pooler in transaction mode, nothing may belong to one connection.
    Raises ConfigurationError, which names the `setting`, for anything but SQLite and PostgreSQL.
    """
    found = _parse(url, setting)
    if found["ENGINE"].endswith("sqlite3"):
        return found | {"OPTIONS": SQLITE | found.get("OPTIONS", {})}
    defaults = POSTGRESQL if is_pooled else POSTGRESQL | OWN_CONNECTION
    return found | {
        "OPTIONS": defaults | found.get("OPTIONS", {}),
        "DISABLE_SERVER_SIDE_CURSORS": is_pooled,
    }


def _parse(url: str, setting: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    except ValueError:  # an unknown scheme, a port that is no number
        found = {}
    name = str(found.get("NAME", ""))
    if not name or found["ENGINE"] not in ENGINES:
        shown = "is empty" if not url else f"is not the URL of a database ({url.partition('://')[0]}://...)"
        raise ConfigurationError(
            f"{setting} {shown}: write postgres://user:password@host:5432/name or"
            " sqlite:////absolute/path.sqlite3; without DATABASE_URL there is a SQLite database in VAR_DIR."
        )
    if found["ENGINE"] == SQLITE_ENGINE and not name.startswith((":memory:", "file:")):
        found["NAME"] = str(PROJECT_DIR / name)
    return found


def shorten_waits(databases: Mapping[str, dict[str, Any]]) -> None:
    """Let this process wait for its turn to write to SQLite as requests do, unless a URL says how long."""
    for found in databases.values():
        if found["ENGINE"] == SQLITE_ENGINE and found["OPTIONS"].get("timeout") == SQLITE["timeout"]:
            found["OPTIONS"]["timeout"] = REQUEST_TIMEOUT


def check_database_folder(settings: dict[str, Any]) -> None:
    """Raise ConfigurationError if SQLite cannot create files beside its database, as each write does."""
    path = Path(str(settings["NAME"]))
    if settings["ENGINE"] == SQLITE_ENGINE and path.is_absolute():
        check_writable(path.parent, "DATABASE_URL or VAR_DIR")


def sqlite_url(path: Path) -> str:
    """The URL of the SQLite database in a file."""
    return f"sqlite:///{quote(str(path))}"
