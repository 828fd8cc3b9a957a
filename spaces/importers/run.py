"""Running an import: from a file to the database, or to a report of what would happen.

The file is read to its end first, without the lock of the database; then its records are stored by the batch.
Each ends as one outcome in the report.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.database.writing.exclusive import exclusive
from coworking.database.writing.rehearsal import rehearsal
from coworking.database.writing.short_transactions import short_transaction
from coworking.database.writing.spooled import SpooledBatches
from coworking.files.errors import UnreadableFile
from coworking.files.unpacking import unpacked
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space
from spaces.directory.vocabulary import fixed_vocabulary
from spaces.duplicates.finder import add_likely_duplicates
from spaces.duplicates.models import REASONS
from spaces.geography.models import City
from spaces.importers.complete.area import AreaError, spaces_in
from spaces.importers.complete.missing import MissingRecords
from spaces.importers.complete.seen import SeenRecords
from spaces.importers.formats import openstreetmap
from spaces.importers.formats.base import ImportFormat
from spaces.importers.own_export.edits import find_edits
from spaces.importers.reading import Reading
from spaces.importers.record import SpaceRecord
from spaces.importers.registry import AUTO, detect_format
from spaces.importers.report import SpaceReport
from spaces.importers.runs.changes import recorded_changes
from spaces.importers.runs.models import ImportRun
from spaces.importers.runs.progress import EXCLUSIVE, RunProgress, digest_of
from spaces.importers.store.create import SpaceCreator, amenity_keys
from spaces.importers.store.match import CityMatcher, current_statements, find_namesakes
from spaces.importers.store.update import SpaceUpdater
from spaces.importers.tables.row_keys import RowMatcher
from spaces.importers.values.notes import ValueNote
from spaces.provenance.models import Basis, Source, Statement
from spaces.provenance.own_sources import is_reserved
from spaces.search_index import rebuild

BATCH = 500
MOST_COMPARED = 20_000  # new spaces that are compared with all others: a hundred a second or more
MANY = 1000  # new spaces, after which the search index is rebuilt at once, not by the nightly job


@dataclass(frozen=True)
class ImportOptions:
    """What the person who imports states of the file: `source` is a name, `as_of` a partial date or "".

    `key` is that of the source, by default made of its name.

    `mapping` is {column: heading of the file, or "" for none}; for the other columns that of the source's
    earlier file counts. `empty_means_unknown` if an empty cell erases what an earlier file stated.

    `is_complete` if the file has every record of the source within `area` (see `complete.area`; without one,
    that of the source); `accept_shrunk` if that is believed of a file with suspiciously few records.
    """

    source: str
    format: str = AUTO
    licence: str = ""
    url: str = ""
    as_of: str = ""
    mapping: dict[str, str] = field(default_factory=dict)
    empty_means_unknown: bool = False
    is_complete: bool = False
    area: str = ""
    accept_shrunk: bool = False
    key: str = ""

    @property
    def source_key(self) -> str:
        return self.key or slugify(self.source) or "import"


def run_import(
    path: Path,
    options: ImportOptions,
    *,
    dry_run: bool = False,
    progress: Callable[[int], object] = lambda count: None,
    actor: User | None = None,
    file_name: str = "",
    is_logged: bool = True,
) -> SpaceReport:
    """Import a file, in short transactions beside which others write; a dry run stores nothing.

    Nothing is written before the whole file was read: raises UnreadableFile when it, or any part of it,
    cannot be. Raises Occupied while another import runs, and ImportStopped when this one ends before its end:
    the same call again completes it.

    The import `is_logged` as that of `actor`, and can be undone then. `progress` is called with the number of
    records that were just stored.
    """
    report = SpaceReport()
    with unpacked(path) as file, fixed_vocabulary():
        content = read_file(file, options)
        with rehearsal() if dry_run else exclusive(EXCLUSIVE):
            source = get_source(options, content.format)
            digest = digest_of(file, asdict(replace(options, accept_shrunk=False)))
            steps = RunProgress(source, digest, file_name or path.name, actor, is_logged)
            with steps.marked():
                _store(content, options, steps, report, progress)
    return report


@dataclass(frozen=True)
class Content:
    """A file that was read to its end: its records, not matched yet, and what the reader found."""

    format: ImportFormat
    reading: Reading
    records: SpooledBatches[SpaceRecord]


def read_file(path: Path, options: ImportOptions) -> Content:
    """Read a file as its source's. Raises UnreadableFile, also for what is stated of it."""
    file_format = detect_format(path, options.format)
    check_source(options)
    known = Source.objects.filter(key=options.source_key).first() or Source()
    check_area(options.area or known.area)
    mapping = {**known.mapping, **options.mapping}
    reading = Reading(mapping, frozenset(options.mapping), options.empty_means_unknown)
    records = SpooledBatches(file_format.read(path, reading), BATCH)
    if reading.strict and not reading.columns:
        raise UnreadableFile(_("columns are mapped in tables only, and this file is none"))
    return Content(file_format, reading, records)


