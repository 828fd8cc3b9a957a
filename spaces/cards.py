"""Spaces as cards show them: only those columns, and photos only where there are some."""

from django.db.models import prefetch_related_objects

from spaces.models import Space
from spaces.querysets import SpaceQuerySet

COLUMNS = (
    "name", "slug", "kind", "status", "is_sample", "street", "neighbourhood", "latitude", "longitude",
    "traits", "photo_count", "opening_hours", "hours_as_of", "confirmed_on",
    "day_price", "month_price", "price_currency", "tariff",
    "recommended_count", "recommendation_count",
    "city__name", "city__slug", "city__country",
    "schedule__expression", "schedule__timezone", "schedule__country_code",
)  # fmt: skip


def cards(spaces: SpaceQuerySet) -> list[Space]:
    """These spaces with everything that a card shows, in at most two queries."""
    found = list(spaces.select_related("city", "schedule").only(*COLUMNS))
    prefetch_related_objects([space for space in found if space.photo_count], "photos")
    return found
