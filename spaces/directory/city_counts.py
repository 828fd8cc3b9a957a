"""Update `City.space_count`, so that lists and suggestions need not count."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from coworking.database.short_transactions import short_transaction
from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.geography.queries import refresh_name_weights

BATCH_SIZE = 500


def refresh_city_counts(pks: Iterable[int]) -> None:
    """Count the spaces in search of the cities with these primary keys, and save the counts, in batches."""
    ordered = sorted(set(pks))
    for start in range(0, len(ordered), BATCH_SIZE):
        cities = City.objects.filter(pk__in=ordered[start : start + BATCH_SIZE])
        found = Space.objects.in_search().filter(city=OuterRef("pk")).order_by()
        counted = found.values("city").annotate(n=Count("pk")).values("n")
        with short_transaction() if len(ordered) > BATCH_SIZE else transaction.atomic():
            cities.update(space_count=Coalesce(Subquery(counted), 0))
            refresh_name_weights(cities)
