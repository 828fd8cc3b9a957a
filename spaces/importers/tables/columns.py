"""The columns that tables are read by, among them one for every kind of price."""

from typing import NamedTuple

from spaces.importers.typed import measures
from spaces.pricing.models import Unit, What

COLUMNS = (
    "id", "name", "kind", "street", "postcode", "city", "country", "latitude", "longitude", "neighbourhood",
    "floor", "website", "phone", "email", "description", "operator", "network", *measures.COLUMNS,
    "opening_hours", "amenities", "status", "opened", "closed", "day_price", "month_price", "currency",
    "as_of",
)  # fmt: skip


class PriceKind(NamedTuple):
    """What a column of prices is for; the fields are those of `Plan`."""

    what: str
    unit: str
    quantity: int = 1


PASSES = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30)  # days
_WHATS = {
    What.HOT_DESK: "", What.DEDICATED_DESK: "dedicated_desk_", What.OFFICE: "office_",
    What.MEETING_ROOM: "meeting_room_",
}  # fmt: skip
_UNITS = (Unit.HOUR, Unit.HALF_DAY, Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR)
# Without the name of a thing, a price is that of a hot desk.
PRICES = {
    f"{prefix}{unit.value}_price": PriceKind(what.value, unit.value)
    for what, prefix in _WHATS.items()
    for unit in _UNITS
} | {f"pass_{days}_price": PriceKind(What.HOT_DESK.value, Unit.PASS.value, days) for days in PASSES}
# These two columns show the cheapest desk, hot or dedicated.
FLAT_PRICES = (PRICES["day_price"], PRICES["month_price"])
# What export_spaces does not write.
MORE_COLUMNS = (
    "housenumber", "licence", "hours_as_of", "listed_on", "source_url",
    *(column for column in PRICES if column not in COLUMNS),
)  # fmt: skip
ALL_COLUMNS = (*COLUMNS, *MORE_COLUMNS)
# {column: the facts that it fills, where these are not one fact of its name}
FACTS = {
    "housenumber": ("street",),
    "website": ("website", "other_websites"),
    "phone": ("phone", "other_phones"),
    "email": ("email", "other_emails"),
    "status": ("status", "closed"),
    "closed": ("status", "closed"),
    "latitude": ("latitude", "longitude"),
    "longitude": ("latitude", "longitude"),
}
