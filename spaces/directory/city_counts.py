"""Update `City.space_count`, so that lists and suggestions need not count."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from coworking.database.writing.short_transactions import short_transaction
from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.geography.queries import refresh_name_weights
from spaces.geography.querysets import CityQuerySet

BATCH_SIZE = 500


def refresh_city_counts(pks: Iterable[int]) -> None:
    """Count the spaces in search of the cities with these primary keys, and save the counts, in batches.

    The cities whose areas they are in are counted again, too. A count is what the city's page lists.
    """
    ordered = sorted(set(pks))
    for start in range(0, len(ordered), BATCH_SIZE):
        batch = ordered[start : start + BATCH_SIZE]
        with short_transaction() if len(ordered) > BATCH_SIZE else transaction.atomic():
            heads = City.objects.filter(pk__in=batch).exclude(area_of=None).values_list("area_of", flat=True)
            cities = City.objects.filter(pk__in={*batch, *heads})
            _count(cities.filter(area_of=None), "area")
            _count(cities.exclude(area_of=None), "city")
            refresh_name_weights(cities)


def _count(cities: CityQuerySet, column: str) -> None:
    """Save how many spaces in search have each of the cities in this column."""
    found = Space.objects.in_search().filter(**{column: OuterRef("pk")}).order_by()
    counted = found.values(column).annotate(n=Count("pk")).values("n")
    cities.update(space_count=Coalesce(Subquery(counted), 0))
