"""Which pairs of spaces to compare: those near each other, or with the same domain, telephone or name.

Never all pairs: rows come from the database in an order in which candidates stand together, and only a window
of them is kept in memory.
"""

import math
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from coworking.i18n.normalize import normalize_name
from spaces.directory.models import Space
from spaces.directory.querysets import SpaceQuerySet
from spaces.duplicates.chains import chain_of
from spaces.duplicates.likeness import Profile

NEAR_M = 400
CELL = NEAR_M / 111_200  # degrees of latitude
MOST_IN_CELL = 120  # more stand at one point only where addresses were guessed; names and domains still meet
WINDOW = 25
FIELDS = (
    "pk", "normalized_name", "city__name", "latitude", "longitude", "web_domain", "phone_key", "street",
    "network", "operator", "kind",
)  # fmt: skip
Pair = tuple[Profile, Profile]


def comparable() -> SpaceQuerySet:
    """Spaces that may be each other's duplicate: real ones, and not merged already."""
    return Space.objects.filter(merged_into=None, is_published=True, is_sample=False)


def profiles(queryset: SpaceQuerySet, chunk: int = 2000) -> Iterator[Profile]:
    """The profiles of these spaces, in their order."""
    for pk, name, city, lat, lon, domain, phone, street, network, operator, kind in queryset.values_list(
        *FIELDS
    ).iterator(chunk_size=chunk):
        chain = chain_of(name, network, operator)
        yield Profile(
            pk, name, normalize_name(city), lat, lon, domain, phone, normalize_name(street), chain, kind
        )


def pairs(seen: Callable[[], object]) -> Iterator[Pair]:
    """All pairs worth comparing; some come more than once. `seen` is called for each row that is read."""
    located = comparable().exclude(latitude=None).order_by("latitude", "pk")
    yield from nearby(_counted(profiles(located), seen))
    with_domain = comparable().exclude(web_domain="").order_by("web_domain", "normalized_name", "pk")
    yield from grouped(_counted(profiles(with_domain), seen), lambda one: one.domain)
    with_phone = comparable().exclude(phone_key="").order_by("phone_key", "normalized_name", "pk")
    yield from grouped(_counted(profiles(with_phone), seen), lambda one: one.phone)
    named = comparable().order_by("city_id", "normalized_name", "pk")
    yield from grouped(_counted(profiles(named), seen), lambda one: (one.city, one.name))


def passes() -> int:
    """How many rows `pairs()` will read, at most."""
    return comparable().count() * 4


def _counted(rows: Iterator[Profile], seen: Callable[[], object]) -> Iterator[Profile]:
    for row in rows:
        seen()
        yield row


def grouped(rows: Iterable[Profile], key: Callable[[Profile], object]) -> Iterator[Pair]:
    """Pairs of neighbours within runs of the same key: each with the 25 before it."""
    for _key, run in groupby(rows, key):
        window: deque[Profile] = deque(maxlen=WINDOW)
        for row in run:
            for other in window:
                yield other, row
            window.append(row)


def nearby(rows: Iterable[Profile]) -> Iterator[Pair]:
    """Pairs within about 400 m, of rows in order of latitude: a sweep that keeps two bands of cells."""
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
        cells = bands.setdefault(band, defaultdict(lambda: deque(maxlen=MOST_IN_CELL)))
        cells[column].append(row)


def _around(bands: dict[int, dict[int, deque[Profile]]], band: int, longitude: float) -> Iterator[Profile]:
    """Those in the cells around a longitude, also beyond the 180th meridian."""
    for number in (band, band - 1):
        width = CELL / max(math.cos(math.radians((number + 0.5) * CELL)), 0.01)
        last = math.floor(180 / width)
        column = math.floor(longitude / width)
        columns = {column - 1, column, column + 1}
        columns |= {-last - 1, -last} if column >= last - 1 else set()
        columns |= {last, last - 1} if column <= -last else set()
        for near in columns:
            yield from bands.get(number, {}).get(near, ())
