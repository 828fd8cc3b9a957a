"""Which replicas of the database may be read from: those that answer and do not lag too far behind.

Each process checks again every `CHECK_SECONDS`, when a request comes. The lag is measured by the primary's
own write-ahead log: whether the position that the primary had reached at an earlier check has been replayed.
That needs no special privilege, no synchronised clocks and no table that is written to.
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
RETRY_SECONDS = 10  # each check of a machine that is gone costs one request a connection timeout
# For how long someone who wrote reads from the primary: the allowed lag, and what may pass between two
# checks.
PIN_SECONDS = settings.REPLICA_MAX_LAG_SECONDS + 3 * CHECK_SECONDS
LOG_POSITION = """SELECT pg_wal_lsn_diff(
    CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, '0/0')"""


def log_position(alias: str) -> int | None:
    """How many bytes of log this database has written or replayed; None when it does not answer."""
    connection = connections[alias]
    try:
        with connection.cursor() as cursor:
            cursor.execute(LOG_POSITION if connection.vendor == "postgresql" else "SELECT 0")
            return int(cursor.fetchone()[0])
    except DatabaseError:
        connection.close()
        return None


class Replica:
    """The state of a replica as this process knows it. `clock` counts seconds."""

    def __init__(self, alias: str, clock: Callable[[], float] = time.monotonic):
        self.alias, self.clock = alias, clock
        self.is_healthy = True
        self.next_check = -inf
        self.pending: deque[tuple[float, int]] = deque(maxlen=1000)  # (time, the primary's position then)
        self.caught_up = -inf  # time until which the replica has replayed everything
        self.checking = threading.Lock()

    def is_usable(self) -> bool:
        """Whether to read from it now; checks again when it is time, in one thread only."""
        if self.clock() >= self.next_check and self.checking.acquire(blocking=False):
            try:
                self.check()
            finally:
                self.checking.release()
        return self.is_healthy

    def check(self) -> None:
        primary, replayed = log_position("default"), log_position(self.alias)
        if replayed is None:
            self._set_health("it does not answer")
        elif primary is None:
            self._set_health("")  # no newer data can be had
        else:
            lag = self._lag(primary, replayed)
            too_old = lag > settings.REPLICA_MAX_LAG_SECONDS
            self._set_health(f"it may be {lag:.0f} s behind" if too_old else "")

    def _lag(self, primary: int, replayed: int) -> float:
        """Upper bound, in seconds, of the writes that the replica lacks."""
        now = self.clock()
        self.pending.append((now, primary))
        while self.pending and self.pending[0][1] <= replayed:
            self.caught_up, _position = self.pending.popleft()
        return now - self.caught_up if self.pending else 0

    def _set_health(self, fault: str) -> None:
        if fault and self.is_healthy:
            logger.warning("Replica %s is left out: %s. Reads go elsewhere.", self.alias, fault)
        if not fault and not self.is_healthy:
            logger.warning("Replica %s is used again.", self.alias)
        self.is_healthy = not fault
        self.next_check = self.clock() + (CHECK_SECONDS if self.is_healthy else RETRY_SECONDS)


_replicas: dict[str, Replica] = {}


def get_replica(alias: str) -> Replica:
    return _replicas.setdefault(alias, Replica(alias))


def choose_replica() -> str | None:
    """The alias of a replica to read from, at random; None when none is usable."""
    usable = [alias for alias in settings.REPLICAS if get_replica(alias).is_usable()]
    return random.choice(usable) if usable else None
