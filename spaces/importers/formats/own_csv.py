"""Tables: our own CSV, which export_spaces writes, and any other whose headings are understood or mapped."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coworking.fields.currencies import currency_named, currency_of_country
from coworking.fields.errors import NotUnderstood
from coworking.fields.partial_dates import is_future
from coworking.files.spreadsheets import unguarded
from coworking.i18n.normalize import normalize_name
from spaces.directory.choices import Status
from spaces.geography.country_names import country_named
from spaces.importers.files import FileStart
from spaces.importers.formats.base import ImportFormat
from spaces.importers.reading import Reading
from spaces.importers.record import PriceFact, RowColumns, RowKey, SpaceRecord, price_fact
from spaces.importers.tables.columns import COLUMNS, PRICES
from spaces.importers.tables.mapping import label_blank_headings, map_columns, price_columns
from spaces.importers.tables.opening import open_table
from spaces.importers.tables.table import Table
from spaces.importers.typed import measures
from spaces.importers.typed.contacts import contacts
from spaces.importers.typed.dates import read_date, shows_day_first
from spaces.importers.typed.positions import position
from spaces.importers.typed.words import Life, read_amenities, read_kind, read_status
from spaces.importers.values import clean
from spaces.importers.values.cells import Cells
from spaces.importers.values.hours import read_hours
from spaces.importers.values.notes import ValueNote
from spaces.importers.values.street_address import StreetAddress
from spaces.provenance.amenity_values import LONGEST_DETAIL
from spaces.provenance.models import Basis

TEXT_LENGTHS = {
    "street": 250, "city": 200, "neighbourhood": 120, "floor": 40, "operator": 150, "network": 150,
    "licence": 120,
}  # fmt: skip
LONGEST_NAME, LONGEST_DESCRIPTION = 200, 4000
# A row is skipped if one of these is not understood.
NEEDED: dict[str, Callable[[str], str]] = {
    "name": partial(clean.name, longest=LONGEST_NAME), "country": country_named, "kind": read_kind,
}  # fmt: skip
DATES = ("opened", "closed", "as_of", "hours_as_of", "listed_on")
MIN_COLUMNS = 2


@dataclass(frozen=True)
class ColumnHabits:
    """What is known of a table before its rows are read.

    `decimals` is {column: the separator before decimals}, `day_first` {column: whether the day comes first},
    `prices` {column: the currency that its heading names}. An empty cell erases if its column is in
    `erasing`.
    """

    decimals: dict[str, str] = field(default_factory=dict)
    day_first: dict[str, bool] = field(default_factory=dict)
    prices: dict[str, str] = field(default_factory=dict)
    erasing: frozenset[str] = frozenset()
    as_of: str = ""


def recognises(start: FileStart) -> bool:
    """Whether the file is a table, whatever its columns are."""
    return start.is_workbook or start.is_json or len(start.columns) >= MIN_COLUMNS


def read(path: Path, reading: Reading) -> Iterator[SpaceRecord]:
    """The records of a file, one for each row."""
    return read_rows(partial(open_table, path, tuple(reading.mapping.values())), reading)


def read_rows(opened: Callable[[], Table], reading: Reading) -> Iterator[SpaceRecord]:
    """The records of a table, which is opened twice: once for the habits of its columns."""
    table = opened()
    headings = label_blank_headings(table.headings)
    columns = map_columns(headings, table.unreadable, reading)
    reading.notes += table.notes
    reading.as_of = table.as_of
    reading.has_ids = "id" in columns
    cells_of_rows = (_texts(columns, row.cells) for row in opened().rows if not row.problem)
    erasing = frozenset(columns) if reading.empty_means_unknown else frozenset()
    prices = price_columns(columns, headings)
    habits = _habits(cells_of_rows, prices, erasing - {""}, table.as_of)
    is_exported = set(COLUMNS) <= set(headings)
    for row in table.rows:
        if row.problem:
            where = _("line %(line)s") if table.has_lines else _("record %(line)s")
            yield SpaceRecord(where % {"line": row.line}, problem=row.problem, is_damaged=True)
            continue
        line = str(row.line) if table.has_lines else ""
        record = parse_row(line, _texts(columns, row.cells), habits, row.earlier_ref)
        record.notes += row.notes
        record.is_damaged = row.is_short
        record.is_exported_row = is_exported
        yield record


def parse_exported(row: dict[str, str]) -> SpaceRecord:
    """The record of a row as export_spaces writes it."""
    texts = _texts(list(row), list(row.values()))
    return parse_row("", texts, ColumnHabits(prices=dict.fromkeys(PRICES.keys() & row.keys(), "")))


def _texts(columns: list[str], cells: list[str]) -> dict[str, str]:
    """{column: text} of the cells that are read and not empty."""
    return {column: unguarded(text) for column, text in zip(columns, cells, strict=False) if text and column}


def _habits(
    rows: Iterable[dict[str, str]], prices: dict[str, str], erasing: frozenset[str], as_of: str
) -> ColumnHabits:
    """The habits of the columns in which all cells that show one agree."""
    decimals: dict[str, set[str]] = defaultdict(set)
    day_first: dict[str, set[bool | None]] = defaultdict(set)
    for row in rows:
        for key in measures.COLUMNS:
            if key in row:
                decimals[key].add(measures.shows_decimal_separator(row[key]))
        for key in DATES:
            if key in row:
                day_first[key].add(shows_day_first(row[key]))
    return ColumnHabits(
        {key: max(seen) for key, seen in decimals.items() if len(seen - {""}) == 1},
        {key: True in seen for key, seen in day_first.items() if len(seen - {None}) == 1},
        prices,
        erasing,
        as_of,
    )


def parse_row(line: str, row: dict[str, str], habits: ColumnHabits, earlier_ref: str = "") -> SpaceRecord:
    """The record of one row, of which empty cells are left out."""
    cells = Cells(row)
    ref = clean.ref(row.get("id"))
    row_key = None if ref else _row_key(row, earlier_ref)
    ref = ref or (row_key.name if row_key else "")
    facts: dict[str, Any] = {}
    for column, reader in NEEDED.items():
        try:
            facts[column] = reader(row[column]) if cells.has(column) else ""
        except NotUnderstood as error:
            problem = ValueNote(column, error, names_column=False)
            return SpaceRecord(ref, problem=problem, line=line)
    name, country = facts["name"], facts["country"]
    if not name and row_key:
        return SpaceRecord(ref, problem=_("no name"), line=line)
    facts |= {key: cells.line(key, longest) for key, longest in TEXT_LENGTHS.items() if key in row}
    if cells.has("housenumber"):
        facts["street"] = StreetAddress(facts.get("street", ""), row["housenumber"]).in_country(country)
    facts["description"] = cells.start("description", LONGEST_DESCRIPTION)
    facts["opening_hours"] = read_hours("opening_hours", row.get("opening_hours", ""), cells.notes)
    for key in measures.COLUMNS:
        facts[key] = measures.read_measure(cells, key, habits.decimals.get(key, ""))
    facts["postcode"] = cells.clean("postcode", clean.postcode)
    facts |= contacts(cells)
    facts["amenities"] = _amenities(cells)
    facts |= _life(cells, habits)
    facts |= position(cells)
    as_of, basis = _date_of_row(cells, habits)
    hours_as_of = _date(cells, "hours_as_of", habits) if facts["opening_hours"] else ""
    return SpaceRecord(
        ref,
        {key: value for key, value in facts.items() if value},
        _prices(cells, country, habits.prices),
        as_of,
        basis,
        url=cells.read("source_url", _source_url) or "",
        fact_dates={"opening_hours": hours_as_of} if hours_as_of else {},
        line=line,
        notes=cells.notes,
        problem_if_new="" if name else _("no name"),
        columns=RowColumns(tuple(row), habits.erasing - row.keys() if habits.erasing else ()),
        row_key=row_key,
    )


def _date(cells: Cells, column: str, habits: ColumnHabits) -> str:
    return cells.read(column, partial(read_date, day_first=habits.day_first.get(column))) or ""


def _date_of_row(cells: Cells, habits: ColumnHabits) -> tuple[str, str]:
    """(the date of a row's facts, how it is known)."""
    if date := _date(cells, "as_of", habits) or habits.as_of:
        return date, Basis.DATASET
    listed = _date(cells, "listed_on", habits)
    return (listed, Basis.LISTED) if listed else ("", "")


def _source_url(text: str) -> str:
    """The URL of a row at its source. Raises NotUnderstood."""
    url = clean.website(text)
    if not url:
        raise NotUnderstood(_("“%(text)s” is no URL.") % {"text": text.strip()[:60]})
    return url


def _life(cells: Cells, habits: ColumnHabits) -> dict[str, str]:
    """{"status", "opened", "closed"}. A date of closing that has come closes a place without a status."""
    opened, closed = (_date(cells, column, habits) for column in ("opened", "closed"))
    life = cells.read("status", read_status) or Life("")
    status = life.status
    if status == Status.CLOSED:
        closed = closed or life.since
    elif status == Status.OPEN:
        opened = opened or life.since
    elif life.since:
        cells.refuse("status", cells.texts["status"])
    if closed and not status and not cells.has("status"):
        if is_future(closed):
            cells.note("closed", _("“%(text)s” has not come yet.") % {"text": cells.texts["closed"].strip()})
            closed = ""
        else:
            status = Status.CLOSED.value
    return {"status": status, "opened": opened, "closed": closed}


def _amenities(cells: Cells) -> dict[str, str]:
    if not cells.has("amenities"):
        return {}
    found = read_amenities(cells.texts["amenities"])
    for part in found.unknown:
        cells.refuse("amenities", part)
    fitting = {}
    for key, text in found.values:
        if len(text) > LONGEST_DETAIL:
            cells.refuse("amenities", text)
        else:
            fitting[key] = text
    return fitting


def _row_key(row: dict[str, str], earlier_ref: str) -> RowKey:
    """How a row without an id is known again."""
    name, city = (normalize_name(row.get(column, "")) for column in ("name", "city"))
    described = " ".join(row.get(key, "") for key in ("name", "street", "postcode", "city", "country"))
    earlier = "h" + hashlib.sha256(normalize_name(described).encode()).hexdigest()[:20]
    address = f"{earlier} {row.get('latitude')} {row.get('longitude')}"
    return RowKey(clean.ref(", ".join(filter(None, (name, city)))), address, earlier_ref or earlier)


def _prices(cells: Cells, country: str, columns: dict[str, str]) -> list[PriceFact]:
    """The prices of a row; none where the currency is unknown. `columns` have those of their headings."""
    filled = [column for column in columns if column in cells.texts]
    if not filled and not cells.has("currency"):
        return []
    local = currency_of_country(country)
    currency = cells.read("currency", partial(currency_named, local=local)) or ""
    if cells.has("currency") and not currency:
        return []
    prices = []
    for column in filled:
        read = partial(clean.money, currency=currency or columns[column], local=local)
        money = cells.read(column, read)
        if money:
            what, unit, quantity = PRICES[column]
            prices.append(price_fact(unit, money, what, quantity))
    return prices


FORMAT = ImportFormat(
    key="csv",
    label=gettext_lazy("a table"),
    summary="a table: our own CSV, as export_spaces writes it, or any other",
    endings=(".csv", ".tsv", ".xlsx", ".json"),
    docs_heading="Any table",
    recognises=recognises,
    read=read,
)
