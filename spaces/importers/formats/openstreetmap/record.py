"""The record of one element, from its tags."""

from typing import Any

from django.utils.translation import gettext as _

from spaces.directory.choices import Status
from spaces.importers.formats.openstreetmap import addresses, amenities, contacts, dates, names, prices
from spaces.importers.formats.openstreetmap.places import Place, place_of
from spaces.importers.formats.openstreetmap.tags import Tags
from spaces.importers.record import SpaceRecord
from spaces.importers.values import clean
from spaces.importers.values.hours import read_hours
from spaces.provenance.models import Basis

SITE = "https://www.openstreetmap.org"
ELEMENTS = ("node/", "way/", "relation/")
LINES = {  # column of Space: its longest text, and the tags that fill it, in order
    "operator": (150, ("operator",)),
    "network": (150, ("brand", "network")),
    "neighbourhood": (120, ("addr:suburb", "addr:neighbourhood", "addr:quarter")),
    "floor": (40, ("level", "addr:floor")),
}


def parse_tags(ref: str, values: dict[str, str], point: tuple[Any, Any], as_of: str) -> SpaceRecord:
    """The record of one element: `point` is its latitude and longitude, `as_of` the date of the file."""
    tags = Tags(values)
    place = place_of(tags)
    if place.problem:
        return SpaceRecord(ref, problem=place.problem, is_no_place=True)
    record = record_of(ref, tags, place, point, as_of)
    record.url = f"{SITE}/{ref}" if ref.startswith(ELEMENTS) else ""
    return record


def record_of(ref: str, tags: Tags, place: Place, point: tuple[Any, Any], as_of: str) -> SpaceRecord:
    """The record of an element that is, was or will be this place."""
    record = SpaceRecord(ref)
    record.notes = tags.notes
    record.as_of, record.basis = dates.date_of_element(tags, as_of)
    record.has_own_date = record.basis != Basis.LISTED
    record.problem_if_new = place.problem_if_new
    facts = _life(place)
    if place.is_other_now:
        record.facts, record.completes_earlier = facts, True
        return record
    facts |= _facts(tags)
    if "name" not in facts:
        record.problem_if_new = record.problem_if_new or _("no name")
    record.address = addresses.street_address(tags)
    record.prices = prices.prices(tags, facts.get("country", ""))
    position = clean.position(*point)
    if position:
        facts["latitude"], facts["longitude"] = position
    record.facts = {key: value for key, value in facts.items() if value}
    record.fact_dates = _checked_facts(tags)
    return record


def _life(place: Place) -> dict[str, Any]:
    """The facts that a place's kind and life are."""
    facts: dict[str, Any] = {"kind": place.kind, "opened": place.opened, "closed": place.closed}
    if place.status != Status.OPEN:
        facts["status"] = str(place.status)
    return {key: value for key, value in facts.items() if value}


def _facts(tags: Tags) -> dict[str, Any]:
    facts: dict[str, Any] = {
        column: tags.line(*keys, longest=longest) for column, (longest, keys) in LINES.items()
    }
    facts["opening_hours"] = read_hours("opening_hours", tags.get("opening_hours"), tags.notes)
    facts |= names.names(tags)
    facts |= addresses.locality(tags)
    facts |= contacts.contacts(tags)
    facts |= amenities.amenities(tags)
    return facts


def _checked_facts(tags: Tags) -> dict[str, str]:
    """{fact: date} of those that were checked on a day of their own."""
    found: dict[str, str] = {}
    for key in tags.values:
        if key.startswith(dates.CHECK):
            about = key.removeprefix(dates.CHECK)
            facts = (
                *dates.CHECKED_FACTS.get(about, ()),
                *(f"amenity:{a}" for a in amenities.amenities_of_osm_tag(about)),
            )
            date = dates.checked(tags, key) if facts else ""
            found |= dict.fromkeys(facts, date) if date else {}
    return found
