"""How far an import is: stored with what it writes, so that a stopped one can be completed or taken back."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from spaces.audit.log import log_action
from spaces.audit.models import SpaceAction, SpaceLogEntry
from spaces.importers.report import SpaceReport
from spaces.importers.runs.models import ImportRun, RunState
from spaces.provenance.models import Source

EXCLUSIVE = (
    "import"  # what imports and their undoing hold, one at a time (`coworking.database.writing.exclusive`)
)
WRITTEN = ("created", "updated")
log = logging.getLogger(__name__)


class ImportStopped(Exception):
    """An import ended before its end. What it wrote until then is whole, and marked as a part."""

    def __init__(self, run: ImportRun) -> None:
        message = _(
            "the import stopped (%(problem)s). The same file again completes import %(number)s, and"
            " undo_import %(number)s takes it back"
        )
        super().__init__(message % {"problem": run.problem, "number": run.pk})


def digest_of(path: Path, *stated: object) -> str:
    """The digest of a file and what is stated of it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update(repr(stated).encode())
    return digest.hexdigest()


class RunProgress:
    """One import of a source, whose lock the caller holds; `earlier` is what a stopped part of it wrote."""

    def __init__(self, source: Source, digest: str, file_name: str, actor: User | None, is_logged: bool):
        self.is_logged = is_logged
        latest = ImportRun.objects.filter(source=source).first()
        ImportRun.objects.filter(state=RunState.RUNNING).update(
            state=RunState.STOPPED, problem=_("it ended without a word")
        )
        is_part = latest and latest.state != RunState.FINISHED and not latest.taken_back_at
        self.is_resumed = bool(latest and is_part and latest.digest == digest)
        if latest and self.is_resumed:
            self.run = latest
            self.run.state, self.run.problem = RunState.RUNNING, ""
            self.run.save(update_fields=["state", "problem"])
        else:
            self.run = self._start(source, digest, file_name, actor)
        self.earlier = {key: self.run.counts.get(key, 0) for key in WRITTEN}

    @transaction.atomic
    def _start(self, source: Source, digest: str, file_name: str, actor: User | None) -> ImportRun:
        run = ImportRun.objects.create(
            source=source,
            digest=digest,
            file_name=file_name[:255],
            actor=actor,
            state=RunState.RUNNING,
            started_at=timezone.now(),
        )
        if self.is_logged:
            log_action(actor, SpaceAction.IMPORTED, None, about=str(source), before={"run": run.pk})
        return run

    def save(self, report: SpaceReport) -> None:
        """Store how far it is; in the transaction of what was written."""
        self.run.counts = self._counts(report)
        self.run.save(update_fields=["counts"])

    def _counts(self, report: SpaceReport) -> dict[str, int]:
        """The counts of a report and of the part before it, which it found unchanged."""
        counts = report.stored_counts()
        for key in WRITTEN:
            counts[key] += self.earlier[key]
        counts["unchanged"] = max(0, counts["unchanged"] - sum(self.earlier.values()))
        return counts

    @contextmanager
    def marked(self) -> Iterator[None]:
        """Mark the run as stopped if the block fails. Raises ImportStopped from the error."""
        try:
            yield
        except BaseException as error:
            self._stop(error)
            if isinstance(error, Exception):
                raise ImportStopped(self.run) from error
            raise

    def _stop(self, error: BaseException) -> None:
        log.warning("Import %s stopped", self.run.pk, exc_info=error)
        self.run.state = RunState.STOPPED
        self.run.problem = f"{type(error).__name__}: {error}".rstrip(": ")[:500]
        try:
            if not connection.needs_rollback:
                ImportRun.objects.filter(pk=self.run.pk).update(
                    state=self.run.state, problem=self.run.problem
                )
        except DatabaseError:
            log.exception("Import %s cannot be marked: the next one finds it", self.run.pk)

    @transaction.atomic
    def finish(self, report: SpaceReport) -> None:
        """Store the report with the run. Of one that is not logged no run remains."""
        if not self.is_logged:
            self.run.delete()
            return
        run, counts = self.run, self._counts(report)
        run.state, run.finished_at, run.counts = RunState.FINISHED, timezone.now(), counts
        run.report, report.run = report.as_stored(), run.pk
        run.save()
        text = ", ".join(f"{n} {outcome}" for outcome, n in counts.items() if n and outcome != "read")
        entries = SpaceLogEntry.objects.filter(action=SpaceAction.IMPORTED, before__run=run.pk)
        entries.update(reason=text[:500])
