"""Queries for cities and countries, with the number of their spaces.

Most are prepared (`coworking.database.prepared`), because every list page and every search needs them.
"""

import math
from collections.abc import Sequence
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast
from django.utils.translation import get_language

from coworking.caching.memoize import memoize
from coworking.database.prepared import AnyOf, Param, PreparedQuery
from coworking.i18n.normalize import normalize_name
from spaces.geography.cities.areas import MOST_REACH_KM, reach_km
from spaces.geography.cities.names import main_names, own_slug
from spaces.geography.coordinates.distances import KM_PER_DEGREE, bounding_box, distances_km
from spaces.geography.models import City, CityName, CitySlug, Country
from spaces.geography.querysets import CityQuerySet

MAX_AROUND, AROUND_KM = 8, 60
MAX_LISTED = 60
NEAR_KM = 5
MAX_NEAREST = 5
NEAREST_WITHIN_KM = (60, 300, 1500, 20_100)  # the last is the whole globe
MAX_POPULATION = 100_000_000  # no city has as many people
COLUMNS = tuple(field.attname for field in City._meta.concrete_fields)


def _columns(prefix: str = "") -> list[str]:
    return [f"{prefix}{name}" for name in (*COLUMNS, "country__currency")]


_by_slug = PreparedQuery(
    lambda: City.objects.filter(country=Param(0), slug=Param(1)).values_list(*_columns())
)
_by_pk = PreparedQuery(lambda: City.objects.filter(pk=Param(0)).values_list(*_columns()))
_by_name = PreparedQuery(
    lambda: CityName.objects.filter(AnyOf("normalized_name", Param(0))).values_list(
        "normalized_name", *_columns("city__")
    )
)


def _nearest() -> QuerySet[City, Any]:
    """Cities in a box, nearest first, as on a flat map: good enough within `AROUND_KM`."""
    north, east = F("latitude") - Param(0), (F("longitude") - Param(1)) * Param(2)
    box = City.objects.with_spaces().filter(
        latitude__gte=Param(3), latitude__lte=Param(4), longitude__gte=Param(5), longitude__lte=Param(6)
    )
    others = box.filter(Q(area_of=None) | Q(area_of=Param(8))).exclude(pk=Param(7))
    ordered = others.order_by(north * north + east * east, "pk")
    return ordered.values_list(*_columns())[:MAX_AROUND]


_largest = PreparedQuery(
    lambda: (
        City.objects.with_spaces()
        .in_no_area()
        .filter(country=Param(0))
        .order_by("-space_count", "name")
        .values_list(*_columns())[:MAX_LISTED]
    )
)
_in_area = PreparedQuery(
    lambda: (
        City.objects.with_spaces()
        .filter(area_of=Param(0))
        .order_by("-space_count", "name")
        .values_list(*_columns())[:MAX_LISTED]
    )
)
_around = PreparedQuery(_nearest)
_countries = PreparedQuery(lambda: Country.objects.filter(AnyOf("pk", Param(0))))


def city_by_slug(code: str, slug: str) -> City | None:
    """Return the city with this slug in a country; `code` is in capitals."""
    rows = _by_slug.rows(code, slug)
    return _to_city(rows[0]) if rows else None


def city_by_pk(pk: int) -> City:
    return _to_city(_by_pk.rows(pk)[0])


def cities_by_name(names: Sequence[str]) -> list[tuple[str, City]]:
    """Return (normalized name, city) for the cities that have one of these normalized names."""
    return [(row[0], _to_city(row[1:])) for row in _by_name.rows(list(names))]


def city_by_url(code: str, slug: str) -> City | None:
    """Return the city whose page has this slug in the active language, or whose own slug it is."""
    own = own_slug(slug, code, get_language() or "en")
    return city_by_slug(code, own) or (city_by_slug(code, slug) if own != slug else None)


def city_by_former_slug_or_name(code: str, slug: str) -> City | None:
    """Return the city that had this slug, or the most populous one that has it as a name in any language."""
    former = CitySlug.objects.select_related("city").filter(country=code, slug=slug).first()
    if former:
        return former.city
    name = normalize_name(slug)
    named = [city for _name, city in cities_by_name([name]) if city.country_id == code]
    order = {city.pk: (name in main_names(city.name, code), city.population, -city.pk) for city in named}
    return max(named, key=lambda city: order[city.pk], default=None)


