"""Running an import of comments: from a file to the database, or to a report of what would happen.

Each record ends as exactly one outcome; a second run of the same file changes nothing. What one batch brings
is looked up together, merged in the order of the file, and written together.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from coworking.database import bulk
from coworking.database.writing.exclusive import exclusive
from coworking.database.writing.rehearsal import rehearsal
from coworking.database.writing.short_transactions import short_transaction
from coworking.database.writing.spooled import SpooledBatches, SpooledDict
from coworking.files.import_report import ImportReport
from coworking.files.unpacking import unpacked
from reviews.comments.models import Comment
from reviews.importers.authors import AuthorFinder
from reviews.importers.existing import BatchMerger, StoredRecord
from reviews.importers.formats.base import CommentFormat
from reviews.importers.models import ImportedComment
from reviews.importers.record import CommentRecord
from reviews.importers.registry import AUTO, detect_format
from reviews.importers.reply_links import ReplyLinker
from reviews.importers.thread_mapping import read_map, split_url
from reviews.importers.threads import ThreadFinder
from reviews.near_duplicates.queries import queue_near_matches_of_batch

OUTCOMES = (
    "created",
    "duplicate_exact",
    "duplicate_normalised",
    "pingback",
    "held",
    "unchanged",
    "skipped",
    "failed",
)
BATCH = 200  # a second each, with their near duplicates
MAX_CHARACTERS = 20_000


@dataclass(frozen=True)
class CommentImportOptions:
    """What the person who imports states of the file. Without `source` it is the site's host name.

    `thread_map` is a CSV that `thread_mapping.read_map` reads.
    """

    format: str = AUTO
    source: str = ""
    thread_map: Path | None = None


def run_import(
    path: Path,
    options: CommentImportOptions,
    *,
    dry_run: bool = False,
    progress: Callable[[int], object] = lambda count: None,
) -> ImportReport:
    """Import a file, in short transactions beside which others write; a dry run stores nothing.

    The file may be packed with gzip. `progress` is called with the size of each stored batch. Nothing is
    written before the whole file was read: raises UnreadableFile when it, or any part of it, cannot be.
    Raises Occupied while another such import runs. What an error stops is completed by the same call again.
    """
    report = ImportReport(OUTCOMES)
    slugs_by_url = read_map(options.thread_map) if options.thread_map else {}
    with unpacked(path) as file:
        file_format = detect_format(file, options.format)
        source = options.source or _source_name(file, file_format)
        batches = SpooledBatches(file_format.read(file, report.note), BATCH)
        with rehearsal() if dry_run else exclusive("import_comments"):
            importer = CommentImporter(source[:200], report, slugs_by_url)
            for batch in batches:
                with short_transaction():
                    importer.store_batch(batch)
                progress(len(batch))
            importer.finish()
    return report


def _source_name(path: Path, file_format: CommentFormat) -> str:
    """The host name of the site that a file came from, else its name, else the format's."""
    source = file_format.read_source(path)
    return split_url(source).netloc or source or file_format.key


