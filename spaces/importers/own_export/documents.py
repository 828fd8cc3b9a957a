"""Everything that is known of a space as one JSON object, or as one for each licence of its facts.

A document has no keys of the database, so that it is the same on every site. `restore` reads it again.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from spaces.directory.models import Space, SpaceAmenity
from spaces.geography.models import City
from spaces.history.models import HistoryEvent
from spaces.importers.own_export.rows import with_row_details
from spaces.photos.models import Photo
from spaces.pricing.models import Plan
from spaces.provenance.amenity_values import amenity_fact
from spaces.provenance.models import Source, Sourced, Statement
from spaces.provenance.own_sources import refers_by_space
from spaces.provenance.queries import provenance_of
from spaces.search_index.derived_columns import DESKS

Document = dict[str, Any]
FORMAT = "coworking-space 1"  # stands in every line, by which the file is recognised
COLUMNS = (
    "name", "kind", "street", "postcode", "neighbourhood", "floor", "latitude", "longitude", "website",
    "phone", "email", "description", "video_url", "operator", "network", "desks", "people", "rooms",
    "area_m2", "wifi_mbps", "opening_hours", "status", "opened", "closed",
)  # fmt: skip
CITY = ("name", "slug", "latitude", "longitude", "timezone")
SOURCE = ("name", "url", "licence", "attribution", "note")
STATEMENT = ("ref", "url", "as_of", "as_of_basis", "facts", "fact_dates")
PRICE = (
    "what", "unit", "quantity", "is_from", "currency", "tax_included", "days_included", "label", "note",
    "is_current", "as_of", "as_of_basis",
)  # fmt: skip
EVENT = ("type", "date", "note", "as_of", "as_of_basis")
PHOTO = ("width", "height", "widths", "alt", "credit", "order", "slot")
LISTS = ("statements", "prices", "history", "names", "former_slugs", "photos")


def with_everything(spaces: QuerySet[Space]) -> QuerySet[Space]:
    """Spaces with what their documents read."""
    by_key = Statement.objects.select_related("source").order_by("pk")
    return (
        with_row_details(spaces)
        .select_related("city__country", "successor")
        .prefetch_related(
            Prefetch("statements", by_key),
            Prefetch("plans", Plan.objects.select_related("source").order_by("pk")),
            Prefetch("history_events", HistoryEvent.objects.select_related("source", "other").order_by("pk")),
            Prefetch("amenity_rows", SpaceAmenity.objects.order_by("amenity__order", "amenity")),
            "names",
            "old_slugs",
            "photos",
        )
    )


def document_of(space: Space) -> Document:
    """The document of a space out of `with_everything`."""
    sources: dict[str, Any] = {}

    def sourced(row: Sourced, names: tuple[str, ...]) -> Document:
        sources[row.source.key] = _fields(row.source, SOURCE)
        return {"source": row.source.key} | _fields(row, names)

    return {
        "format": FORMAT,
        "id": space.slug,
        "created_at": space.created_at.isoformat(),
        "city": _fields(space.city, CITY) | {"country": space.city.country_id},
        "columns": _fields(space, COLUMNS),
        "amenities": {row.amenity_id: row.text for row in space.amenity_rows.all()},
        "successor": space.successor.slug if space.successor else "",
        "statements": [
            sourced(row, STATEMENT)
            | {"recorded_at": row.recorded_at.isoformat()}
            | {"replaced_at": row.replaced_at.isoformat() if row.replaced_at else ""}
            | ({"ref": row.ref.partition(":")[2]} if refers_by_space(row.source.key) else {})
            for row in space.statements.all()
        ],
        "prices": [
            sourced(row, PRICE)
            | {"amount": str(row.amount)}
            | {"amount_max": None if row.amount_max is None else str(row.amount_max)}
            for row in space.plans.all()
        ],
        "history": [
            sourced(row, EVENT) | {"other": row.other.slug if row.other else ""}
            for row in space.history_events.all()
        ],
        "names": [_fields(row, ("name", "is_former")) for row in space.names.all()],
        "former_slugs": [row.slug for row in space.old_slugs.all()],
        "photos": [_fields(row, PHOTO) | {"image": row.image.name} for row in space.photos.all()],
        "sources": sources,
    }


def _fields(row: Space | City | Source | Sourced | Photo | Any, names: tuple[str, ...]) -> Document:
    return {name: getattr(row, name) for name in names}


def licence_of(row: Sourced) -> str:
    """The licence of what a row states: its own, else that of its source; "" if none is known."""
    own = row.facts.get("licence", "") if isinstance(row, Statement) else ""
    return str(own or row.source.licence)


class Licences:
    """The licences of what is known of one space, fact by fact; what nobody states is of licence ""."""

    def __init__(self, space: Space) -> None:
        statements, plans = list(space.statements.all()), list(space.plans.all())
        current = [row for row in statements if row.replaced_at is None]
        self._facts = {name: licence_of(one.origin) for name, one in provenance_of(space, current).items()}
        for row in statements:
            for name in (row.facts.get("name", ""), *(one["name"] for one in row.facts.get("names", ()))):
                self._facts.setdefault(f"name:{name}", licence_of(row))
        for plan in plans:
            for column, amount in (("day_price", space.day_price), ("month_price", space.month_price)):
                is_shown = plan.is_current and plan.amount == amount and plan.what in DESKS
                if is_shown and plan.quantity == 1 and f"{plan.unit}_price" == column:
                    self._facts.setdefault(column, licence_of(plan))
        self._rows = {
            "statements": [licence_of(row) for row in statements],
            "prices": [licence_of(row) for row in plans],
            "history": [licence_of(row) for row in space.history_events.all()],
        }

    def of_fact(self, name: str) -> str:
        """The licence of a column, of "amenity:wifi", or of "name:Old Mill"."""
        return self._facts.get(name, "")

    def of_row(self, key: str, number: int, value: Any) -> str:
        """The licence of an item of a list in the document."""
        if key == "names":
            return self.of_fact(f"name:{value['name']}")
        return self._rows[key][number] if key in self._rows else ""

    def all(self) -> set[str]:
        """All licences of the space, among them the one of its page, which is ""."""
        return {"", *self._facts.values(), *(one for rows in self._rows.values() for one in rows)}


def split_by_licence(document: Document, licences: Licences) -> Iterator[tuple[str, Document]]:
    """(licence, the part of the document under it). `n` is the place of an item in its list."""
    for licence in sorted(licences.all()):
        part = {key: document[key] for key in ("format", "id", "created_at", "city")} | {"licence": licence}
        part["columns"] = _only(document["columns"], licence, licences.of_fact)
        part["amenities"] = _only(
            document["amenities"], licence, lambda key: licences.of_fact(amenity_fact(key))
        )
        part["successor"] = document["successor"] if not licence else ""
        for key in LISTS:
            part[key] = [
                {"n": number, "value": value}
                for number, value in enumerate(document[key])
                if licences.of_row(key, number, value) == licence
            ]
        used = {one["value"]["source"] for key in ("statements", "prices", "history") for one in part[key]}
        part["sources"] = {key: source for key, source in document["sources"].items() if key in used}
        yield licence, part


def _only(values: Document, licence: str, licence_of_key: Callable[[str], str]) -> Document:
    return {key: value for key, value in values.items() if licence_of_key(key) == licence}


def merge(parts: list[Document]) -> Document:
    """The document of the parts of one space, of all licences or some."""
    if "licence" not in parts[0]:
        return parts[0]
    whole: Document = {key: parts[0][key] for key in ("format", "id", "created_at", "city")}
    for key in ("columns", "amenities", "sources"):
        whole[key] = {name: value for part in parts for name, value in part[key].items()}
    whole["successor"] = next((part["successor"] for part in parts if part["successor"]), "")
    for key in LISTS:
        items = sorted((item for part in parts for item in part[key]), key=lambda item: item["n"])
        whole[key] = [item["value"] for item in items]
    return whole
