"""Opening hours in OpenStreetMap's syntax, in the place's own time zone and with its public holidays.

Syntax: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification, read by opening-hours-py.
All functions take aware datetimes and answer in the schedule's zone.
"""

from functools import lru_cache
from zoneinfo import ZoneInfo

import opening_hours as osm

LOOK_AHEAD_DAYS = 366


class HoursError(ValueError):
    """The text is not in the syntax of opening hours."""


def is_valid(expression: str) -> bool:
    """Tell whether `expression` can be evaluated."""
    return bool(expression) and osm.validate(expression)


@lru_cache(maxsize=4096)
def _parsed(expression: str, country: str, timezone: str) -> osm.OpeningHours:
    options = {"timezone": ZoneInfo(timezone), "auto_country": False, "auto_timezone": False}
    options["max_interval_days"] = LOOK_AHEAD_DAYS
    try:
        try:
            return osm.OpeningHours(expression, country=country or None, **options)
        except osm.UnknownCountryError:  # a country whose holidays the library does not know
            return osm.OpeningHours(expression, **options)
    except (osm.ParserError, SyntaxError) as error:
        raise HoursError(expression) from error
