"""The spaces that were found, loaded page by page."""

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from spaces.directory.models import Space
from spaces.search.cards import cards

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
