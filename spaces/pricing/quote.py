"""What a month of work costs: the cheapest valid combination of a space's prices for one person's usage.

Pure: prices and a usage in, a quote out; amounts are exact Decimals. The assumptions, as in docs/prices.md:

- the days of the month may be chosen freely: a week covers five of them, a pass as many as it holds;
- a half-day is up to four hours; hours and half-days that are bought together may be spread over days;
- what is left of a pass, a week or a block of hours at the end of the month is not counted on;
- at most one subscription (month or year) a person; without a number of days it covers every day;
- a contract of several months, or a year, counts with its share of one month, rounded up to the cent;
- meeting rooms: a day is eight hours;
- prices are taken as printed: the lower end of a range, with or without tax as the source says.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from spaces.pricing.models import Unit, What

HALF_DAY_HOURS = 4
WEEK_DAYS = 5
ROOM_DAY_HOURS = 8
MONTHS_PER_YEAR = 12
MAX_DAYS = 31
MAX_ROOM_HOURS = 300
DESKS = (What.HOT_DESK, What.DEDICATED_DESK)
CENT = Decimal("0.01")
ZERO = Decimal(0)


class Usage(NamedTuple):
    """One person's month: days at a desk, hours on each of them, hours of a meeting room."""

    days: int = 0
    hours: int = 8
    room: int = 0


class Price(NamedTuple):
    """One price that a space asks; the fields are those of `Plan`."""

    what: str
    unit: str
    quantity: int
    amount: Decimal
    amount_max: Decimal | None = None
    is_from: bool = False
    currency: str = "EUR"
    tax_included: bool | None = None
    days_included: int | None = None

    @property
    def months(self) -> int:
        """How many months a subscription is paid for at once."""
        return self.quantity * (MONTHS_PER_YEAR if self.unit == Unit.YEAR else 1)

    @property
    def is_subscription(self) -> bool:
        return self.unit in (Unit.MONTH, Unit.YEAR)


@dataclass(frozen=True)
class Purchase:
    """So many times this price."""

    price: Price
    count: int

    @property
    def amount(self) -> Decimal:
        return self.count * monthly_share(self.price, self.price.amount)

    @property
    def amount_max(self) -> Decimal:
        return self.count * monthly_share(self.price, self.price.amount_max or self.price.amount)


@dataclass(frozen=True)
class Quote:
    """What a month costs, and how that is made up. `missing` names what has no price: "desk", "room"."""

    currency: str
    purchases: tuple[Purchase, ...]
    missing: tuple[str, ...] = ()

    @property
    def amount(self) -> Decimal:
        """The sum of what has a price."""
        return sum((purchase.amount for purchase in self.purchases), ZERO)

    @property
    def amount_max(self) -> Decimal:
        return sum((purchase.amount_max for purchase in self.purchases), ZERO)

    @property
    def total(self) -> Decimal | None:
        """What the whole usage costs; None when a part of it has no price."""
        return None if self.missing else self.amount

    @property
    def is_from(self) -> bool:
        return any(purchase.price.is_from for purchase in self.purchases)

    @property
    def before_tax(self) -> Decimal:
        """How much of the sum comes without tax."""
        return self._sum_where(False)

    @property
    def tax_unsaid(self) -> Decimal:
        """How much of the sum comes from prices that do not say whether tax is included."""
        return self._sum_where(None)

    def _sum_where(self, tax_included: bool | None) -> Decimal:
        parts = (p.amount for p in self.purchases if p.price.tax_included is tax_included)
        return sum(parts, ZERO)


class Offer(NamedTuple):
    """`size` days, half-days or hours for `amount`."""

    size: int
    amount: Decimal
    price: Price


class Mix(NamedTuple):
    """A way to work: what it costs, and how many whole days, half-days and hours are to be bought for it."""

    amount: Decimal
    days: int = 0
    halves: int = 0
    hours: int = 0
    subscription: Offer | None = None


