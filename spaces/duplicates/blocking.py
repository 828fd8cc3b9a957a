"""Blocking: the pairs of spaces worth comparing, near each other or with the same domain, telephone or name.

Never all pairs: the database returns rows in an order that puts candidates next to each other, and only a
window of them is in memory.
"""

import math
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, Self

from django.db.models import Count

from coworking.i18n.normalize import normalize_name
from spaces.directory.models import Space
from spaces.directory.querysets import SpaceQuerySet
from spaces.duplicates.chains import chain_of
from spaces.duplicates.similarity import Profile
from spaces.geography.coordinates.bounds import Bounds
from spaces.geography.coordinates.distances import bounding_box
from spaces.geography.coordinates.grid import cells

NEAR_M = 400
CELL = NEAR_M / 111_200  # degrees of latitude
MAX_IN_CELL = 120  # more share one point only where addresses were guessed; names and domains still match
WINDOW = 25
BRANCHES = 4  # spaces with one web site, or one name in a city: a chain, a company or a town
FIELDS = (
    "pk", "normalized_name", "city_id", "city__name", "latitude", "longitude", "web_domain", "phone_key",
    "street", "network", "operator", "kind",
)  # fmt: skip
_KEYS = ("latitude", "longitude", "city_id", "normalized_name", "web_domain", "phone_key")
CHUNK = 500  # spaces whose likely duplicates are read at once
Pair = tuple[Profile, Profile]


def comparable() -> SpaceQuerySet:
    """Spaces that may have duplicates: published, no samples, not merged."""
    return Space.objects.filter(merged_into=None, is_published=True, is_sample=False)


@dataclass(frozen=True)
class Chains:
    """Web domains, and names as (city, normalized name), that four spaces or more have in common."""

    domains: frozenset[str]
    names: frozenset[tuple[int, str]]

    @classmethod
    def read(cls) -> Self:
        """Count in the database."""
        spaces = comparable().order_by()
        domains = _repeated(spaces.exclude(web_domain=""), "web_domain")
        names = _repeated(spaces, "city_id", "normalized_name")
        return cls(frozenset(domain for (domain,) in domains), frozenset(names))

    def of(self, city_id: int, name: str, domain: str) -> str:
        """Return the chain of a space whose file names none, or an empty string."""
        return domain if domain in self.domains else name if (city_id, name) in self.names else ""


def _repeated(spaces: SpaceQuerySet, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Return the values of these columns that four spaces or more share."""
    counted = spaces.values_list(*columns).annotate(spaces=Count("pk")).filter(spaces__gte=BRANCHES)
    return (row[:-1] for row in counted.iterator())


def profiles(queryset: SpaceQuerySet, chains: Chains, chunk: int = 2000) -> Iterator[Profile]:
    """The profiles of these spaces, in their order."""
    for (
        pk,
        name,
        city_id,
        city,
        lat,
        lon,
        domain,
        phone,
        street,
        network,
        operator,
        kind,
    ) in queryset.values_list(*FIELDS).iterator(chunk_size=chunk):
        chain = chain_of(name, network, operator) or chains.of(city_id, name, domain)
        yield Profile(
            pk, name, normalize_name(city), lat, lon, domain, phone, normalize_name(street), chain, kind
        )


def pairs(seen: Callable[[], object]) -> Iterator[Pair]:
    """All pairs worth comparing, some of them twice. `seen` is called for each row that is read."""
    spaces = comparable()
    yield from _pairs_among(spaces, spaces, spaces, spaces, Chains.read(), seen)


def pairs_of(pks: Collection[int]) -> Iterator[Pair]:
    """The pairs worth comparing that one of these spaces is in, some of them twice."""
    chains, wanted, spaces = Chains.read(), set(pks), comparable()
    in_order = spaces.filter(pk__in=wanted).order_by("cell", "pk").values_list(*_KEYS)
    rows = in_order.iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        points = [(lat, lon) for lat, lon, *_rest in chunk if lat is not None and lon is not None]
        near = {cell for point in points for cell in cells(Bounds(*bounding_box(*point, NEAR_M / 1000)))}
        _lat, _lon, city_ids, names, domains, phones = (set(column) for column in zip(*chunk, strict=True))
        found = _pairs_among(
            spaces.filter(cell__in=near),
            spaces.filter(web_domain__in=domains),
            spaces.filter(phone_key__in=phones),
            spaces.filter(city_id__in=city_ids, normalized_name__in=names),
            chains,
            lambda: None,
        )
        yield from (pair for pair in found if pair[0].pk in wanted or pair[1].pk in wanted)


def _pairs_among(
    nearby: SpaceQuerySet,
    of_domain: SpaceQuerySet,
    of_phone: SpaceQuerySet,
    named: SpaceQuerySet,
    chains: Chains,
    seen: Callable[[], object],
) -> Iterator[Pair]:
    def read(spaces: SpaceQuerySet, *order: str) -> Iterator[Profile]:
        return _counted(profiles(spaces.order_by(*order, "pk"), chains), seen)

    yield from pairs_nearby(read(nearby.exclude(latitude=None), "latitude"))
    with_domain = read(of_domain.exclude(web_domain=""), "web_domain", "normalized_name")
    yield from pairs_in_runs(with_domain, lambda one: one.domain)
    with_phone = read(of_phone.exclude(phone_key=""), "phone_key", "normalized_name")
    yield from pairs_in_runs(with_phone, lambda one: one.phone)
    yield from pairs_in_runs(read(named, "city_id", "normalized_name"), lambda one: (one.city, one.name))


def count_rows_read() -> int:
    """The number of rows that `pairs()` reads, at most."""
    return comparable().count() * 4


def _counted(rows: Iterator[Profile], seen: Callable[[], object]) -> Iterator[Profile]:
    for row in rows:
        seen()
        yield row


def pairs_in_runs(rows: Iterable[Profile], key: Callable[[Profile], object]) -> Iterator[Pair]:
    """Pairs within runs of the same key: each row with the 25 before it."""
    for _key, run in groupby(rows, key):
        window: deque[Profile] = deque(maxlen=WINDOW)
        for row in run:
            for other in window:
                yield other, row
            window.append(row)


def pairs_nearby(rows: Iterable[Profile]) -> Iterator[Pair]:
    """Pairs within about 400 m, of rows ordered by latitude: a sweep with two bands of cells in memory."""
    bands: dict[int, dict[int, deque[Profile]]] = {}
    for row in rows:
        assert row.latitude is not None
        assert row.longitude is not None
        band = math.floor(row.latitude / CELL)
        for old in [number for number in bands if number < band - 1]:
            del bands[old]
        width = CELL / max(math.cos(math.radians((band + 0.5) * CELL)), 0.01)
        column = math.floor(row.longitude / width)
        for other in _around(bands, band, row.longitude):
            yield other, row
        cells = bands.setdefault(band, defaultdict(lambda: deque(maxlen=MAX_IN_CELL)))
        cells[column].append(row)


def _around(bands: dict[int, dict[int, deque[Profile]]], band: int, longitude: float) -> Iterator[Profile]:
    """The profiles in the cells around a longitude, also across the 180th meridian."""
    for number in (band, band - 1):
        width = CELL / max(math.cos(math.radians((number + 0.5) * CELL)), 0.01)
        last = math.floor(180 / width)
        column = math.floor(longitude / width)
        columns = {column - 1, column, column + 1}
        columns |= {-last - 1, -last} if column >= last - 1 else set()
        columns |= {last, last - 1} if column <= -last else set()
        for near in columns:
            yield from bands.get(number, {}).get(near, ())