def _store(
    content: Content,
    options: ImportOptions,
    steps: RunProgress,
    report: SpaceReport,
    progress: Callable[[int], object],
) -> None:
    reading, run = content.reading, steps.run
    if steps.is_resumed:
        report.note(_("the file"), _("import %(number)s, which stopped, is completed") % {"number": run.pk})
    importer = Importer(run, report, options.as_of)
    area = options.area or run.source.area
    missing = MissingRecords(run.source, area) if options.is_complete else None
    importer.cities.load()  # without the lock: it takes a second
    for count in importer.store_all(content.records, steps):
        progress(count)
    if missing:
        date = options.as_of or reading.as_of or importer.seen.newest_date
        why_not = importer.seen.why_incomplete(reading)
        missing.apply(run, importer.seen, date, report, why_not, options.accept_shrunk)
    importer.finish()
    for note in reading.notes:
        report.note(_("the file"), note)
    report.columns, report.has_ids = reading.columns, reading.has_ids
    remember_mapping(run.source, reading)
    steps.finish(report)


def get_source(options: ImportOptions, file_format: ImportFormat) -> Source:
    """The source of that name, made when it is new."""
    # Of its files without ids and tags, the name of the source alone says that they are OpenStreetMap's.
    licensed = openstreetmap.FORMAT if "openstreetmap" in options.source.lower() else file_format
    defaults = {
        "name": options.source,
        "url": options.url,
        "licence": options.licence or licensed.licence,
        "attribution": licensed.attribution,
    }
    return Source.objects.get_or_create(key=options.source_key, defaults=defaults)[0]


def check_source(options: ImportOptions) -> None:
    """Raise UnreadableFile for a source of the site's own."""
    if is_reserved(options.source_key):
        message = _("no file speaks for the source “%(source)s”: choose another name")
        raise UnreadableFile(message % {"source": options.source})


def check_area(area: str) -> None:
    """Raise UnreadableFile for a text that is no area."""
    try:
        spaces_in(area)
    except AreaError as error:
        raise UnreadableFile(str(error)) from None


def remember_mapping(source: Source, reading: Reading) -> None:
    """Store the mapping of a file's columns for the next file of the source."""
    if reading.columns and source.mapping != reading.remembered:
        source.mapping = reading.remembered
        source.save(update_fields=["mapping"])


def _where(record: SpaceRecord) -> str:
    """Where in the file a record stands, for the report."""
    return f"line {record.line} ({record.ref})" if record.line else record.ref


def _says_the_same(record: SpaceRecord, statement: Statement) -> bool:
    """Whether a record repeats a statement, but for the day on which facts merely stood in the data."""
    if (record.facts, record.fact_dates) != (statement.facts, statement.fact_dates):
        return False
    is_listed = record.basis == statement.as_of_basis == Basis.LISTED
    return statement.as_of_basis != Basis.GONE and (is_listed or record.as_of == statement.as_of)


