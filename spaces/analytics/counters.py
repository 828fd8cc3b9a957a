"""Views, clicks and lists that showed a space, summed by the week, without cookies or personal data.

Pages ask for a picture of one pixel (`views/figures.py`): so a page from a cache counts too, readers without
JavaScript count, and robots, which fetch no pictures, do not. A count is an addition in memory; sums are
written together every `FLUSH_SECONDS`, after a request is answered and by one thread: nobody waits for a
write, not even while an import holds SQLite. A crash loses seconds of counting.
"""

import datetime as dt
import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Iterable

from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from spaces.analytics.models import CountKind, WeeklyCount
from spaces.directory.models import Space

FLUSH_SECONDS = 10
MAX_KEYS = 10_000  # of one flush: invented numbers cannot fill the memory
ROBOTS = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python|okhttp|go-http|java/", re.I)
Key = tuple[int, dt.date, str]  # space, Monday, kind
log = logging.getLogger(__name__)


class Tally:
    """Sums in the memory of one process, for many threads."""

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
        """All sums; the tally is empty afterwards."""
        with self._lock:
            taken, self._sums, self._since = self._sums, Counter(), time.monotonic()
            return dict(taken)

    @property
    def is_due(self) -> bool:
        return bool(self._sums) and time.monotonic() - self._since >= FLUSH_SECONDS


pending = Tally()
_writing = threading.Lock()


def monday(date: dt.date) -> dt.date:
    """The Monday of that week."""
    return date - dt.timedelta(days=date.weekday())


def is_person(request: HttpRequest) -> bool:
    """Whether somebody seems to look: no robot by its own name, no page fetched in advance."""
    agent = request.headers.get("User-Agent", "")
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return bool(agent) and not ROBOTS.search(agent) and "prefetch" not in purpose


def count(request: HttpRequest, kind: CountKind, spaces: Iterable[int]) -> None:
    """Count one view, click or list for each of these spaces, when a person asks."""
    if is_person(request):
        week = monday(timezone.localdate())
        pending.add({(space, week, kind.value): 1 for space in spaces})


def flush_when_due(**kwargs) -> None:
    """After a request is answered."""
    if pending.is_due:
        flush()


def flush() -> None:
    """Write the sums of this process. What cannot be written now waits for the next time."""
    if not _writing.acquire(blocking=False):
        return
    try:
        sums = pending.take()
        try:
            write(sums)
        except DatabaseError:
            pending.add(sums)
            log.exception("Figures could not be written; they wait")
    finally:
        _writing.release()


@transaction.atomic
def write(sums: dict[Key, int]) -> None:
    """Add the sums to the rows of their weeks. Spaces that are gone are left out."""
    if not sums:
        return
    there = set(Space.objects.filter(pk__in={key[0] for key in sums}).values_list("pk", flat=True))
    kept = sorted(key for key in sums if key[0] in there)  # one order, so that two processes do not deadlock
    rows = [WeeklyCount(space_id=space, week=week, kind=kind) for space, week, kind in kept]
    WeeklyCount.objects.bulk_create(rows, ignore_conflicts=True)
    for space, week, kind in kept:
        row = WeeklyCount.objects.filter(space=space, week=week, kind=kind)
        row.update(count=F("count") + sums[space, week, kind])
