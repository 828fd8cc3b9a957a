"""Which replicas of the database may be read from: those that answer and are not too far behind.

Each process looks again every `CHECK_SECONDS`, when a request comes. How far behind a replica is, is measured
with the primary's own log: what the primary had written at an earlier look is replayed there, or not. That
needs no special right, no clock shared by two machines, and no table that somebody writes to.
"""

import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable
from math import inf

from django.conf import settings
from django.db import DatabaseError, connections

logger = logging.getLogger(__name__)
CHECK_SECONDS = 2
RETRY_SECONDS = 10  # a machine that is gone costs a request the time of a connection that fails
# For how long one who wrote reads from the primary: the bound, and what may pass between two looks.
PIN_SECONDS = settings.REPLICA_MAX_LAG_SECONDS + 3 * CHECK_SECONDS
POSITION = """SELECT pg_wal_lsn_diff(
    CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, '0/0')"""


def log_position(alias: str) -> int | None:
    """How many bytes of log this database has written or replayed; None when it does not answer."""
    connection = connections[alias]
    try:
        with connection.cursor() as cursor:
            cursor.execute(POSITION if connection.vendor == "postgresql" else "SELECT 0")
            return int(cursor.fetchone()[0])
    except DatabaseError:
        connection.close()
        return None


class Replica:
    """One replica as this process knows it. `clock` counts seconds."""

    def __init__(self, alias: str, clock: Callable[[], float] = time.monotonic):
        self.alias, self.clock = alias, clock
        self.is_good = True
        self.next_look = -inf
        self.marks: deque[tuple[float, int]] = deque(maxlen=1000)  # (when, what the primary had written)
        self.caught_up = -inf  # it holds all that was written until then
        self.looking = threading.Lock()

    def is_usable(self) -> bool:
        """Whether to read from it now; looks anew when it is time, one thread at once."""
        if self.clock() >= self.next_look and self.looking.acquire(blocking=False):
            try:
                self.look()
            finally:
                self.looking.release()
        return self.is_good

    def look(self) -> None:
        primary, replayed = log_position("default"), log_position(self.alias)
        if replayed is None:
            self._judge("it does not answer")
        elif primary is None:
            self._judge("")  # what it holds is the best there is
        else:
            lag = self._lag(primary, replayed)
            too_old = lag > settings.REPLICA_MAX_LAG_SECONDS
            self._judge(f"it may be {lag:.0f} s behind" if too_old else "")

    def _lag(self, primary: int, replayed: int) -> float:
        """At most so many seconds of writing are missing from the replica."""
        now = self.clock()
        self.marks.append((now, primary))
        while self.marks and self.marks[0][1] <= replayed:
            self.caught_up, _position = self.marks.popleft()
        return now - self.caught_up if self.marks else 0

    def _judge(self, fault: str) -> None:
        if fault and self.is_good:
            logger.warning("Replica %s is left out: %s. Reads go elsewhere.", self.alias, fault)
        if not fault and not self.is_good:
            logger.warning("Replica %s is used again.", self.alias)
        self.is_good = not fault
        self.next_look = self.clock() + (CHECK_SECONDS if self.is_good else RETRY_SECONDS)


_replicas: dict[str, Replica] = {}


def get_replica(alias: str) -> Replica:
    return _replicas.setdefault(alias, Replica(alias))


def choose_replica() -> str | None:
    """The alias of a replica to read from, or None when there is none to be had."""
    usable = [alias for alias in settings.REPLICAS if get_replica(alias).is_usable()]
    return random.choice(usable) if usable else None
