"""Prices: https://wiki.openstreetmap.org/wiki/Key:charge."""

import re

from coworking.fields.currencies import currency_of_country
from coworking.fields.errors import NotUnderstood
from spaces.importers.formats.openstreetmap.tags import Tags
from spaces.importers.record import PriceFact, price_fact
from spaces.importers.values import clean

_CHARGE = re.compile(r"(?P<amount>[^/]+?) ?(?:/|\bper\b|\ba\b) ?(?P<unit>hour|day|week|month)", re.IGNORECASE)


def prices(tags: Tags, country: str) -> list[PriceFact]:
    """The prices in `charge`, such as "20 EUR/day; 200 EUR/month": of a desk for a unit of time.

    A price without a currency is in that of the country, where it is known. Where a part is no price for a
    unit that prices have, it is reported and nothing taken.
    """
    found = {}
    for key, value in tags.parts("charge"):
        price = _CHARGE.fullmatch(value)
        if not price:
            tags.refuse(key, value)
            return []
        unit = price["unit"].lower()
        try:
            found[unit] = price_fact(unit, clean.money(price["amount"], local=currency_of_country(country)))
        except NotUnderstood as error:
            tags.refuse(key, value, error)
            return []
    return list(found.values())
