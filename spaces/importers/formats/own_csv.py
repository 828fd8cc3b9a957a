"""Our own CSV: what export_spaces writes, and what an operator may type."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coworking.fields.currencies import currency_named, currency_of_country
from coworking.fields.errors import NotUnderstood
from coworking.fields.partial_dates import is_future
from coworking.files.errors import UnreadableFile
from coworking.files.spreadsheets import unguarded
from coworking.i18n.normalize import normalize_name
from spaces.directory.choices import Status
from spaces.geography.country_names import country_named
from spaces.importers import clean
from spaces.importers.cells import Cells
from spaces.importers.files import FileStart
from spaces.importers.formats.base import ImportFormat
from spaces.importers.hours import read_hours
from spaces.importers.reading import Reading
from spaces.importers.record import PriceFact, SpaceRecord, price_fact
from spaces.importers.tables.csv_file import read_csv
from spaces.importers.typed import measures
from spaces.importers.typed.contacts import contacts
from spaces.importers.typed.dates import read_date, shows_day_first
from spaces.importers.typed.positions import position
from spaces.importers.typed.words import Life, read_amenities, read_kind, read_status
from spaces.provenance.amenity_values import LONGEST_DETAIL

REQUIRED = {"name", "city", "country"}
TEXT_LENGTHS = {
    "street": 250, "city": 200, "neighbourhood": 120, "floor": 40, "operator": 150, "network": 150,
}  # fmt: skip
LONGEST_NAME, LONGEST_DESCRIPTION = 200, 4000
DATES = ("opened", "closed", "as_of")
COLUMNS = (
    "id", "name", "kind", "street", "postcode", "city", "country", "latitude", "longitude", "neighbourhood",
    "floor", "website", "phone", "email", "description", "operator", "network", *measures.COLUMNS,
    "opening_hours", "amenities", "status", "opened", "closed", "day_price", "month_price", "currency",
    "as_of",
)  # fmt: skip


@dataclass(frozen=True)
class ColumnHabits:
    """What columns show: {column: the separator before decimals}, {column: whether the day comes first}."""

    decimals: dict[str, str] = field(default_factory=dict)
    day_first: dict[str, bool] = field(default_factory=dict)


def recognises(start: FileStart) -> bool:
    """Whether the file has the columns that every row needs."""
    return {column.lower() for column in start.columns} >= REQUIRED


def read(path: Path, reading: Reading) -> Iterator[SpaceRecord]:
    """The records of a file, one for each row."""
    table = read_csv(path)
    reading.notes += table.notes
    columns = [heading.lower() for heading in table.headings]
    for column in COLUMNS:
        if columns.count(column) > 1:
            message = _("the column “%(column)s” stands twice: rename one of the two")
            raise UnreadableFile(message % {"column": column})
    cells_of_rows = (_texts(columns, row.cells) for row in read_csv(path).rows if not row.problem)
    habits = _habits(cells_of_rows)
    for row in table.rows:
        if row.problem:
            yield SpaceRecord(_("line %(line)s") % {"line": row.line}, problem=row.problem)
            continue
        record = parse_row(row.line, _texts(columns, row.cells), habits)
        record.notes += row.notes
        yield record


def _texts(columns: list[str], cells: list[str]) -> dict[str, str]:
    """{column: text} of the cells that are not empty."""
    return {column: unguarded(text) for column, text in zip(columns, cells, strict=False) if text}


def _habits(rows: Iterable[dict[str, str]]) -> ColumnHabits:
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
    )


def parse_row(line: int, row: dict[str, str], habits: ColumnHabits) -> SpaceRecord:
    """The record of one row, of which empty cells are left out."""
    cells = Cells(row)
    ref = clean.ref(row.get("id")) or _hash_ref(row)
    try:
        name = clean.name(row.get("name"), LONGEST_NAME)
        country = country_named(row["country"]) if cells.has("country") else ""
        kind = read_kind(row["kind"]) if cells.has("kind") else ""
    except NotUnderstood as error:
        return SpaceRecord(ref, problem=str(error), line=str(line))
    facts: dict[str, Any] = {"name": name, "country": country, "kind": kind}
    facts |= {key: cells.line(key, longest) for key, longest in TEXT_LENGTHS.items() if key in row}
    facts["description"] = cells.start("description", LONGEST_DESCRIPTION)
    facts["opening_hours"] = read_hours("opening_hours", row.get("opening_hours", ""), cells.notes)
    for key in measures.COLUMNS:
        facts[key] = measures.read_measure(cells, key, habits.decimals.get(key, ""))
    facts["postcode"] = cells.clean("postcode", clean.postcode)
    facts |= contacts(cells)
    facts["amenities"] = _amenities(cells)
    facts |= _life(cells, habits)
    facts |= position(cells)
    as_of = _date(cells, "as_of", habits)
    known = {key: value for key, value in facts.items() if value}
    prices = _prices(cells, country)
    basis = "dataset" if as_of else ""
    return SpaceRecord(ref, known, prices, as_of, basis, line=str(line), notes=cells.notes)


def _date(cells: Cells, column: str, habits: ColumnHabits) -> str:
    return cells.read(column, partial(read_date, day_first=habits.day_first.get(column))) or ""


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


def _hash_ref(row: dict[str, str]) -> str:
    """An id for a row that has none: the same in whatever order the file has its rows."""
    described = " ".join(row.get(key, "") for key in ("name", "street", "postcode", "city", "country"))
    return "h" + hashlib.sha256(normalize_name(described).encode()).hexdigest()[:20]


def _prices(cells: Cells, country: str) -> list[PriceFact]:
    """The prices of a row; none where the currency is unknown."""
    local = currency_of_country(country)
    currency = cells.read("currency", partial(currency_named, local=local)) or ""
    if cells.has("currency") and not currency:
        return []
    read = partial(clean.money, currency=currency, local=local)
    amounts = {unit: cells.read(f"{unit}_price", read) for unit in ("day", "month")}
    return [price_fact(unit, money) for unit, money in amounts.items() if money]


FORMAT = ImportFormat(
    key="csv",
    label=gettext_lazy("our own CSV"),
    summary="our own CSV, as export_spaces writes it",
    endings=(".csv",),
    docs_heading="Our own CSV",
    recognises=recognises,
    read=read,
)
