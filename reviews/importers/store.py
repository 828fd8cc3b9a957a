"""From records to comments, batch by batch: each ends as exactly one outcome, the second run changes nothing.

What one batch brings is looked up together, judged in the order of the file, and written together.
"""

from collections.abc import Iterable
from itertools import islice

from coworking.database import bulk
from coworking.database.spooled import SpooledDict
from reviews.importers.authors import AuthorFinder
from reviews.importers.existing import Standing, Taken
from reviews.importers.models import ImportedComment
from reviews.importers.record import Record
from reviews.importers.reply_links import Replies
from reviews.importers.report import Report
from reviews.importers.threads import ThreadFinder
from reviews.near_duplicates.matches import note_all

BATCH = 1000
LONGEST = 20_000


class Store:
    """Takes the records of one source in. The command keeps one transaction around it."""

    def __init__(self, source: str, report: Report, by_url: dict[str, str] | None = None):
        self.source, self.report = source, report
        self.threads = ThreadFinder(source, report, by_url or {})
        self.authors = AuthorFinder(source)
        self.replies = Replies(source, report)
        self.seen = SpooledDict()

    def take(self, records: Iterable[Record]) -> int:
        """Store up to one batch of records. Returns how many there were."""
        batch = list(islice(records, BATCH))
        known = self._known({record.ref for record in batch})
        known_refs = {ref for ref, _digest in known}
        self._store([record for record in batch if self._is_new(record, known, known_refs)])
        return len(batch)

    def finish(self) -> None:
        """Give the replies that came before what they answer their parents."""
        self.replies.finish()

    def _known(self, refs: set[str]) -> set[tuple[str, str]]:
        """(id, digest) of what is here already under these ids."""
        rows = ImportedComment.objects.filter(source=self.source, ref__in=refs)
        return set(rows.values_list("ref", "digest"))

    def _is_new(self, record: Record, known: set[tuple[str, str]], known_refs: set[str]) -> bool:
        """Whether to store a record; what becomes of the others is counted. `known` learns those to store."""
        where, seen = name_of(record), self.seen.get(record.ref) if record.ref else None
        if (record.ref, record.digest) in known:
            self.report.add("unchanged")
            self.seen[record.ref] = record.digest
        elif seen == record.digest:
            self.report.add("unchanged")
        elif not record.text and not record.is_pingback:
            self.report.add("skipped", where, "it says nothing")
        elif len(record.text) > LONGEST:
            self.report.add("failed", where, f"longer than {LONGEST} characters")
        elif record.ref and record.ref in known_refs and seen is None:
            self.seen[record.ref] = record.digest
            self.report.add("skipped", where, "changed at its source since; what was imported stands")
        else:
            if seen is not None:
                self.report.note(where, "another comment bears this id; both are kept")
            self.seen.setdefault(record.ref, record.digest)
            known.add((record.ref, record.digest))
            return True
        return False

    def _store(self, records: list[Record]) -> None:
        threads = self.threads.find([record.page for record in records])
        authors = self.authors.find(records)
        standing = Standing(self.source, records, threads, authors)
        taken = standing.take_all()
        standing.write()
        for one in taken:
            self.report.add(one.outcome)
        self._remember(taken)
        note_all(standing.new)
        self.replies.attach(taken)

    def _remember(self, taken: list[Taken]) -> None:
        columns: bulk.Columns = {
            "source": [self.source] * len(taken),
            "ref": [one.record.ref for one in taken],
            "digest": [one.record.digest for one in taken],
            "outcome": [one.outcome for one in taken],
            "comment_id": [one.comment.pk for one in taken],
            "copy_id": [one.copy.pk if one.copy else None for one in taken],
        }
        bulk.insert_columns(ImportedComment, columns)


def name_of(record: Record) -> str:
    """How the report calls a record."""
    return record.ref or f"a comment on {record.page.title or record.page.ref}"
