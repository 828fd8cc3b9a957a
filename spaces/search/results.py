"""The spaces of a list, loaded page by page with what their cards show."""

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from coworking.database.prepared import AnyOf, Param, PreparedQuery, set_prefetched
from spaces.directory.models import Space
from spaces.photos.models import Photo

BATCH = 200
CARD_COLUMNS = (
    "id", "name", "slug", "kind", "status", "city_id", "street", "neighbourhood", "latitude", "longitude",
    "is_outlying", "opening_hours", "hours_as_of", "confirmed_on", "schedule_id", "facet_terms",
    "country_code", "day_price", "month_price", "day_price_as_of", "month_price_as_of",
    "price_currency", "price_list", "is_sample",
    "is_published", "photo_count",
    "recommendation_score", "recommended_count", "recommendation_count", "completeness",
    "city__country_id", "city__name", "city__slug", "city__timezone",
    "city__country__code", "city__country__currency",
    "schedule__expression", "schedule__country_code", "schedule__timezone",
    "schedule__sun_position",
)  # fmt: skip

_cards = PreparedQuery(
    lambda: (
        Space.objects.filter(AnyOf("pk", Param(0)))
        .order_by()
        .select_related("city__country", "schedule")
        .only(*CARD_COLUMNS)
    )
)


def cards(pks: Sequence[int]) -> list[Space]:
    """Load the spaces with these keys, in that order, with all that a card shows; missing ones are left out.

    One query, and a second where there are photos. Other columns are loaded when they are read.
    """
    by_pk = {space.pk: space for space in _cards.objects(list(pks))} if pks else {}
    spaces = [by_pk[pk] for pk in pks if pk in by_pk]
    _prefetch_photos(spaces)
    return spaces


def _prefetch_photos(spaces: list[Space]) -> None:
    with_photos = {space.pk: space for space in spaces if space.photo_count}
    if not with_photos:
        return
    photos: dict[int, list[Photo]] = {pk: [] for pk in with_photos}
    for photo in Photo.objects.filter(space__in=list(with_photos)):
        photos[photo.space_id].append(photo)
    for pk, space in with_photos.items():
        set_prefetched(space, "photos", Photo, photos[pk])


class Results(Sequence[Space]):
    """Spaces by their keys, in that order, loaded when they are read. A paginator cuts it into pages.

    `distances` are {key: km}; such a space has its own as `distance_km`.
    """

    def __init__(self, pks: list[int], distances: Mapping[int, float]):
        self.pks, self.distances = pks, distances

    def __len__(self) -> int:
        return len(self.pks)

    @overload
    def __getitem__(self, index: int) -> Space: ...
    @overload
    def __getitem__(self, index: slice) -> list[Space]: ...
    def __getitem__(self, index: int | slice) -> Space | list[Space]:
        return self._load(self.pks[index]) if isinstance(index, slice) else self._load([self.pks[index]])[0]

    def __iter__(self) -> Iterator[Space]:
        for start in range(0, len(self.pks), BATCH):
            yield from self[start : start + BATCH]

    def _load(self, pks: list[int]) -> list[Space]:
        spaces = cards(pks)
        for space in spaces:
            if space.pk in self.distances:
                space.distance_km = self.distances[space.pk]
        return spaces
