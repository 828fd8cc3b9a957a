"""Running a feed: fetch its file, see whether it shrank suspiciously, import it, store what came of it."""

import datetime as dt
import logging
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.audit.locks import lock
from coworking.audit.registry import NotPossible
from coworking.database.writing.exclusive import Occupied
from coworking.files.errors import UnreadableFile
from coworking.files.parquet import is_parquet
from spaces.audit.log import log_action
from spaces.audit.models import SpaceAction
from spaces.importers.complete.missing import SHRUNK
from spaces.importers.feeds.fetch import IN_COMMAND, IN_REQUEST, Bounds, FeedFile, FetchError, fetched
from spaces.importers.feeds.models import READ_STATES, Feed, FeedReading, FeedState
from spaces.importers.report import SpaceReport
from spaces.importers.run import ImportOptions, run_import
from spaces.importers.runs.progress import ImportStopped

logger = logging.getLogger(__name__)
MOST_HOURS = 12  # after which the process that began a reading is believed to be gone


def due_feeds() -> list[Feed]:
    """The active feeds that are to be read today."""
    return [feed for feed in Feed.objects.filter(is_active=True).select_related("source") if feed.is_due]


def run_feed(
    feed: Feed, actor: User | None = None, bounds: Bounds = IN_COMMAND, *, is_forced: bool = False
) -> FeedReading:
    """Read a feed, and import its file if it has changed; `is_forced` even if it has not.

    Of a file with suspiciously few records nothing is imported before somebody says yes. Raises NotPossible
    while another process reads the feed.
    """
    with _reading_of(feed) as reading:
        last = None if is_forced else feed.readings.filter(state__in=READ_STATES).exclude(digest="").first()
        with fetched(feed, bounds, last) as file:
            if file is None or (last and file.digest == last.digest):
                reading.state = FeedState.UNCHANGED
                return reading
            if bounds == IN_REQUEST and is_parquet(file.path):  # nothing bounds its memory
                raise FetchError(_("Parquet is imported by manage.py run_feeds alone"))
            _remember(reading, file)
            report = run_import(file.path, _options(feed), dry_run=True)
            if not report.read:
                raise UnreadableFile(_("there is no record in it"))
            reading.message = _suspicion(feed, report)
            _replace_waiting(feed)
            if reading.message:
                _let_wait(reading, report, file.path)
            else:
                _import(reading, file.path, actor)
    return reading


def accept(reading: FeedReading, actor: User) -> None:
    """Import the file of a reading that waits, although it has suspiciously few records.

    Raises NotPossible if it does not wait any more.
    """
    feed = reading.feed
    with _claimed(feed):
        reading.refresh_from_db()
        if reading.state != FeedState.WAITING or not reading.waiting_file.is_file():
            raise NotPossible(_("This file does not wait any more: run the feed again."))
        with _recorded(reading):
            _import(reading, reading.waiting_file, actor, accept_shrunk=True)
        reading.waiting_file.unlink(missing_ok=True)


def decline(reading: FeedReading, actor: User, reason: str) -> None:
    """Leave the file of a reading that waits. It is not asked about again before it changes.

    Raises NotPossible if it does not wait any more, or while its feed is read.
    """
    with _claimed(reading.feed), transaction.atomic():
        reading = lock(FeedReading.objects.select_related("feed__source"), reading.pk)
        if reading.state != FeedState.WAITING:
            raise NotPossible(_("This file does not wait any more: run the feed again."))
        FeedReading.objects.filter(pk=reading.pk).update(state=FeedState.DECLINED)
        Feed.objects.filter(pk=reading.feed_id, state=FeedState.WAITING).update(state=FeedState.DECLINED)
        log_action(actor, SpaceAction.FEED_DECLINED, None, reason, about=str(reading.feed))
        transaction.on_commit(lambda: reading.waiting_file.unlink(missing_ok=True))


def _options(feed: Feed, *, accept_shrunk: bool = False) -> ImportOptions:
    return ImportOptions(
        feed.source.name,
        feed.format,
        key=feed.source.key,
        is_complete=feed.is_complete,
        area=feed.area,
        accept_shrunk=accept_shrunk,
    )


