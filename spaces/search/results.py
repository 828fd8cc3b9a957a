"""The spaces that were found, loaded page by page."""

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from coworking.database.prepared import set_prefetched
from spaces.directory.models import Space
from spaces.photos.models import Photo
from spaces.search.cards import Making, _cards


def cards(pks: Sequence[int]) -> list[Space]:
    """The spaces with these keys, in that order; those that are gone are left out."""
    made = Making().spaces(_cards.rows(list(pks))) if pks else {}
    found = [made[pk] for pk in pks if pk in made]
    _add_photos(found)
    return found


def _add_photos(spaces: list[Space]) -> None:
    pictured = {space.pk: space for space in spaces if space.photo_count}
    if not pictured:
        return
    photos: dict[int, list[Photo]] = {pk: [] for pk in pictured}
    for photo in Photo.objects.filter(space__in=list(pictured)):
        photos[photo.space_id].append(photo)
    for pk, space in pictured.items():
        set_prefetched(space, "photos", Photo, photos[pk])


AT_ONCE = 200


class Results(Sequence[Space]):
    """Spaces by their keys, in that order, with everything a card shows.

    `distances` are {key: km}; a space has its own as `distance_km`.
    """

    def __init__(self, pks: list[int], distances: Mapping[int, float]):
        self.pks, self.distances = pks, distances

    def __len__(self) -> int:
        return len(self.pks)

    @overload
    def __getitem__(self, index: int) -> Space: ...
    @overload
    def __getitem__(self, index: slice) -> list[Space]: ...
    def __getitem__(self, index):
        return self._load(self.pks[index]) if isinstance(index, slice) else self._load([self.pks[index]])[0]

    def __iter__(self) -> Iterator[Space]:
        for start in range(0, len(self.pks), AT_ONCE):
            yield from self[start : start + AT_ONCE]

    def _load(self, pks: list[int]) -> list[Space]:
        found = cards(pks)
        for space in found:
            if space.pk in self.distances:
                space.distance_km = self.distances[space.pk]
        return found
