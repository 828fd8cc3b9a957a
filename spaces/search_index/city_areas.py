"""Keep the areas of cities, and with them the area of each space and the counts of the cities."""

from django.db.models import F
from django.db.models.functions import Coalesce

from coworking.database.writing.short_transactions import short_transaction
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space
from spaces.directory.querysets import SpaceQuerySet
from spaces.geography.cities.areas import Place, areas
from spaces.geography.models import City
from spaces.search_index import derived_columns

CITIES_AT_ONCE, SPACES_AT_ONCE = 500, 200
PLACE_COLUMNS = ("pk", "country_id", "latitude", "longitude", "population", "area_is_set", "area_of_id")


def update_areas() -> int:
    """Compute the area of every city but for those that the staff set; return the number of changed cities.

    The spaces follow their cities in transactions of their own: a command that was stopped is run again.
    """
    places = [Place(*row) for row in City.objects.values_list(*PLACE_COLUMNS).iterator()]
    found = areas(places)
    changed = [place for place in places if place.head != found.get(place.pk)]
    for start in range(0, len(changed), CITIES_AT_ONCE):
        batch = [City(pk=pk, area_of_id=found.get(pk)) for pk, *_others in changed[start:][:CITIES_AT_ONCE]]
        with short_transaction():
            City.objects.bulk_update(batch, ["area_of"])
    former = {place.head for place in changed if place.head is not None}
    refresh_city_counts({place.pk for place in changed} | former | _move(Space.objects.all()))
    return len(changed)


def follow_area(city: City) -> None:
    """Bring all that depends on the area of one city up to date, after its area has changed.

    The places of its own area follow it, so that no area is part of another.
    """
    places = City.objects.filter(area_of=city)
    pks = [city.pk, *places.values_list("pk", flat=True)]
    if city.area_of_id:
        places.update(area_of=city.area_of_id)
    refresh_city_counts({*pks, *_move(Space.objects.filter(city__in=pks))})


def _move(spaces: SpaceQuerySet) -> set[int]:
    """Move the spaces that are not in the area of their city; return where they were and are, as keys."""
    own = Coalesce(F("city__area_of"), F("city"))
    misplaced = spaces.exclude(area=own).select_related("city__country").order_by("pk")
    touched, last = set[int](), 0
    while batch := list(misplaced.filter(pk__gt=last)[:SPACES_AT_ONCE]):
        last = batch[-1].pk
        touched |= {space.area_id for space in batch if space.area_id} | {space.city_id for space in batch}
        with short_transaction():
            derived_columns.refresh(batch)
    return touched