@contextmanager
def _claimed(feed: Feed) -> Iterator[None]:
    """Let no other process read the feed meanwhile. Raises NotPossible if one does."""
    now = timezone.now()
    is_free = Q(running_since=None) | Q(running_since__lt=now - dt.timedelta(hours=MOST_HOURS))
    if not Feed.objects.filter(is_free, pk=feed.pk).update(running_since=now):
        raise NotPossible(_("This feed is being read at this moment."))
    try:
        yield
    finally:
        Feed.objects.filter(pk=feed.pk, running_since=now).update(running_since=None)


@contextmanager
def _reading_of(feed: Feed) -> Iterator[FeedReading]:
    """A new reading of a feed, whose outcome is stored with the feed at the end."""
    with _claimed(feed):
        interrupted = _("the process that read it did not come to its end")
        feed.readings.filter(state=FeedState.RUNNING).update(state=FeedState.FAILED, message=interrupted)
        reading = FeedReading.objects.create(feed=feed)
        with _recorded(reading):
            yield reading


@contextmanager
def _recorded(reading: FeedReading) -> Iterator[None]:
    """Store the outcome of the block with a reading and with its feed, an error too."""
    try:
        yield
    except (FetchError, UnreadableFile, ImportStopped) as error:
        _fail(reading, str(error))
    except Occupied:
        _fail(reading, _("Another import is running: try again when it is done."))
    except Exception:
        logger.exception("Feed %s failed.", reading.feed_id)
        _fail(reading, _("this program failed: its log has the error"))
    reading.finished_at = timezone.now()
    reading.save()
    feed = reading.feed
    feed.checked_at = reading.finished_at
    changed = ["checked_at"]
    # What waits goes on waiting while there is no news.
    if reading.state != FeedState.UNCHANGED or feed.state == FeedState.FAILED:
        feed.state, feed.message = reading.state, reading.message
        changed += ["state", "message"]
    feed.save(update_fields=changed)


def _fail(reading: FeedReading, message: str) -> None:
    """Note a failure. The file is read again next time, even if it has not changed."""
    reading.state, reading.message = FeedState.FAILED, message
    reading.etag = reading.last_modified = reading.digest = ""


def _remember(reading: FeedReading, file: FeedFile) -> None:
    reading.etag, reading.last_modified, reading.digest = file.etag, file.last_modified, file.digest


def _suspicion(feed: Feed, report: SpaceReport) -> str:
    """Why a file must not be imported before somebody says yes; "" if nothing speaks against it.

    A complete one is compared with what the source has in its area, any other with the last file.
    """
    if report.why_incomplete:
        return _("it does not count as complete: %(why)s") % {"why": report.why_incomplete}
    last = feed.readings.filter(state=FeedState.IMPORTED).first()
    usable = report.read - report.counts["skipped"] - report.counts["failed"]
    if last and usable < last.usable * SHRUNK:
        message = _("the last file had %(last)s usable records, this one has %(count)s")
        return message % {"last": last.usable, "count": usable}
    return ""


def _replace_waiting(feed: Feed) -> None:
    """End the wait of earlier files, because there is a newer one."""
    waiting: Iterable[FeedReading] = feed.readings.filter(state=FeedState.WAITING)
    for earlier in waiting:
        earlier.waiting_file.unlink(missing_ok=True)
    feed.readings.filter(state=FeedState.WAITING).update(state=FeedState.REPLACED)


def _let_wait(reading: FeedReading, report: SpaceReport, path: Path) -> None:
    reading.state = FeedState.WAITING
    _store_report(reading, report)
    reading.waiting_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    reading.waiting_file.touch(mode=0o600)
    shutil.copyfile(path, reading.waiting_file)


def _import(reading: FeedReading, path: Path, actor: User | None, *, accept_shrunk: bool = False) -> None:
    feed = reading.feed
    name = Path(feed.location.partition("?")[0]).name
    options = _options(feed, accept_shrunk=accept_shrunk)
    report = run_import(path, options, actor=actor, file_name=name)
    reading.state, reading.message = FeedState.IMPORTED, ""
    reading.run_id = report.run
    _store_report(reading, report)


def _store_report(reading: FeedReading, report: SpaceReport) -> None:
    reading.counts, reading.report = report.stored_counts(), report.as_stored()
