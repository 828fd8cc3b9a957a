"""A dictionary and lists that move to a temporary file beyond some megabytes.

What an import remembers of a file, and reports about it, grows with the file; its memory must not. SQLite
holds the dictionary: an unnamed database is a temporary file that is deleted with its connection
(https://www.sqlite.org/inmemorydb.html).
"""

import json
import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import Any, Generic, TypeVar

T = TypeVar("T")
LIST_IN_MEMORY_BYTES = 1 << 20
BATCHES_IN_MEMORY_BYTES = 8 << 20
DICT_IN_MEMORY_KB = 8192


class SpooledDict:
    """{text: text}"""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute(f"PRAGMA cache_size = -{DICT_IN_MEMORY_KB}")
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE pair (key BLOB PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
        self._database.execute("BEGIN")  # never committed: nobody else reads it

    def setdefault(self, key: str, value: str) -> bool:
        """Add a pair unless the key exists; returns whether it was added."""
        added = self._database.execute("INSERT OR IGNORE INTO pair VALUES (?, ?)", (_bytes(key), value))
        return added.rowcount == 1

    def __setitem__(self, key: str, value: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO pair VALUES (?, ?)", (_bytes(key), value))

    def get(self, key: str) -> str | None:
        found = self._database.execute("SELECT value FROM pair WHERE key = ?", (_bytes(key),)).fetchone()
        return found[0] if found else None

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None


class SpooledList:
    """A list of JSON values that is only appended to and iterated."""

    def __init__(self) -> None:
        self._lines = SpooledTemporaryFile(LIST_IN_MEMORY_BYTES, "w+", encoding="utf-8")  # noqa: SIM115
        self._count = 0

    def append(self, item: Any) -> None:
        self._lines.write(json.dumps(item) + "\n")
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        """All items, in order. Nothing may be appended during the iteration."""
        self._lines.seek(0)
        yield from map(json.loads, self._lines)


class SpooledBatches(Generic[T]):
    """Objects that this process made, in lists of `size`. They are read once the last one is written."""

    def __init__(self, items: Iterable[T], size: int) -> None:
        self._file = SpooledTemporaryFile(BATCHES_IN_MEMORY_BYTES)  # noqa: SIM115
        self._count, rest = 0, iter(items)
        while batch := list(islice(rest, size)):
            pickle.dump(batch, self._file, pickle.HIGHEST_PROTOCOL)
            self._count += 1

    def __iter__(self) -> Iterator[list[T]]:
        self._file.seek(0)
        for _batch in range(self._count):
            yield pickle.load(self._file)


def _bytes(key: str) -> bytes:
    return key.encode("utf-8", "surrogatepass")
