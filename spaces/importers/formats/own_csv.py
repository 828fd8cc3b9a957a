"""Our own CSV: what export_spaces writes, and what an operator may type."""

import hashlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from coworking.files.spreadsheets import unguarded
from coworking.i18n.normalize import normalize_name
from spaces.directory.amenities import AMENITIES
from spaces.directory.choices import Kind, Status
from spaces.importers import clean
from spaces.importers.record import Price, Record

REQUIRED = {"name", "city", "country"}
LINES = {
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


def parse(rows: Iterator[tuple[int, dict[str, str]]]) -> Iterator[Record]:
    """Rows of the file, with their line numbers -> records."""
    for line, row in rows:
        yield record(line, {key: unguarded(value) for key, value in row.items() if value})


def record(line: int, row: dict[str, str]) -> Record:
    """One row, or the reason why it is none."""
    name = clean.text(row.get("name"), 200)
    country = clean.text(row.get("country"), 2).upper()
    ref = clean.text(row.get("id"), 150) or _ref(row)
    if not name:
        return Record(ref, problem=_("no name"), line=str(line))
    if row.get("kind") and row["kind"] not in KINDS:
        return Record(ref, problem=_("unknown kind: %(kind)s") % {"kind": row["kind"][:40]}, line=str(line))
    facts: dict = {"name": name, "country": country, "kind": row.get("kind")}
    facts |= {key: clean.text(row[key], longest) for key, longest in LINES.items() if key in row}
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
    return Record(ref, known, _prices(row), as_of, "dataset" if as_of else "", line=str(line))


def _ref(row: dict[str, str]) -> str:
    said = normalize_name(
        " ".join(row.get(key, "") for key in ("name", "street", "postcode", "city", "country"))
    )
    return "h" + hashlib.sha256(said.encode()).hexdigest()[:20]


def _prices(row: dict[str, str]) -> list[Price]:
    currency = row.get("currency", "").upper()
    if len(currency) != 3:
        return []
    amounts = {unit: clean.number(row.get(f"{unit}_price", "")) for unit in ("day", "month")}
    return [
        Price("hot_desk", unit, f"{amount:.2f}", currency)
        for unit, amount in amounts.items()
        if amount is not None and 0 <= amount < 10**8
    ]