class CommentImporter:
    """Stores the comments of one source, each batch in a transaction; `report` counts what became of them."""

    def __init__(self, source: str, report: ImportReport, slugs_by_url: dict[str, str]):
        self.source, self.report = source, report
        self.threads = ThreadFinder(source, report, slugs_by_url)
        self.authors = AuthorFinder(source)
        self.replies = ReplyLinker(source, report)
        self.digests = SpooledDict()  # {id of a record of this file: digest}
        self.not_comments: Counter[str] = Counter()
        self.now = timezone.now()

    def store_batch(self, batch: list[CommentRecord]) -> None:
        """Store a batch of records, in a bounded number of queries."""
        refs = {record.ref for record in batch}
        imported = ImportedComment.objects.filter(source=self.source, ref__in=refs)
        known = set(imported.values_list("ref", "digest"))
        known_refs = {ref for ref, _digest in known}
        self._add_ratings([record for record in batch if record.rating and record.ref in known_refs])
        self.replies.wait_again([record for record in batch if (record.ref, record.digest) in known])
        self._store([record for record in batch if self._is_new(record, known, known_refs)])

    def finish(self) -> None:
        """Link the replies that came before their parents, and report how many records are no comments."""
        self.replies.finish()
        for what, count in sorted(self.not_comments.items()):
            self.report.note(what, f"{count} of them in the file: not written by visitors, not imported")

    def _is_new(self, record: CommentRecord, known: set[tuple[str, str]], known_refs: set[str]) -> bool:
        """Whether to store a record; the outcome of the others is counted.

        `known` holds (id, digest) of comments imported before; the record is added where it is new.
        """
        if record.not_a_comment:
            self.not_comments[record.not_a_comment] += 1
            self.report.add("skipped")
            return False
        seen = self.digests.get(record.ref) if record.ref else None
        if (record.ref, record.digest) in known:
            self.report.add("unchanged")
            self.digests[record.ref] = record.digest
        elif seen == record.digest:
            self.report.add("unchanged")
        elif not record.text and not record.is_pingback:
            self.report.add("skipped", record.label, "it says nothing")
        elif len(record.text) > MAX_CHARACTERS:
            self.report.add("failed", record.label, f"longer than {MAX_CHARACTERS} characters")
        elif record.ref and record.ref in known_refs and seen is None:
            self.digests[record.ref] = record.digest
            self.report.add("skipped", record.label, "changed at its source since; what was imported stands")
        else:
            if seen is not None:
                self.report.note(record.label, "another comment bears this id; both are kept")
            self.digests.setdefault(record.ref, record.digest)
            known.add((record.ref, record.digest))
            self._check_date(record)
            return True
        return False

    def _check_date(self, record: CommentRecord) -> None:
        """Take a date in the future for unknown. The digest, computed before, is that of the stated date."""
        if record.posted_at and record.posted_at > self.now:
            when = record.posted_at.date().isoformat()
            self.report.note(record.label, f"its date {when} is in the future: stored without a date")
            record.posted_at = None

    def _store(self, records: list[CommentRecord]) -> None:
        threads = self.threads.find([record.page for record in records])
        authors = self.authors.find(records)
        merger = BatchMerger(self.source, records, threads, authors)
        stored = merger.merge()
        merger.save()
        for one in stored:
            self.report.add(one.outcome)
            if one.record.rating and one.record.rating != one.comment.rating:
                reason = f"{one.record.rating} stars not used: its comment has {one.comment.rating}"
                self.report.note(one.record.label, reason)
        self._log_imported(stored)
        queue_near_matches_of_batch(merger.new)
        self.replies.link_batch(stored)

    def _add_ratings(self, records: list[CommentRecord]) -> None:
        """Add the stars of comments that were imported before from a file without them."""
        rated = {record.ref: record for record in records}
        imported = ImportedComment.objects.filter(source=self.source, ref__in=rated).exclude(comment=None)
        refs = dict(imported.values_list("comment", "ref"))
        for comment in Comment.objects.select_for_update().filter(pk__in=refs).order_by("pk"):
            record = rated[refs[comment.pk]]
            if comment.rating is None and comment.text == record.text:
                Comment.objects.filter(pk=comment.pk).update(rating=record.rating)
                self.report.note(record.label, f"{record.rating} stars added to the comment imported before")
            elif comment.rating != record.rating:
                self.report.note(record.label, f"{record.rating} stars not used: its comment has other ones")

    def _log_imported(self, stored: list[StoredRecord]) -> None:
        """Save which records were imported, so that the next run recognises them."""
        columns: bulk.ColumnValues = {
            "source": [self.source] * len(stored),
            "ref": [one.record.ref for one in stored],
            "digest": [one.record.digest for one in stored],
            "outcome": [one.outcome for one in stored],
            "comment_id": [one.comment.pk for one in stored],
            "duplicate_id": [one.duplicate.pk if one.duplicate else None for one in stored],
        }
        bulk.insert_columns(ImportedComment, columns)
