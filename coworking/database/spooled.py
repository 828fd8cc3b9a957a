"""A dictionary and a list that stand in a temporary file beyond some megabytes.

What an import has seen of a file, and has to say of it, grows with the file; its memory must not. SQLite
keeps the dictionary: an unnamed database is a temporary file that goes with its connection
(https://www.sqlite.org/inmemorydb.html).
"""

import json
import sqlite3
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import Any

IN_MEMORY_BYTES = 1 << 20
MEMORY_KB = 8192


class SpooledDict:
    """{text: text}"""

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

    def __setitem__(self, key: str, value: str) -> None:
        self._rows.execute("INSERT OR REPLACE INTO pair VALUES (?, ?)", (_bytes(key), value))

    def get(self, key: str) -> str | None:
        found = self._rows.execute("SELECT value FROM pair WHERE key = ?", (_bytes(key),)).fetchone()
        return found[0] if found else None

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None


class SpooledList:
    """Anything that JSON can tell, only added to and read through."""

    def __init__(self) -> None:
        self._lines = SpooledTemporaryFile(IN_MEMORY_BYTES, "w+", encoding="utf-8")  # noqa: SIM115
        self._count = 0

    def append(self, item: Any) -> None:
        self._lines.write(json.dumps(item) + "\n")
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        """All of it, in order. Nothing may be added while it is read."""
        self._lines.seek(0)
        yield from map(json.loads, self._lines)


def _bytes(key: str) -> bytes:
    return key.encode("utf-8", "surrogatepass")
