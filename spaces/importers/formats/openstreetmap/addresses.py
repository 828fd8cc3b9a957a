"""Addresses: https://wiki.openstreetmap.org/wiki/Key:addr:*."""

import re
from typing import Any

from django.utils.translation import gettext as _

from coworking.fields.errors import NotUnderstood
from spaces.geography.country_names import country_named
from spaces.importers.formats.openstreetmap.tags import Tags
from spaces.importers.values import clean
from spaces.importers.values.street_address import StreetAddress

LONGEST = 82  # characters of a street, and of the name of a building
_FULL = re.compile(r"(?P<street>.+?),\s*(?P<postcode>\d[\d-]{3,8})\s+(?P<city>[^,\d]+)\Z")
_POSTCODE_BEFORE_CITY = re.compile(r"(?P<postcode>\d[\d-]{3,8})\s+(?P<city>\D.*)\Z")


def street_address(tags: Tags) -> StreetAddress | None:
    """Street, number, name of the building and unit; None without a street. A number alone is reported."""
    street = tags.line("addr:street", "contact:street", "addr:place", "contact:place", longest=LONGEST)
    number_key, number = tags.first("addr:housenumber", "contact:housenumber")
    building = tags.line("addr:housename", "contact:housename", longest=LONGEST)
    if building.isdigit() and not number:
        number_key, number, building = "addr:housename", building, ""
    if not street and not building:
        full = tags.line("addr:full", "contact:full", "address")
        match = _FULL.match(full)
        if full:
            return StreetAddress(match["street"] if match else full)
        if number:
            reason = _("“%(number)s” is a house number without a street") % {"number": number[:40]}
            tags.refuse(number_key, number, NotUnderstood(reason))
        return None
    unit = tags.line("addr:unit", "addr:door", longest=40)
    number = tags.fitting(number_key, number, 40)
    # Together they have at most the 250 characters of the column.
    return StreetAddress(street, number, building, unit)


def locality(tags: Tags) -> dict[str, Any]:
    """{"postcode", "city", "country"}, of which those that are not known are ""."""
    postcode_key, postcode = tags.first("addr:postcode", "contact:postcode", "postal_code", "postcode")
    city = tags.line("addr:city", "contact:city", longest=200)
    within = _POSTCODE_BEFORE_CITY.match(city) or (None if city else _FULL.match(tags.get("addr:full")))
    if within:
        city = within["city"].strip()
        postcode_key, postcode = (postcode_key, postcode) if postcode else ("addr:city", within["postcode"])
    code = clean.postcode(postcode)
    if postcode and not code:
        tags.refuse(postcode_key, postcode)
    return {"postcode": code, "city": city, "country": _country(tags)}


def _country(tags: Tags) -> str:
    """The country's ISO 3166-1 alpha-2 code, or ""; then the position decides."""
    key, value = tags.first("addr:country", "contact:country")
    try:
        return country_named(value) if value else ""
    except NotUnderstood as error:
        tags.refuse(key, value, error)
        return ""
