"""Cities with their countries, and how many spaces these have, by questions that are written once."""

import math
from collections.abc import Sequence

from django.db.models import F, Sum

from coworking.caching.memoize import memoize
from coworking.database.prepared import AnyOf, Param, PreparedQuery
from spaces.geography.models import KM_PER_DEGREE, City, CityName, Country

MAX_AROUND, AROUND_KM = 8, 60
MAX_LISTED = 60
COLUMNS = tuple(field.attname for field in City._meta.concrete_fields)


def _columns(of: str = "") -> list[str]:
    return [f"{of}{name}" for name in (*COLUMNS, "country__currency")]


_by_slug = PreparedQuery(
    lambda: City.objects.filter(country=Param(0), slug=Param(1)).values_list(*_columns())
)
_by_pk = PreparedQuery(lambda: City.objects.filter(pk=Param(0)).values_list(*_columns()))
_by_name = PreparedQuery(
    lambda: CityName.objects.filter(AnyOf("folded", Param(0))).values_list("folded", *_columns("city__"))
)
_countries = PreparedQuery(
    lambda: (
        Country.objects.filter(AnyOf("pk", Param(0)))
        .with_counts()
        .values_list("pk", "currency", "space_count")
    )
)


def _nearest():
    """Cities in a box, nearest first: flat-earth order, good at this scale."""
    north, east = F("latitude") - Param(0), (F("longitude") - Param(1)) * Param(2)
    box = City.objects.with_spaces().filter(
        latitude__gte=Param(3), latitude__lte=Param(4), longitude__gte=Param(5), longitude__lte=Param(6)
    )
    ordered = box.exclude(pk=Param(7)).order_by(north * north + east * east, "pk")
    return ordered.values_list(*_columns())[:MAX_AROUND]


_largest = PreparedQuery(
    lambda: (
        City.objects.with_spaces()
        .filter(country=Param(0))
        .order_by("-space_count", "name")
        .values_list(*_columns())[:MAX_LISTED]
    )
)
_around = PreparedQuery(_nearest)


def city_by_slug(code: str, slug: str) -> City | None:
    """The city of a page."""
    rows = _by_slug.rows(code, slug)
    return _to_city(rows[0]) if rows else None


def largest_cities(country: Country) -> list[City]:
    """The cities of a country with the most spaces."""
    rows = _largest.rows(country.code)
    return [_to_city(row) for row in rows]


def city_by_pk(pk: int) -> City:
    return _to_city(_by_pk.rows(pk)[0])


def cities_by_name(names: Sequence[str]) -> list[tuple[str, City]]:
    """(folded name, city) of the cities that have one of the names."""
    return [(row[0], _to_city(row[1:])) for row in _by_name.rows(list(names))]


def cities_around(city: City) -> list[City]:
    """The nearest other cities with spaces."""
    if city.latitude is None or city.longitude is None:
        return []
    shrink = max(math.cos(math.radians(city.latitude)), 0.01)
    d_lat, d_lon = AROUND_KM / KM_PER_DEGREE, AROUND_KM / KM_PER_DEGREE / shrink
    rows = _around.rows(
        city.latitude,
        city.longitude,
        shrink,
        city.latitude - d_lat,
        city.latitude + d_lat,
        city.longitude - d_lon,
        city.longitude + d_lon,
        city.pk,
    )
    return [_to_city(row) for row in rows]


@memoize
def countries_with_counts(*codes: str) -> list[tuple[Country, int]]:
    """(country, how many spaces it has) of those of the codes that are known."""
    found = _countries.rows(list(codes)) if codes else []
    return [(Country(code=code, currency=currency), count) for code, currency, count in found]


@memoize
def largest_countries_and_cities(countries: int, cities: int) -> tuple[list[Country], list[City]]:
    """So many countries and cities, those with the most spaces."""
    most = City.objects.with_spaces().select_related("country").order_by("-space_count", "name")
    return list(Country.objects.with_spaces()[:countries]), list(most[:cities])


@memoize
def count_spaces(code: str = "") -> int:
    """How many spaces a country has, or all of them."""
    if not code:
        return City.objects.with_spaces().aggregate(n=Sum("space_count"))["n"] or 0
    return sum(count for _country, count in countries_with_counts(code))


def _to_city(row: Sequence) -> City:
    city = City.from_db(_by_pk.alias, COLUMNS, row[: len(COLUMNS)])
    city.country = Country.from_db(_by_pk.alias, ("code", "currency"), (city.country_id, row[-1]))
    return city
