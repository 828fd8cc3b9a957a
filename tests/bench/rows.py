"""A file of our own CSV with invented spaces, for imports that are measured."""

import csv
from pathlib import Path

from spaces.benchmark_data.generator import SpaceGenerator
from spaces.geography.models import City
from spaces.importers.tables.columns import PRICES

SEED = 7  # not that of the database's own spaces
COLUMNS = (
    "id", "name", "kind", "street", "postcode", "city", "country", "latitude", "longitude", "website",
    "phone", "email", "description", "opening_hours", "desks", "amenities", "day_price", "month_price",
    "currency", "as_of",
)  # fmt: skip
PRICE_OF = {kind: column for column, kind in PRICES.items()}


def write_csv(path: Path, count: int) -> None:
    """Write so many spaces. The same count gives the same file, in every database with the gazetteer."""
    cities = City.objects.exclude(geonameid=None).select_related("country")
    generator = SpaceGenerator(SEED, list(cities))
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        rows.writeheader()
        for number in range(count):
            one = generator.generate(number)
            prices = {PRICE_OF.get(price.kind, ""): price.amount for price in one.prices}
            currency = one.prices[0].currency if one.prices else ""
            rows.writerow(
                vars(one.space)
                | {"city": one.space.city.name, "country": one.space.city.country_id, "id": f"{number:08}"}
                | {"amenities": "; ".join(one.amenities[:3]), "currency": currency, "as_of": "2026-10-01"}
                | prices
            )
