"""How a database is spoken to, from its address alone."""

from typing import Any

import dj_database_url

SQLITE = {
    # One writer at a time, readers never wait: https://www.sqlite.org/wal.html
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=2147418112;",
}
# A machine that is gone is noticed in seconds, not after the two minutes that TCP would wait.
POSTGRESQL = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
# What is bound to one connection: statements that are planned once for it, cursors that live on the server.
OWN_CONNECTION = {"prepare_threshold": 0}


def database(url: str, is_pooled: bool = False) -> dict[str, Any]:
    """Settings of the database at `url` for Django. Options in the address (`?sslmode=require`) win.

    Behind a pooler that hands connections out by the transaction, nothing is bound to one (`is_pooled`).
    """
    found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    if found["ENGINE"].endswith("sqlite3"):
        return found | {"OPTIONS": SQLITE | found.get("OPTIONS", {})}
    usual = POSTGRESQL if is_pooled else POSTGRESQL | OWN_CONNECTION
    return found | {
        "OPTIONS": usual | found.get("OPTIONS", {}),
        "DISABLE_SERVER_SIDE_CURSORS": is_pooled,
    }