def quote(prices: Sequence[Price], usage: Usage) -> Quote | None:
    """The cheapest valid combination of `prices`, all in one currency; None when none of them helps."""
    purchases: list[Purchase] = []
    missing = []
    if usage.days:
        desk = DeskPrices(prices)
        found = desk.cheapest(usage)
        purchases += desk.purchases(found) if found else []
        missing += [] if found else ["desk"]
    if usage.room:
        hours = room_hours(prices)
        found_room = cheapest_cover(hours, usage.room)
        purchases += _purchases_for(hours, found_room, usage.room) if hours else []
        missing += [] if hours else ["room"]
    return Quote(prices[0].currency, tuple(purchases), tuple(missing)) if purchases else None


def cost(prices: Sequence[Price], usage: Usage) -> Decimal | None:
    """What `quote` would total, without the way it is made up; None when a part has no price."""
    found = DeskPrices(prices).cheapest(usage) if usage.days else Mix(ZERO)
    room = cheapest_cover(room_hours(prices) if usage.room else [], usage.room)
    if found is None or len(room) <= usage.room:
        return None
    return found.amount + room[usage.room]


def monthly_share(price: Price, amount: Decimal) -> Decimal:
    """What one purchase costs in the month: of a subscription for several months its share."""
    if not price.is_subscription or price.months == 1:
        return amount
    return (amount / price.months).quantize(CENT, ROUND_CEILING)


class DeskPrices:
    """The prices at a desk, by what they are counted in."""

    def __init__(self, prices: Iterable[Price]):
        self.subscriptions: list[Offer] = []
        self.days: list[Offer] = []
        self.halves: list[Offer] = []
        self.hours: list[Offer] = []
        lists: dict[str, list[Offer]] = {
            Unit.MONTH: self.subscriptions,
            Unit.YEAR: self.subscriptions,
            Unit.HALF_DAY: self.halves,
            Unit.HOUR: self.hours,
        }
        for price in prices:
            size = desk_size(price) if price.what in DESKS else 0
            if size > 0:
                lists.get(price.unit, self.days).append(
                    Offer(size, monthly_share(price, price.amount), price)
                )

    def cheapest(self, usage: Usage) -> Mix | None:
        """The cheapest mix of at most one subscription with days, half-days and hours."""
        whole, parts = cheapest_cover(self.days, usage.days), self._parts(usage.days, usage.hours)
        best = _cheapest_mix(usage.days, whole, parts)
        for offer in self.subscriptions:
            rest = _cheapest_mix(max(0, usage.days - offer.size), whole, parts)
            if rest and (best is None or rest.amount + offer.amount < best.amount):
                best = rest._replace(amount=rest.amount + offer.amount, subscription=offer)
        return best

    def _parts(self, days: int, length: int) -> list[Mix]:
        """The cheapest way to work 0, 1 ... `days` days of `length` hours in half-days and hours."""
        if not self.halves and not self.hours:
            return [Mix(ZERO)]
        if all(offer.size == 1 for offer in (*self.halves, *self.hours)):
            amount, _days, halves, hours, _none = self._parted(1, length)
            return [Mix(amount * n, 0, halves * n, hours * n) for n in range(days + 1)]
        return [Mix(ZERO), *(self._parted(n, length) for n in range(1, days + 1))]

    def _parted(self, days: int, length: int) -> Mix:
        splits = list(_half_day_hour_splits(days, length, bool(self.halves), bool(self.hours)))
        halves = cheapest_cover(self.halves, max(split[0] for split in splits))
        hours = cheapest_cover(self.hours, max(split[1] for split in splits))
        return min(Mix(halves[b] + hours[a], 0, b, a) for b, a in splits)

    def purchases(self, mix: Mix) -> list[Purchase]:
        """What a mix buys, largest unit first."""
        bought = [Purchase(mix.subscription.price, 1)] if mix.subscription else []
        for offers, needed in ((self.days, mix.days), (self.halves, mix.halves), (self.hours, mix.hours)):
            bought += _purchases_for(offers, cheapest_cover(offers, needed), needed)
        return bought


