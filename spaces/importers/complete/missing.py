"""What a complete file of a source no longer has.

Its statement is replaced by one of the basis "gone": the page says so, and no fact of it counts as fresh. The
queue asks whether the space has closed. A record that stands in a later file again takes all that back.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coworking.database.writing.short_transactions import short_transaction
from spaces.directory.choices import ENDED
from spaces.directory.models import Space
from spaces.importers.complete.area import spaces_in
from spaces.importers.complete.seen import SeenRecords
from spaces.importers.record import SpaceRecord
from spaces.importers.report import SpaceReport
from spaces.importers.runs.changes import recorded_changes
from spaces.importers.runs.models import ImportRun
from spaces.managers.fact_names import LIFE
from spaces.managers.facts import suggest_closing
from spaces.managers.models import SuggestedEdit, SuggestedEditState
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis, Source, Statement
from spaces.search_index.derived_columns import refresh

BATCH = 100
SHRUNK = 0.9  # of the records that a source had: a complete file with fewer needs a yes
MISSING = "missing_since"  # the key of a suggested closing that asks because a record is missing


class MissingRecords:
    """The records of a source in an area ("" is everywhere) that a complete file may no longer have.

    `known` is how many the source had before the file. Raises AreaError.
    """

    def __init__(self, source: Source, area: str) -> None:
        self.source = source
        self._spaces = spaces_in(area)
        self.known = self._rows().count()

    def _rows(self) -> QuerySet[Statement]:
        rows = Statement.objects.filter(source=self.source, replaced_at=None)
        rows = rows.exclude(as_of_basis=Basis.GONE)
        return rows.filter(space__in=Space.objects.filter(self._spaces)) if self._spaces else rows

    def apply(
        self,
        run: ImportRun,
        seen: SeenRecords,
        date: str,
        report: SpaceReport,
        why_not: str,
        accept_shrunk: bool,
    ) -> None:
        """Mark what the file of a partial date, or "", no longer has; report it, or why that is not done.

        `why_not` says why the file does not count as complete, and `accept_shrunk` that it does even if it
        has suspiciously few records.
        """
        pks = [] if why_not else self.find(seen, date)
        if is_shrunk(self.known, seen.count, len(pks)) and not why_not and not accept_shrunk:
            message = _("the source had %(known)s records, the file has %(count)s and lacks %(missing)s")
            why_not = message % {"known": self.known, "count": seen.count, "missing": len(pks)}
        report.counts_as_complete, report.why_incomplete = not why_not, why_not
        if why_not:
            report.note(_("the file"), _("it does not count as complete: %(why)s") % {"why": why_not})
            return
        for statement in self.mark(run, pks, date):
            report.missing.add(f"{statement.space.name} ({statement.space.city.name})")
            message = _("no longer in %(source)s: %(space)s")
            values = {"source": self.source.display_name, "space": statement.space.slug}
            report.note(statement.ref, message % values)

    def find(self, seen: SeenRecords, date: str) -> list[int]:
        """The keys of the statements on records that a file does not have.

        What the source stated later than that date is not missing in an older file.
        """
        rows = self._rows().values_list("pk", "ref", "as_of").order_by("pk")
        found = ((pk, as_of) for pk, ref, as_of in rows.iterator() if ref not in seen)
        return [pk for pk, as_of in found if not _is_later(as_of, date)]

    def mark(self, run: ImportRun, pks: Iterable[int], date: str) -> Iterator[Statement]:
        """Mark the statements as no longer in the source since a date or ""; yields the new statements."""
        rest = iter(pks)
        while batch := list(islice(rest, BATCH)):
            spaces = Statement.objects.filter(pk__in=batch).values_list("space_id", flat=True)
            with short_transaction(), recorded_changes(run, spaces):
                marked = self._mark_batch(run, batch, date)
            yield from marked

    def _mark_batch(self, run: ImportRun, pks: Sequence[int], date: str) -> list[Statement]:
        old = list(Statement.objects.filter(pk__in=pks).order_by("pk"))
        spaces = _lock(row.space_id for row in old)
        Statement.objects.filter(pk__in=pks).update(replaced_at=timezone.now())
        gone = [
            Statement(
                space=spaces[row.space_id],
                source=self.source,
                run=run,
                ref=row.ref,
                as_of=row.as_of,
                as_of_basis=Basis.GONE,
                facts=row.facts,
                fact_dates=row.fact_dates,
                url=row.url,
                missing_since=date,
            )
            for row in old
        ]
        Statement.objects.bulk_create(gone)
        elsewhere = self._rows_of_source(spaces).exclude(as_of_basis=Basis.GONE)
        still_stated = set(elsewhere.values_list("space_id", flat=True))
        left = spaces.keys() - still_stated
        Plan.objects.filter(space__in=left, source=self.source, is_current=True).update(
            as_of_basis=Basis.GONE
        )
        for statement in gone:
            space = statement.space
            if space.pk in left and space.status not in ENDED:
                suggest_closing(space, "", self.source, date, **{MISSING: date})
        refresh(spaces.values())
        return gone

    def _rows_of_source(self, spaces: Iterable[int]) -> QuerySet[Statement]:
        return Statement.objects.filter(source=self.source, space__in=spaces, replaced_at=None)


def is_shrunk(known: int, in_file: int, missing: int) -> bool:
    """Whether a file has suspiciously few records: a tenth less than were known, or not half of these."""
    return in_file < known * SHRUNK or missing > known / 2


def take_back(source: Source, pairs: Sequence[tuple[SpaceRecord, Statement]]) -> list[str]:
    """Take back that records were missing, which stand in a file again: the pairs are these and what was.

    The caller replaces the statements. Returns the refs of records whose spaces were judged to have closed.
    """
    again = {row.space_id: record for record, row in pairs if row.as_of_basis == Basis.GONE}
    if not again:
        return []
    plans = Plan.objects.filter(space__in=again, source=source, is_current=True, as_of_basis=Basis.GONE)
    for plan in plans.only("space_id"):
        basis = again[plan.space_id].date_of("prices")[1]
        Plan.objects.filter(pk=plan.pk).update(as_of_basis=basis)
    edits: dict[str, list[SuggestedEdit]] = defaultdict(list)
    for edit in SuggestedEdit.objects.filter(space__in=again, source=source, fact=LIFE):
        if MISSING in edit.value:
            edits[edit.state].append(edit)
    waiting = [edit.pk for edit in edits[SuggestedEditState.WAITING]]
    SuggestedEdit.objects.waiting().filter(pk__in=waiting).delete()
    closed = {edit.space_id for edit in edits[SuggestedEditState.ACCEPTED]}
    ended = Space.objects.filter(pk__in=closed, status__in=ENDED).values_list("pk", flat=True)
    return [again[pk].ref for pk in ended]


def _lock(pks: Iterable[int]) -> dict[int, Space]:
    """The spaces, locked: what somebody decides on them at the same time comes before this or after."""
    wanted = set(pks)
    list(Space.objects.select_for_update().filter(pk__in=wanted).order_by("pk").values_list("pk"))
    return Space.objects.select_related("city__country").in_bulk(wanted)


def _is_later(as_of: str, date: str) -> bool:
    """Whether a partial date is surely later than another; unknown ones are not."""
    return bool(as_of and date) and as_of[: len(date)] > date
