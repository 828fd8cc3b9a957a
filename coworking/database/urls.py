"""Database settings from a URL such as `postgres://user:password@host:5432/name`."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import dj_database_url

SQLITE = {
    # One writer at a time, readers never wait: https://www.sqlite.org/wal.html
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=2147418112;",
}
# A machine that is gone is noticed in seconds, not after the two minutes that TCP would wait.
POSTGRESQL = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
# What belongs to one connection: prepared statements. (Server-side cursors too: see below.)
OWN_CONNECTION = {"prepare_threshold": 0}


def database(url: str, is_pooled: bool = False) -> dict[str, Any]:
    """Django's settings for the database at `url`. Options in the URL (`?sslmode=require`) take precedence.

    `is_pooled`: behind a pooler in transaction mode, nothing may belong to one connection.
    """
    found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    if found["ENGINE"].endswith("sqlite3"):
        return found | {"OPTIONS": SQLITE | found.get("OPTIONS", {})}
    defaults = POSTGRESQL if is_pooled else POSTGRESQL | OWN_CONNECTION
    return found | {
        "OPTIONS": defaults | found.get("OPTIONS", {}),
        "DISABLE_SERVER_SIDE_CURSORS": is_pooled,
    }


def sqlite_url(path: Path) -> str:
    """The URL of the SQLite database in a file."""
    return f"sqlite:///{quote(str(path))}"
