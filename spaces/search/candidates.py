"""The candidates of a search: the best spaces that match, as light rows.

Pages, counts of facets, the map and the distribution of prices are computed from these. There are at most
`LIMIT`, so that later steps cost no more in a directory of a million spaces; `is_cut` is set if more spaces
match. `spaces.search.strategies` finds them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import itemgetter
from typing import Any

from spaces.directory.querysets import SpaceQuerySet
from spaces.geography.coordinates.distances import distances_km
from spaces.search_index.index_terms import facet_term

PER_PAGE = 24
MAX_PAGES = 21
LIMIT = PER_PAGE * MAX_PAGES

Row = tuple[Any, ...]  # a plain tuple: naming the values costs as much as reading them
COLUMNS = (
    "pk", "kind", "facet_terms", "latitude", "longitude", "price_currency", "day_price", "month_price",
    "day_price_as_of", "month_price_as_of", "hours_as_of",
)  # fmt: skip
PK, KIND, FACET_TERMS, LATITUDE, LONGITUDE, CURRENCY, *_FACTS = range(len(COLUMNS))


@dataclass(frozen=True)
class Candidates:
    """Rows of `COLUMNS` in the order of the list."""

    rows: list[Row]
    is_cut: bool = False
    is_near: bool = False  # nothing has the words of the search: these have similar ones
    distances: Mapping[int, float] = field(default_factory=dict)  # key -> km from the point of the search
    sure_count: int | None = None  # how many come before those that may match: see `spaces.search.uncertain`
    sample_count: int = 0  # how many of the last are samples, which are no real places
    all_term_counts: Mapping[str, int] | None = None  # of all that match, where they were counted

    @property
    def pks(self) -> list[int]:
        """The primary keys, in order."""
        return [row[PK] for row in self.rows]

    def facet_counts(self, facet: str) -> dict[str, int]:
        """Return {value of a facet: number of candidates, or of all that match, that have it}."""
        prefix = facet_term(facet, "")
        counts = self._facet_term_counts if self.all_term_counts is None else self.all_term_counts
        return {term.removeprefix(prefix): n for term, n in counts.items() if term.startswith(prefix)}

    @property
    def has_all_counts(self) -> bool:
        """Whether `facet_counts` are those of all that match."""
        return not self.is_cut or self.all_term_counts is not None

    @cached_property
    def _facet_term_counts(self) -> Counter[str]:
        return Counter(" ".join([row[FACET_TERMS] for row in self.rows]).split())

    @cached_property
    def located(self) -> list[Row]:
        """The rows that have a position."""
        return [row for row in self.rows if row[LATITUDE] is not None]

    def of_kinds(self, kinds: Sequence[str]) -> "Candidates":
        """Return those of these kinds: all that match if no candidate was cut off."""
        return replace(self, rows=[row for row in self.rows if row[KIND] in kinds])

    def checked_first(self, facts: Sequence[str], date_columns: Iterable[str]) -> "Candidates":
        """Return the same with those first of which somebody is known to have checked these facts.

        Facts without a date, in one of these columns, are not known to have been checked.
        """
        terms = [f" {facet_term('unchecked', fact)} " for fact in facts]
        dates = [COLUMNS.index(column) for column in date_columns]

        def is_unchecked(row: Row) -> bool:
            return any(t in row[FACET_TERMS] for t in terms) or not all(row[date] for date in dates)

        return replace(self, rows=sorted(self.rows, key=is_unchecked))

    def samples_last(self, samples: Collection[int]) -> "Candidates":
        """Return the same with the samples, of which these are the keys, after all real places."""
        last = [row for row in self.rows if row[PK] in samples]
        if not last:
            return self
        sure = self.rows[: self.sure_count]
        return replace(
            self,
            rows=[*(row for row in self.rows if row[PK] not in samples), *last],
            sure_count=None if self.sure_count is None else sum(row[PK] not in samples for row in sure),
            sample_count=len(last),
        )

    @property
    def real_rows(self) -> list[Row]:
        """The rows of real places, once `samples_last` has sorted them."""
        return self.rows[: len(self.rows) - self.sample_count]

    def followed_by(self, more: "Candidates") -> "Candidates":
        """Return these and, after them, more that may match."""
        return replace(
            self,
            rows=[*self.rows, *more.rows],
            sure_count=len(self.rows),
            is_cut=more.is_cut,
            distances={**self.distances, **more.distances},
        ).cut()

    def cut(self, limit: int | None = None) -> "Candidates":
        """Return the first `limit` (`LIMIT`) of these."""
        limit = limit or LIMIT
        return replace(self, rows=self.rows[:limit], is_cut=self.is_cut or len(self.rows) > limit)

    def within(
        self, latitude: float, longitude: float, radius_km: float, nearest_first: bool
    ) -> "Candidates":
        """Return those within the radius, with their exact distances."""
        located = self.located
        kms = distances_km(latitude, longitude, map(itemgetter(LATITUDE, LONGITUDE), located))
        found = [(km, row[PK], row) for km, row in zip(kms, located, strict=True) if km <= radius_km]
        if nearest_first:
            found.sort()
        distances = {pk: km for km, pk, _row in found}
        return replace(self, rows=[row for _km, _pk, row in found], distances=distances)


def candidates_of(spaces: SpaceQuerySet) -> Candidates:
    """Return all of these spaces, in no order."""
    return Candidates(list(spaces.order_by().values_list(*COLUMNS)))
