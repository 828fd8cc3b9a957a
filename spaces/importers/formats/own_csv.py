"""Our own CSV: what export_spaces writes, and what an operator may type."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coworking.files.spreadsheets import unguarded
from coworking.i18n.normalize import normalize_name
from spaces.directory.amenities import AMENITIES
from spaces.directory.choices import Kind, Status
from spaces.importers import clean
from spaces.importers.files import FileStart, csv_rows
from spaces.importers.formats.base import ImportFormat
from spaces.importers.record import PriceFact, SpaceRecord

REQUIRED = {"name", "city", "country"}
TEXT_LENGTHS = {
    "street": 250, "city": 200, "neighbourhood": 120, "floor": 40, "operator": 150, "network": 150,
    "opening_hours": 500, "description": 4000,
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
    for line, row in csv_rows(path, lowercase_header=True):
        yield parse_row(line, {column: unguarded(text) for column, text in row.items() if text})


def parse_row(line: int, row: dict[str, str]) -> SpaceRecord:
    """The record of one row, of which empty cells are left out."""
    name = clean.text(row.get("name"), 200)
    country = clean.text(row.get("country"), 2).upper()
    ref = clean.text(row.get("id"), 150) or _hash_ref(row)
    if not name:
        return SpaceRecord(ref, problem=_("no name"), line=str(line))
    if row.get("kind") and row["kind"] not in KINDS:
        problem = _("unknown kind: %(kind)s") % {"kind": row["kind"][:40]}
        return SpaceRecord(ref, problem=problem, line=str(line))
    facts: dict[str, Any] = {"name": name, "country": country, "kind": row.get("kind")}
    facts |= {key: clean.text(row[key], longest) for key, longest in TEXT_LENGTHS.items() if key in row}
    facts |= {key: clean.positive(row[key]) for key in NUMBERS if key in row}
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
    return SpaceRecord(ref, known, _prices(row), as_of, "dataset" if as_of else "", line=str(line))


def _hash_ref(row: dict[str, str]) -> str:
    """An id for a row that has none: the same in whatever order the file has its rows."""
    described = " ".join(row.get(key, "") for key in ("name", "street", "postcode", "city", "country"))
    return "h" + hashlib.sha256(normalize_name(described).encode()).hexdigest()[:20]


def _prices(row: dict[str, str]) -> list[PriceFact]:
    currency = row.get("currency", "").upper()
    if len(currency) != 3:
        return []
    amounts = {unit: clean.number(row.get(f"{unit}_price", "")) for unit in ("day", "month")}
    return [
        PriceFact("hot_desk", unit, f"{amount:.2f}", currency)
        for unit, amount in amounts.items()
        if amount is not None and 0 <= amount < 10**8
    ]


FORMAT = ImportFormat(
    key="csv",
    label=gettext_lazy("our own CSV"),
    summary="our own CSV, as export_spaces writes it",
    endings=(".csv",),
    docs_heading="Our own CSV",
    recognises=recognises,
    read=read,
)
