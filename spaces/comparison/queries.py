"""Compare up to four spaces: which ones a URL names, and where they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse

from spaces.directory.models import Amenity, Space, SpaceAmenity, SpaceSlug
from spaces.directory.querysets import SpaceQuerySet
from spaces.pricing.card_price import CardPrice
from spaces.pricing.exchange_rates import Rates
from spaces.pricing.models import Plan
from spaces.provenance.models import Source, Statement

MAX_SPACES = 4
MAX_SLUGS = 20
MAX_OTHERS = 8


@dataclass(frozen=True)
class Selection:
    """The spaces that a URL names, in its order; its unknown slugs; and how many spaces are too many."""

    spaces: list[Space]
    unknown: list[str]
    left_out: int


@dataclass(frozen=True)
class AmenityRow:
    """What is known of an amenity in each of the spaces: the row of its value, or None."""

    amenity: Amenity
    cells: list[SpaceAmenity | None]

    @property
    def differs(self) -> bool:
        """Whether the known values differ. What is not known is no difference."""
        return len({cell.value for cell in self.cells if cell}) > 1


@dataclass(frozen=True)
class PriceCell:
    """The price of a space, and what it is in the currency of the comparison: None if it is in that already.

    It is None, too, where no rate is known.
    """

    price: CardPrice
    converted: Decimal | None


@dataclass(frozen=True)
class PriceRow:
    """The prices of one kind of each space; None where it is not known."""

    cells: list[PriceCell | None]
    differs: bool


def price_row(spaces: Sequence[Space], unit: str, currency: str, rates: Rates) -> PriceRow:
    """Return the prices of a "day" or a "month"; it differs if known ones do, in the same currency."""
    cells: list[PriceCell | None] = []
    amounts: set[Decimal] = set()
    for space in spaces:
        price = space.card_price(unit)
        if price is None or price.unit != unit:
            cells.append(None)
            continue
        amount = rates.convert(price.amount, price.currency, currency)
        cells.append(PriceCell(price, None if price.currency == currency else amount))
        if amount is not None:
            amounts.add(amount)
    return PriceRow(cells, len(amounts) > 1)


def capacities_differ(spaces: Sequence[Space]) -> bool:
    """Whether known numbers of the same thing differ: desks, people, meeting rooms, area."""
    counted = ("desks", "people", "rooms", "area_m2")
    known = ({getattr(space, name) for space in spaces} - {None, 0} for name in counted)
    return any(len(numbers) > 1 for numbers in known)


def select_spaces(slugs: Iterable[str], found: SpaceQuerySet) -> Selection:
    """Return the spaces of `found` with these slugs, current or former ones, each space once."""
    requested = list(dict.fromkeys(slug[:220] for slug in slugs if slug))[:MAX_SLUGS]
    old = SpaceSlug.objects.filter(slug__in=requested).values_list("slug", "space__slug")
    current = dict(old)
    wanted = list(dict.fromkeys(current.get(slug, slug) for slug in requested))
    rows = {space.slug: space for space in prefetch_facts(found.filter(slug__in=wanted))}
    spaces = [rows[slug] for slug in wanted if slug in rows]
    unknown = [slug for slug in wanted if slug not in rows]
    return Selection(spaces[:MAX_SPACES], unknown, max(0, len(spaces) - MAX_SPACES))


def prefetch_facts(found: SpaceQuerySet) -> SpaceQuerySet:
    """Fetch everything that the comparison shows, in a bounded number of queries."""
    statements = Statement.objects.current().select_related("source")
    plans = Plan.objects.filter(is_current=True).select_related("source")
    return found.select_related("city__country", "schedule").prefetch_related(
        Prefetch("amenity_rows", SpaceAmenity.objects.select_related("amenity")),
        Prefetch("statements", statements),
        Prefetch("plans", plans),
    )


def amenity_rows(spaces: Sequence[Space]) -> list[AmenityRow]:
    """Return a row for each amenity of which something is known: those that differ first."""
    known = [{row.amenity: row for row in space.amenity_rows.all()} for space in spaces]
    amenities = sorted({amenity for cells in known for amenity in cells}, key=lambda one: (one.order, one.pk))
    rows = [AmenityRow(amenity, [cells.get(amenity) for cells in known]) for amenity in amenities]
    return sorted(rows, key=lambda row: not row.differs)


def newest_sources(space: Space) -> list[tuple[Source, str]]:
    """Return the sources of a space, each with the date of its newest fact; newest first."""
    newest: dict[Source, str] = {}
    for row in (*space.statements.all(), *space.plans.all()):
        newest[row.source] = max(newest.get(row.source, ""), row.as_of)
    return sorted(newest.items(), key=lambda pair: (pair[1], pair[0].name), reverse=True)


def other_spaces(spaces: Sequence[Space]) -> list[Space]:
    """Return spaces of the same city that can be added; none if the table is full."""
    if not spaces or len(spaces) >= MAX_SPACES:
        return []
    found = Space.objects.in_search().in_city(spaces[0].city).exclude(pk__in=[space.pk for space in spaces])
    return list(found.order_by("-recommendation_score", "-completeness", "name", "pk")[:MAX_OTHERS])


def compare_url(slugs: Iterable[str], parameters: dict[str, str]) -> str:
    """Return the URL of the comparison of these spaces, with other query parameters."""
    pairs = [("space", slug) for slug in slugs] + list(parameters.items())
    return f"{reverse('compare')}?{urlencode(pairs)}" if pairs else reverse("compare")