def nearest_cities_with_spaces(city: City) -> list[tuple[City, float]]:
    """Return (city, km) for the nearest cities that have spaces, however far away they are."""
    if city.latitude is None or city.longitude is None:
        return []
    here, nearest = (city.latitude, city.longitude), list[tuple[float, int]]()
    for radius in NEAREST_WITHIN_KM:
        box = City.objects.with_spaces().in_box(*bounding_box(*here, radius)).exclude(pk=city.pk)
        inside = box.filter(Q(area_of=None) | Q(area_of=city.area_id))
        rows = list(inside.order_by().values_list("pk", "latitude", "longitude"))
        away = distances_km(*here, [row[1:] for row in rows])
        nearest = sorted((km, row[0]) for km, row in zip(away, rows, strict=True) if km <= radius)
        if len(nearest) >= MAX_NEAREST:
            break
    cities = City.objects.select_related("country").in_bulk([pk for _km, pk in nearest[:MAX_NEAREST]])
    return [(cities[pk], km) for km, pk in nearest[:MAX_NEAREST]]


def largest_cities(country: Country) -> list[City]:
    """Return the cities of a country that have the most spaces."""
    return [_to_city(row) for row in _largest.rows(country.code)]


def cities_in_area(city: City) -> list[City]:
    """Return the places of its area that have spaces, those with the most first."""
    return [_to_city(row) for row in _in_area.rows(city.pk)]


def cities_around(city: City) -> list[City]:
    """Return the nearest other cities that have spaces; of areas only their cities, but for its own."""
    if city.latitude is None or city.longitude is None:
        return []
    cosine = max(math.cos(math.radians(city.latitude)), 0.01)
    d_lat, d_lon = AROUND_KM / KM_PER_DEGREE, AROUND_KM / KM_PER_DEGREE / cosine
    rows = _around.rows(
        city.latitude,
        city.longitude,
        cosine,
        city.latitude - d_lat,
        city.latitude + d_lat,
        city.longitude - d_lon,
        city.longitude + d_lon,
        city.pk,
        city.area_of_id or 0,
    )
    return [_to_city(row) for row in rows]


def city_around(latitude: float, longitude: float) -> City | None:
    """Return the largest city that reaches a point, else the nearest within `NEAR_KM`; none is in an area."""
    box = City.objects.in_no_area().in_box(*bounding_box(latitude, longitude, MOST_REACH_KM))
    rows = list(box.order_by("-population", "pk").values_list("pk", "population", "latitude", "longitude"))
    away = list(distances_km(latitude, longitude, [row[2:] for row in rows]))
    reaching = [row for row, km in zip(rows, away, strict=True) if km <= reach_km(row[1])]
    near = sorted((km, row[0]) for row, km in zip(rows, away, strict=True) if km <= NEAR_KM)
    pk = reaching[0][0] if reaching else near[0][1] if near else None
    return city_by_pk(pk) if pk else None


@memoize
def spaces_by_country() -> dict[str, int]:
    """Return the number of spaces of each country that has any."""
    cities = City.objects.with_spaces().in_no_area().order_by()
    return dict(cities.values_list("country").annotate(n=Sum("space_count")))


@memoize
def countries_with_counts(*codes: str) -> list[tuple[Country, int]]:
    """Return (country, number of its spaces) for each of the codes that exists."""
    found = _countries.objects(list(codes)) if codes else []
    counts = spaces_by_country() if found else {}
    return [(country, counts.get(country.code, 0)) for country in found]


@memoize
def largest_countries_and_cities(countries: int, cities: int) -> tuple[list[tuple[Country, int]], list[City]]:
    """Return so many countries, each with the number of its spaces, and cities; the largest first."""
    counts = spaces_by_country()
    largest = sorted(counts, key=lambda code: (-counts[code], code))[:countries]
    by_code = Country.objects.in_bulk(largest)
    # Neither joined nor filtered: SQLite would sort all cities that have spaces.
    most = City.objects.in_no_area().order_by("-space_count", "name")[:cities].prefetch_related("country")
    return [(by_code[code], counts[code]) for code in largest], [city for city in most if city.space_count]


def count_spaces(code: str = "") -> int:
    """Return the number of spaces in a country, or in all of them."""
    counts = spaces_by_country()
    return counts.get(code, 0) if code else sum(counts.values())


def refresh_name_weights(cities: CityQuerySet) -> None:
    """Update the order in which the names of these cities are suggested: by spaces, then by population."""
    weight = Cast("space_count", BigIntegerField()) * MAX_POPULATION + F("population")
    own = City.objects.filter(pk=OuterRef("city")).annotate(weight=weight).values("weight")
    CityName.objects.filter(city__in=cities).update(weight=Subquery(own[:1]))


def _to_city(row: Sequence[Any]) -> City:
    """Build a city with its country from a row of `_columns()`."""
    city = City.from_db(_by_pk.alias, COLUMNS, row[: len(COLUMNS)])
    city.country = Country.from_db(_by_pk.alias, ("code", "currency"), (city.country_id, row[-1]))
    return city