def _cheapest_mix(days: int, whole: list[Decimal], parts: list[Mix]) -> Mix | None:
    """The cheapest of all ways to work some of the days as whole ones and the others in parts."""
    least, bought = None, 0
    for number in range(min(days, len(whole) - 1), max(-1, days - len(parts)), -1):
        amount = whole[number] + parts[days - number].amount
        if least is None or amount < least:
            least, bought = amount, number
    return None if least is None else parts[days - bought]._replace(amount=least, days=bought)


def desk_size(price: Price) -> int:
    """How much a price at a desk buys, in its own kind of unit; 0 when that is not known.

    Hours and half-days count as such; days, passes and weeks in days; subscriptions in days of one month.
    """
    if price.unit == Unit.PASS:
        return price.days_included or (price.quantity if price.quantity > 1 else 0)
    if price.unit == Unit.WEEK:
        return price.quantity * (price.days_included or WEEK_DAYS)
    if not price.is_subscription:
        return price.quantity
    if price.days_included is None:
        return MAX_DAYS if price.quantity else 0
    return price.days_included // (MONTHS_PER_YEAR if price.unit == Unit.YEAR else 1) if price.quantity else 0


def room_hours(prices: Iterable[Price]) -> list[Offer]:
    """The prices of meeting rooms, in hours."""
    hours: dict[str, int] = {
        Unit.HOUR: 1,
        Unit.HALF_DAY: HALF_DAY_HOURS,
        Unit.DAY: ROOM_DAY_HOURS,
        Unit.WEEK: WEEK_DAYS * ROOM_DAY_HOURS,
    }
    offers = []
    for price in prices:
        if price.what == What.MEETING_ROOM and price.quantity:
            size = MAX_ROOM_HOURS if price.is_subscription else hours.get(price.unit, 0) * price.quantity
            offers += [Offer(size, monthly_share(price, price.amount), price)] if size else []
    return offers


def cheapest_cover(offers: list[Offer], needed: int) -> list[Decimal]:
    """The least that 0, 1 ... `needed` cost; only [0] when nothing is offered."""
    cheapest: dict[int, Decimal] = {}
    for size, amount, _price in offers:
        if size not in cheapest or amount < cheapest[size]:
            cheapest[size] = amount
    if len(cheapest) == 1:
        ((size, amount),) = cheapest.items()
        return [amount * -(-number // size) for number in range(needed + 1)]
    costs = [ZERO]
    for number in range(1, needed + 1 if offers else 1):
        costs.append(min([costs[max(0, number - size)] + cheapest[size] for size in cheapest]))
    return costs


def _purchases_for(offers: list[Offer], costs: list[Decimal], needed: int) -> list[Purchase]:
    """What to buy for `needed`, found back from the costs; dearest first."""
    counts: dict[Offer, int] = {}
    while needed > 0:
        left = {offer: max(0, needed - offer.size) for offer in offers}
        offer = next(o for o in offers if costs[left[o]] + o.amount == costs[needed])
        counts[offer] = counts.get(offer, 0) + 1
        needed = left[offer]
    dearest = sorted(counts, key=lambda offer: -offer.amount)
    return [Purchase(offer.price, counts[offer]) for offer in dearest]


def _half_day_hour_splits(
    days: int, length: int, has_halves: bool, has_hours: bool
) -> Iterator[tuple[int, int]]:
    """(half-days, hours) that together make `days` days of `length` hours.

    A half-day saves four hours, the last one of a day what remains of it: those that save most go first.
    """
    a_day = -(-length // HALF_DAY_HOURS)
    last = length - (a_day - 1) * HALF_DAY_HOURS
    full, most = (a_day - 1) * days, a_day * days
    first = 0 if has_hours else most
    for halves in range(first, most + 1 if has_halves else 1):
        saved = HALF_DAY_HOURS * min(halves, full) + last * max(0, halves - full)
        yield halves, days * length - saved
