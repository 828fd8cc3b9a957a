"""`City.space_count`, which lists and suggestions show without counting."""

from collections.abc import Iterable

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from spaces.directory.models import Space
from spaces.geography.models import City

BATCH_SIZE = 500


def refresh_city_counts(pks: Iterable[int]) -> None:
    """Recount the spaces that a search can find in the cities with these primary keys, in batches."""
    ordered = sorted(set(pks))
    for start in range(0, len(ordered), BATCH_SIZE):
        cities = City.objects.filter(pk__in=ordered[start : start + BATCH_SIZE])
        found = Space.objects.in_search().filter(city=OuterRef("pk")).order_by()
        counted = found.values("city").annotate(n=Count("pk")).values("n")
        cities.update(space_count=Coalesce(Subquery(counted), 0))
        cities.refresh_weights()
