"""Dates in tags: since when and until when a place is there, and when somebody last checked a fact."""

from coworking.fields.partial_dates import is_future, is_partial_date
from spaces.importers.formats.openstreetmap.tags import Tags
from spaces.provenance.models import Basis

CHECK = "check_date:"
# {key in check_date:KEY: the facts that are dated by it}; amenities besides, by their own tags
CHECKED_FACTS: dict[str, tuple[str, ...]] = {
    "opening_hours": ("opening_hours",),
    "name": ("name",),
    "phone": ("phone",),
    "email": ("email",),
    "website": ("website",),
    "address": ("street", "postcode", "city"),
    "addr": ("street", "postcode", "city"),
    "charge": ("prices",),
    "capacity": ("people",),
    "description": ("description",),
    "operator": ("operator",),
    "level": ("floor",),
}


def first(tags: Tags, *keys: str) -> str:
    """The partial date of the first of these tags, or ""; one that is no date is reported."""
    key, value = tags.first(*keys)
    if not value or is_partial_date(value):
        return value
    tags.refuse(key, value)
    return ""


def ended(tags: Tags) -> str:
    """When the place ended; "" where no tag says it, or says a date to come."""
    date = first(tags, "end_date")
    if is_future(date):
        tags.refuse("end_date", date)
        return ""
    return date


def checked(tags: Tags, *keys: str) -> str:
    """The newest date in these tags on which somebody looked at the place; "" where there is none.

    A date that cannot be, or has not come yet, is reported.
    """
    found = []
    for key, value in tags.parts(*keys):
        date = value[:10] if "T" in value else value
        if is_partial_date(date) and not is_future(date):
            found.append(date)
        else:
            tags.refuse(key, value)
    return max(found, default="")


def date_of_element(tags: Tags, file_date: str) -> tuple[str, str]:
    """(the date of the element's facts, how it is known).

    It is that of the newest check, else that of the last edit; without either the facts are undated, and only
    known to have stood in the data on the date of the file.
    """
    date = checked(tags, "check_date", "survey:date")
    if date:
        return date, Basis.PRINTED
    edited = checked(tags, "@timestamp", "timestamp")
    return (edited, Basis.DATASET) if edited else (file_date, Basis.LISTED)
