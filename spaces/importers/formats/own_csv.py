"""Our own CSV: what export_spaces writes, and what an operator may type."""

import hashlib
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coworking.fields.amounts import decimal_separator
from coworking.fields.currencies import currency_named, currency_of_country
from coworking.fields.errors import NotUnderstood
from coworking.files.spreadsheets import unguarded
from coworking.i18n.normalize import normalize_name
from spaces.directory.amenities import AMENITIES
from spaces.directory.choices import Kind, Status
from spaces.geography.country_names import country_named
from spaces.importers import clean
from spaces.importers.cells import Cells
from spaces.importers.files import FileStart, csv_rows
from spaces.importers.formats.base import ImportFormat
from spaces.importers.hours import read_hours
from spaces.importers.record import PriceFact, SpaceRecord, price_fact

REQUIRED = {"name", "city", "country"}
TEXT_LENGTHS = {
    "street": 250, "city": 200, "neighbourhood": 120, "floor": 40, "operator": 150, "network": 150,
    "description": 4000,
}  # fmt: skip
KINDS = frozenset(Kind.values)
STATUSES = frozenset(Status.values)
NUMBERS = ("desks", "people", "rooms", "area_m2", "wifi_mbps")
COLUMNS = (
    "id", "name", "kind", "street", "postcode", "city", "country", "latitude", "longitude", "neighbourhood",
    "floor", "website", "phone", "email", "description", "operator", "network", *NUMBERS, "opening_hours",
    "amenities", "status", "opened", "closed", "day_price", "month_price", "currency", "as_of",
)  # fmt: skip


def recognises(start: FileStart) -> bool:
    """Whether the file has the columns that every row needs."""
    return {column.lower() for column in start.columns} >= REQUIRED


def read(path: Path) -> Iterator[SpaceRecord]:
    """The records of a file, one for each row."""
    separators = _decimal_separators(_rows(path))
    for line, row in _rows(path):
        yield parse_row(line, row, separators)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    for line, row in csv_rows(path, lowercase_header=True):
        yield line, {column: unguarded(text) for column, text in row.items() if text}


def _decimal_separators(rows: Iterable[tuple[int, dict[str, str]]]) -> dict[str, str]:
    """{column: separator before decimals} of the columns of numbers that show one."""
    columns: dict[str, set[str]] = {key: set() for key in NUMBERS}
    for _line, row in rows:
        for key in NUMBERS & row.keys():
            columns[key].add(decimal_separator([row[key]]))
    return {key: max(seen) for key, seen in columns.items() if len(seen - {""}) == 1}


def parse_row(line: int, row: dict[str, str], separators: dict[str, str]) -> SpaceRecord:
    """The record of one row, of which empty cells are left out.

    `separators` are the separators before decimals of columns of numbers, where they are known.
    """
    cells = Cells(row)
    name = clean.text(row.get("name"), 200)
    ref = clean.text(row.get("id"), 150) or _hash_ref(row)
    if not name:
        return SpaceRecord(ref, problem=_("no name"), line=str(line))
    try:
        country = country_named(row["country"]) if cells.has("country") else ""
    except NotUnderstood as error:
        return SpaceRecord(ref, problem=str(error), line=str(line))
    if row.get("kind") and row["kind"] not in KINDS:
        problem = _("unknown kind: %(kind)s") % {"kind": row["kind"][:40]}
        return SpaceRecord(ref, problem=problem, line=str(line))
    facts: dict[str, Any] = {"name": name, "country": country, "kind": row.get("kind")}
    facts |= {key: clean.text(row[key], longest) for key, longest in TEXT_LENGTHS.items() if key in row}
    facts["opening_hours"] = read_hours("opening_hours", row.get("opening_hours", ""), cells.notes)
    for key in NUMBERS:
        facts[key] = cells.read(key, partial(clean.whole_number, decimal=separators.get(key, "")))
    facts |= {
        "postcode": clean.postcode(row.get("postcode")),
        "website": clean.website(row.get("website")),
        "phone": clean.phone(row.get("phone")),
        "email": clean.email(row.get("email")),
        "amenities": [key for key in row.get("amenities", "").replace(",", " ").split() if key in AMENITIES],
        "status": row.get("status") if row.get("status") in STATUSES else None,
        "opened": clean.date(row.get("opened", "")),
        "closed": clean.date(row.get("closed", "")),
    }
    position = clean.position(row.get("latitude"), row.get("longitude"))
    if position:
        facts["latitude"], facts["longitude"] = position
    as_of = clean.date(row.get("as_of", ""))
    known = {key: value for key, value in facts.items() if value}
    prices = _prices(cells, country)
    basis = "dataset" if as_of else ""
    return SpaceRecord(ref, known, prices, as_of, basis, line=str(line), notes=cells.notes)


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
