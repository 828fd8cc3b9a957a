"""Geocoders: what each is asked, and what its answer means. Photon, Nominatim and Addok are known.

Every reader takes the parsed JSON of an answer and yields an `Answer` for each place in it. Only the
fields that are read need to be there; a place without a position is left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from spaces.directory.models import Space
from spaces.directory.placed_positions import BUILDING, STREET
from spaces.geography.models import country_name

MOST_ANSWERS = 5
Parameters = dict[str, str | float]


@dataclass(frozen=True)
class Answer:
    """A place that a geocoder found.

    `precision` is "building", "street", or "" for anything larger or of another kind. The code of its country
    is "" where the answer has none.
    """

    latitude: float
    longitude: float
    precision: str
    country: str
    street: str
    postcode: str


@dataclass(frozen=True)
class Format:
    """How a kind of geocoder is asked, and how its answer is read."""

    parameters: Callable[[Space], Parameters]
    read: Callable[[Any], Iterator[Answer]]


def _place(space: Space) -> str:
    town = f"{space.postcode} {space.city.name}".strip()
    return f"{space.street}, {town}"


def _place_and_country(space: Space) -> str:
    return f"{_place(space)}, {country_name(space.city.country_id, 'en')}"


def _near_city(space: Space) -> Parameters:
    """The position of the city, near which answers come first."""
    latitude, longitude = space.city.latitude, space.city.longitude
    return {} if latitude is None or longitude is None else {"lat": latitude, "lon": longitude}


def _ask_photon(space: Space) -> Parameters:
    return {"q": _place_and_country(space), "limit": MOST_ANSWERS, **_near_city(space)}


def _ask_addok(space: Space) -> Parameters:
    """Addok knows one country, and would look for its name in the address."""
    return {"q": _place(space), "limit": MOST_ANSWERS, **_near_city(space)}


def _ask_nominatim(space: Space) -> Parameters:
    return {
        "q": _place(space),
        "limit": MOST_ANSWERS,
        "countrycodes": space.city.country_id.lower(),
        "format": "jsonv2",
        "addressdetails": 1,
    }


def _read_photon(data: Any) -> Iterator[Answer]:
    for position, found in _features(data):
        precision = {"house": BUILDING, "street": STREET}.get(_text(found, "type"), "")
        street = _text(found, "name" if precision == STREET else "street")
        yield Answer(
            *position, precision, _text(found, "countrycode").upper(), street, _text(found, "postcode")
        )


def _read_addok(data: Any) -> Iterator[Answer]:
    for position, found in _features(data):
        precision = {"housenumber": BUILDING, "street": STREET}.get(_text(found, "type"), "")
        street = _text(found, "street") or _text(found, "name")
        yield Answer(*position, precision, "", street, _text(found, "postcode"))


def _read_nominatim(data: Any) -> Iterator[Answer]:
    for found in _list(data):
        address = _dict(found).get("address")
        position = _position([_dict(found).get("lon"), _dict(found).get("lat")])
        if position is None:
            continue
        street = next(filter(None, (_text(address, key) for key in ("road", "pedestrian", "square"))), "")
        kind = (_text(found, "category"), _text(found, "type"))
        is_street = kind[0] == "highway" or kind == ("place", "square")
        precision = BUILDING if _text(address, "house_number") else STREET if is_street else ""
        country = _text(address, "country_code").upper()
        yield Answer(*position, precision, country, street, _text(address, "postcode"))


FORMATS = {
    "photon": Format(_ask_photon, _read_photon),
    "nominatim": Format(_ask_nominatim, _read_nominatim),
    "addok": Format(_ask_addok, _read_addok),
}


def _features(data: Any) -> Iterator[tuple[tuple[float, float], Any]]:
    """Yield the position and the properties of each feature of GeoJSON."""
    for feature in _list(_dict(data).get("features")):
        position = _position(_dict(_dict(feature).get("geometry")).get("coordinates"))
        if position is not None:
            yield position, _dict(feature).get("properties")


def _position(coordinates: Any) -> tuple[float, float] | None:
    """Return (latitude, longitude) of [longitude, latitude]; None where that is no position."""
    try:
        longitude, latitude = (float(number) for number in _list(coordinates)[:2])
    except (TypeError, ValueError):
        return None
    is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180
    return (round(latitude, 6), round(longitude, 6)) if is_on_earth else None


def _text(found: Any, key: str) -> str:
    value = _dict(found).get(key)
    return value if isinstance(value, str) else ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
