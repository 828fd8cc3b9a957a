"""Look up the city of one typed name in the database; an unknown name becomes a new city (a village).

`gazetteer.CityFinder` does the same for many records in a row, with the whole gazetteer in memory.
"""

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from coworking.i18n.normalize import normalize_name
from spaces.geography.cities.names import is_slug_of_another
from spaces.geography.cities.spellings import ALIASES, DISTRICT, other_spellings
from spaces.geography.gazetteer import NAMED_WITHIN_KM, flat_distance_km, head_of_village
from spaces.geography.models import City, CityName, Country
from spaces.geography.querysets import CityQuerySet

Point = tuple[float, float]  # latitude, longitude


def find_city(country: str, name: str, here: Point | None = None) -> City | None:
    """Return a country's city of that name: the nearest within 40 km of `here`, else the most populous."""
    normalized = normalize_name(name)[:200]
    normalized = ALIASES.get(normalized, normalized)
    names = {normalized, DISTRICT.sub("", normalized)} - {""}
    found = _named(country, names, here)
    if found:
        return found
    by_spelling = (_named(country, {spelling}, here) for spelling in other_spellings(name, country))
    return next((city for city in by_spelling if city), None)


def _named(country: str, names: set[str], here: Point | None) -> City | None:
    """Return the city that has one of these normalized names, as `find_city` does."""
    cities = City.objects.filter(country=country, names__normalized_name__in=names).select_related("country")
    found = sorted(cities.distinct(), key=lambda city: (-city.population, city.pk))
    if here:
        near = [(flat_distance_km(here, city), city) for city in found if city.latitude is not None]
        near = [pair for pair in near if pair[0] <= NAMED_WITHIN_KM]
        unplaced = [city for city in found if city.latitude is None]
        return min(near, key=lambda pair: pair[0])[1] if near else next(iter(unplaced), None)
    return found[0] if found else None


def find_or_create_city(country: Country, name: str, here: Point | None = None) -> City:
    """Return the city of that name; a new one gets the time zone of the nearest known city."""
    return find_city(country.pk, name, here) or _create(country, name, here)


def _create(country: Country, name: str, here: Point | None) -> City:
    plain = slugify(normalize_name(name))[:190] or "place"
    for number in range(1, 100):
        slug = plain if number == 1 else f"{plain}-{number}"
        is_taken = City.objects.filter(country=country, slug=slug).exists()
        if is_taken or is_slug_of_another(slug, country.pk):
            continue
        try:
            with transaction.atomic():
                return _create_village(country, name, slug, here)
        except IntegrityError:
            continue  # created by another request in the meantime
    raise ValueError(f"too many cities called {name}")


def _create_village(country: Country, name: str, slug: str, here: Point | None) -> City:
    latitude, longitude = here or (None, None)
    village = City.objects.create(
        country=country,
        name=name.strip()[:200],
        slug=slug,
        latitude=latitude,
        longitude=longitude,
        timezone=_time_zone(country, here),
        area_of=head_of_village(country.pk, here, _within_a_degree(here)),
    )
    CityName.objects.create(
        city=village, name=village.name, normalized_name=normalize_name(name)[:200], is_main=True
    )
    return village


def _time_zone(country: Country, here: Point | None) -> str:
    """Return the time zone of the nearest city within a degree, else of the country's most populous one."""
    if here:
        nearest = min(_within_a_degree(here), key=lambda city: flat_distance_km(here, city), default=None)
        if nearest:
            return str(nearest.timezone)
    largest = City.objects.filter(country=country).order_by("-population").first()
    return largest.timezone if largest else "UTC"


def _within_a_degree(here: Point | None) -> CityQuerySet:
    if here is None:
        return City.objects.none()
    return City.objects.in_box(here[0] - 1, here[1] - 1, here[0] + 1, here[1] + 1)
