"""A dictionary of short texts that may be long: beyond some megabytes it stands in a temporary file.

What an import has seen of a file grows with the file; its memory must not. SQLite keeps such a table well: an
unnamed database is a temporary file that goes with its connection (https://www.sqlite.org/inmemorydb.html).
"""

import sqlite3

MEMORY_KB = 8192


class Spilled:
    """{text: text}; what was set first for a key stands."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute(f"PRAGMA cache_size = -{MEMORY_KB}")
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute("CREATE TABLE pair (key BLOB PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
        self._rows.execute("BEGIN")  # and no end: nobody else reads it

    def setdefault(self, key: str, value: str) -> bool:
        """Remember a pair; returns whether the key is new."""
        added = self._rows.execute("INSERT OR IGNORE INTO pair VALUES (?, ?)", (_bytes(key), value))
        return added.rowcount == 1

    def get(self, key: str) -> str | None:
        found = self._rows.execute("SELECT value FROM pair WHERE key = ?", (_bytes(key),)).fetchone()
        return found[0] if found else None

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None


def _bytes(key: str) -> bytes:
    return key.encode("utf-8", "surrogatepass")