class Importer:
    """Stores the records of one source; `report` counts what became of them.

    `as_of` is the date of the data, where the importing person states it: it replaces the records' own.
    """

    def __init__(self, run: ImportRun, report: SpaceReport, as_of: str = ""):
        self.run, self.report, self.as_of = run, report, as_of
        source = self.source = run.source
        self.rows = RowMatcher(source)
        self.countries_before = set(
            City.objects.filter(space_count__gt=0).values_list("country", flat=True).distinct()
        )
        known_amenities = amenity_keys()
        self.cities = CityMatcher()
        self.creator = SpaceCreator(source, known_amenities, run)
        self.updater = SpaceUpdater(source, known_amenities, self.cities, run)
        self.seen = SeenRecords()
        self.new_pks: list[int] = []

    def store_all(self, batches: Iterable[list[SpaceRecord]], steps: RunProgress) -> Iterator[int]:
        """Store batches in short transactions; yields how many records each of these had."""
        rest = iter(batches)
        batch = next(rest, None)
        while batch:
            with short_transaction() as turn:
                count = 0
                while batch and not (count and turn.is_over):
                    self.store(batch)
                    count += len(batch)
                    batch = next(rest, None)
                steps.save(self.report)
            yield count

    def store(self, batch: list[SpaceRecord]) -> None:
        """Store a batch, in a number of queries that does not grow with it (changed records apart)."""
        for record in batch:
            self.report.show(record, _where(record))
        self.rows.assign(batch)
        find_edits(self.source, batch)
        readable = [record for record in batch if self._is_readable(record)]
        for record in readable:
            self._date(record)
        readable = self._leave_out_unedited(readable)
        statements = current_statements(self.source, readable)
        usable = [record for record in readable if self._is_usable(record, statements.get(record.ref))]
        for record in usable:
            self._prepare(record)
        known = [(record, statements[record.ref]) for record in usable if record.ref in statements]
        changed = []
        for record, statement in known:
            is_new = not _says_the_same(record, statement)
            self.report.count(record, "updated" if is_new else "unchanged")
            if is_new or record.as_of != statement.as_of:
                changed.append((record, statement))
        with recorded_changes(self.run, (statement.space_id for _record, statement in changed)):
            self.updater.replace(changed)
        self.updater.suggest([(record, statement.space_id) for record, statement in known])
        new = [record for record in usable if record.ref not in statements]
        self._store_edits([record for record in new if record.page])
        self._store_new([record for record in new if not record.page])

    def finish(self) -> None:
        """Refresh the counts of the cities; after many new spaces also rebuild the search index."""
        self.creator.learnt_terms.clear()
        for sentence in self.rows.sentences():
            self.report.note(_("rows without an id"), sentence)
        for sentence in self.cities.new_cities():
            self.report.note(_("cities"), sentence)
        self.report.note_new_cities(self.cities.made())
        for ref, sentence in self.updater.notes:
            self.report.note(ref, sentence)
        for closing in self.updater.closings:
            self.report.closings.add(closing)
        touched = City.objects.filter(pk__in=self.creator.touched_cities)
        new = set(touched.values_list("country", flat=True)) - self.countries_before
        self.report.new_countries = sorted(new)
        self.cities.unload()  # rebuilding takes the memory that the gazetteer had
        refresh_city_counts(self.creator.touched_cities | self.updater.touched_cities)
        if self.report.counts["created"] >= MANY:
            rebuild.refresh_statistics()
        self._find_duplicates()

    def _find_duplicates(self) -> None:
        """Look for other pages of the new places, unless these are so many that it takes minutes."""
        if len(self.new_pks) > MOST_COMPARED:
            command = _("likely duplicates were not looked for among so many: run find_duplicates")
            self.report.note(_("the file"), command)
            return
        message = _("likely duplicate of %(space)s: %(reasons)s")
        for pair in add_likely_duplicates(self.new_pks).pairs:
            self.report.duplicates.add(f"{pair['first']} = {pair['second']}")
            reasons = ", ".join(str(REASONS[key]) for key in pair["reasons"])
            self.report.note(pair["second"], message % {"space": pair["first"], "reasons": reasons})

    def _is_readable(self, record: SpaceRecord) -> bool:
        """Whether a record can be used; if not it is reported as skipped."""
        problem = record.problem
        if problem:
            self.seen.add_unusable(record)
        elif not self.seen.add(record):
            problem = _("the same id stands twice in this file")
        if problem:
            self.report.count(record, "skipped", _where(record), problem)
        return not problem

    def _is_usable(self, record: SpaceRecord, earlier: Statement | None) -> bool:
        """Whether a record can be stored, given what was imported of it before; if not it is skipped."""
        if earlier:
            record.complete_from(earlier)
        elif record.problem_if_new:
            self.report.count(record, "skipped", _where(record), record.problem_if_new)
            return False
        return True

    def _date(self, record: SpaceRecord) -> None:
        """Set the date that a record's statement will have."""
        if self.as_of and not record.has_own_date:
            record.as_of = self.as_of
            record.basis = record.basis if record.basis == Basis.LISTED else Basis.DATASET
        if not record.basis or not record.as_of:
            record.basis = Basis.UNKNOWN
        self.seen.add_date(record)

    def _prepare(self, record: SpaceRecord) -> None:
        """Complete a record's facts to those that its statement will have."""
        self.cities.check(record)
        self._note_values(record)
        if record.address:
            record.facts["street"] = record.address.in_country(self.cities.country_of(record))
        if record.prices:
            record.facts["prices"] = [dict(vars(price)) for price in record.prices]

    def _note_values(self, record: SpaceRecord) -> None:
        """Report what was not understood in a record."""
        for note in record.notes:
            self.report.note(_where(record), note)
            if isinstance(note, ValueNote):
                self.report.note_value(note)

    def _leave_out_unedited(self, records: list[SpaceRecord]) -> list[SpaceRecord]:
        """The records without rows of our own export that say what their page says, which are counted."""
        for record in records:
            if record.is_unedited:
                self._note_values(record)
                self.report.count(record, "unchanged")
        return [record for record in records if not record.is_unedited]

    def _store_edits(self, records: list[SpaceRecord]) -> None:
        """Store rows of our own export that were edited, as what this source states of their pages."""
        self.updater.link([(record, record.page) for record in records if record.page], is_new=False)
        for record in records:
            self.report.count(record, "updated")

    def _store_new(self, records: list[SpaceRecord]) -> None:
        """Link records to spaces of other sources; create the others.

        Two records of one source with the same name and place are both created: a person decides.
        """
        namesakes = find_namesakes(self.source, records)
        linked: list[tuple[SpaceRecord, Space]] = []
        new: list[tuple[SpaceRecord, City]] = []
        for record in records:
            namesake = namesakes.get(record.ref)
            if namesake and not namesake.has_own_statement:
                linked.append((record, namesake.space))
                linked_to = _("linked to %(space)s, which another source brought")
                linked_to %= {"space": namesake.space.slug}
                self.report.count(record, "updated", record.ref, linked_to)
                continue
            city = self.cities.find(record)
            if city is None:
                self.report.count(record, "skipped", record.ref, _("no city and no usable coordinates"))
                continue
            new.append((record, city))
        spaces = self.creator.create(new)
        for record, _city in new:
            self.report.count(record, "created")
        self.new_pks += [space.pk for space in spaces]
        with recorded_changes(self.run, (space.pk for _record, space in linked), are_linked=True):
            self.updater.link(linked)
