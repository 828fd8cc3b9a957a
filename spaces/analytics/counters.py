"""Count page views, clicks and appearances in lists, per space and week, without cookies or personal data.

Pages embed an image of one pixel (`views.pixel`), so that cached pages are counted, readers without
JavaScript are counted, and robots, which fetch no images, are not. Counting adds to a sum in memory. The sums
are written together every `FLUSH_SECONDS`, after a response has been sent and by one thread, so that nobody
waits for the write, not even while an import locks SQLite. A crash loses the counts of a few seconds.
"""

import datetime as dt
import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from spaces.analytics.models import CountKind, WeeklyCount
from spaces.directory.models import Space

FLUSH_SECONDS = 10
MAX_KEYS = 10_000  # per flush: requests with invented primary keys cannot fill the memory
ROBOTS = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python|okhttp|go-http|java/", re.I)
Key = tuple[int, dt.date, str]  # space, Monday, kind
log = logging.getLogger(__name__)


class Tally:
    """Sums in the memory of one process, shared by its threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: Counter[Key] = Counter()
        self._since = time.monotonic()

    def add(self, sums: dict[Key, int]) -> None:
        with self._lock:
            for key, count in sums.items():
                if key in self._sums or len(self._sums) < MAX_KEYS:
                    self._sums[key] += count

    def take(self) -> dict[Key, int]:
        """Return all sums and reset them."""
        with self._lock:
            taken, self._sums, self._since = self._sums, Counter(), time.monotonic()
            return dict(taken)

    @property
    def has_sums(self) -> bool:
        return bool(self._sums)

    @property
    def is_due(self) -> bool:
        return self.has_sums and time.monotonic() - self._since >= FLUSH_SECONDS


pending = Tally()
_writing = threading.Lock()


def monday(date: dt.date) -> dt.date:
    """Return the Monday of the week of a date."""
    return date - dt.timedelta(days=date.weekday())


def is_person(request: HttpRequest) -> bool:
    """Whether a request seems to come from a person: neither a declared robot nor a prefetch."""
    agent = request.headers.get("User-Agent", "")
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return bool(agent) and not ROBOTS.search(agent) and "prefetch" not in purpose


def count(request: HttpRequest, kind: CountKind, spaces: Iterable[int]) -> None:
    """Count one view, click or appearance of each space (given by primary key), if a person requests it."""
    if is_person(request):
        week = monday(timezone.localdate())
        pending.add({(space, week, kind.value): 1 for space in spaces})


def flush_when_due(**kwargs: Any) -> None:
    """Write the sums if `FLUSH_SECONDS` have passed (receiver of `request_finished`)."""
    if pending.is_due:
        flush()


def flush() -> None:
    """Write the sums of this process; after an error they are added back, for the next time.

    Without sums the database is not opened: that would create a SQLite file after a command that has none.
    """
    if not pending.has_sums or not _writing.acquire(blocking=False):
        return
    try:
        sums = pending.take()
        try:
            write(sums)
        except DatabaseError:
            pending.add(sums)
            log.exception("Counts could not be written; the next flush retries")
    finally:
        _writing.release()


@transaction.atomic
def write(sums: dict[Key, int]) -> None:
    """Add the sums to the rows of their weeks, except for spaces that have been deleted."""
    if not sums:
        return
    existing = set(Space.objects.filter(pk__in={key[0] for key in sums}).values_list("pk", flat=True))
    keys = sorted(
        key for key in sums if key[0] in existing
    )  # a fixed order, so that two processes do not deadlock
    rows = [WeeklyCount(space_id=space, week=week, kind=kind) for space, week, kind in keys]
    WeeklyCount.objects.bulk_create(rows, ignore_conflicts=True)
    for space, week, kind in keys:
        row = WeeklyCount.objects.filter(space=space, week=week, kind=kind)
        row.update(count=F("count") + sums[space, week, kind])
