"""Compute what a month costs: the cheapest valid combination of a space's prices for one person's usage.

Pure functions of prices and a usage; no database access; amounts are exact Decimals. This is an unbounded
knapsack problem, solved by dynamic programming over the days and hours of a month. The assumptions are those
of docs/prices.md:

- the days of the month may be chosen freely: a week covers five of them, a pass as many as it includes;
- a half-day is up to four hours; hours and half-days that are bought together may be spread over days;
- what is left of a pass, a week or a block of hours at the end of the month is lost;
- at most one subscription (month or year) per person; without a number of days it covers every day;
- a contract of several months or a year counts with its share of one month, rounded up to the cent;
- meeting rooms: a day is eight hours;
- prices are used as stated: the lower end of a range, with or without tax as the source says.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from spaces.pricing.models import Unit, What

HALF_DAY_HOURS = 4
WEEK_DAYS = 5
MEETING_ROOM_DAY_HOURS = 8
MONTHS_PER_YEAR = 12
MAX_DAYS = 31
MAX_ROOM_HOURS = 300
DESKS = (What.HOT_DESK, What.DEDICATED_DESK)
CENT = Decimal("0.01")
ZERO = Decimal(0)


class Usage(NamedTuple):
    """What one person needs in a month: days at a desk, hours on each day, hours of a meeting room."""

    days: int = 0
    hours: int = 8
    room_hours: int = 0


class Price(NamedTuple):
    """A price of a space, with the fields of `Plan` that a quote depends on."""

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
        """The number of months for which a subscription is paid at once."""
        return self.quantity * (MONTHS_PER_YEAR if self.unit == Unit.YEAR else 1)

    @property
    def is_subscription(self) -> bool:
        return self.unit in (Unit.MONTH, Unit.YEAR)


@dataclass(frozen=True)
class Purchase:
    """A price, and how many times it is paid."""

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
    """The purchases that cover a usage for one month.

    `missing` lists the parts of the usage that have no price.
    """

    currency: str
    purchases: tuple[Purchase, ...]
    missing: tuple[str, ...] = ()

    @property
    def amount(self) -> Decimal:
        """The sum of all purchases."""
        return sum((purchase.amount for purchase in self.purchases), ZERO)

    @property
    def amount_max(self) -> Decimal:
        return sum((purchase.amount_max for purchase in self.purchases), ZERO)

    @property
    def total(self) -> Decimal | None:
        """The cost of the whole usage; None if a part of it has no price."""
        return None if self.missing else self.amount

    @property
    def is_from(self) -> bool:
        return any(purchase.price.is_from for purchase in self.purchases)

    @property
    def before_tax(self) -> Decimal:
        """The part of the sum that does not include tax."""
        return self._sum_where(False)

    @property
    def tax_unknown(self) -> Decimal:
        """The part of the sum of which it is not known whether it includes tax."""
        return self._sum_where(None)

    def _sum_where(self, tax_included: bool | None) -> Decimal:
        amounts = (p.amount for p in self.purchases if p.price.tax_included is tax_included)
        return sum(amounts, ZERO)


class Offer(NamedTuple):
    """An item of the knapsack: `size` days, half-days or hours for `amount`."""

    size: int
    amount: Decimal
    price: Price


class Mix(NamedTuple):
    """A combination: its cost, the whole days, half-days and hours that it buys, and the subscription."""

    amount: Decimal
    days: int = 0
    halves: int = 0
    hours: int = 0
    subscription: Offer | None = None


def quote(prices: Sequence[Price], usage: Usage) -> Quote | None:
    """Return the cheapest valid combination of `prices`, all in one currency; None if no price applies."""
    purchases: list[Purchase] = []
    missing = []
    if usage.days:
        desk = DeskPrices(prices)
        found = desk.cheapest(usage)
        purchases += desk.purchases(found) if found else []
        missing += [] if found else ["desk"]
    if usage.room_hours:
        offers = meeting_room_offers(prices)
        costs = cheapest_cover(offers, usage.room_hours)
        purchases += _purchases_for(offers, costs, usage.room_hours) if offers else []
        missing += [] if offers else ["room"]
    return Quote(prices[0].currency, tuple(purchases), tuple(missing)) if purchases else None


def cost(prices: Sequence[Price], usage: Usage) -> Decimal | None:
    """Return the total of `quote` without its purchases, which is faster; None if a part has no price."""
    found = DeskPrices(prices).cheapest(usage) if usage.days else Mix(ZERO)
    hour_costs = cheapest_cover(meeting_room_offers(prices) if usage.room_hours else [], usage.room_hours)
    if found is None or len(hour_costs) <= usage.room_hours:
        return None
    return found.amount + hour_costs[usage.room_hours]


def monthly_share(price: Price, amount: Decimal) -> Decimal:
    """Return what one purchase costs per month: a share of subscriptions for several months."""
    if not price.is_subscription or price.months == 1:
        return amount
    return (amount / price.months).quantize(CENT, ROUND_CEILING)


class DeskPrices:
    """The offers for desks, by the unit that they are counted in."""

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
        """Return the cheapest mix of at most one subscription with days, half-days and hours."""
        whole, partial = cheapest_cover(self.days, usage.days), self._partial_days(usage.days, usage.hours)
        best = _cheapest_mix(usage.days, whole, partial)
        for offer in self.subscriptions:
            rest = _cheapest_mix(max(0, usage.days - offer.size), whole, partial)
            if rest and (best is None or rest.amount + offer.amount < best.amount):
                best = rest._replace(amount=rest.amount + offer.amount, subscription=offer)
        return best

    def _partial_days(self, days: int, length: int) -> list[Mix]:
        """Return the cheapest ways to work 0, 1 ... `days` days of `length` hours in half-days and hours."""
        if not self.halves and not self.hours:
            return [Mix(ZERO)]
        if all(offer.size == 1 for offer in (*self.halves, *self.hours)):
            amount, _days, halves, hours, _none = self._split_days(1, length)
            return [Mix(amount * n, 0, halves * n, hours * n) for n in range(days + 1)]
        return [Mix(ZERO), *(self._split_days(n, length) for n in range(1, days + 1))]

    def _split_days(self, days: int, length: int) -> Mix:
        splits = list(_half_day_hour_splits(days, length, bool(self.halves), bool(self.hours)))
        halves = cheapest_cover(self.halves, max(split[0] for split in splits))
        hours = cheapest_cover(self.hours, max(split[1] for split in splits))
        return min(Mix(halves[b] + hours[a], 0, b, a) for b, a in splits)

    def purchases(self, mix: Mix) -> list[Purchase]:
        """Return the purchases of a mix, largest unit first."""
        purchases = [Purchase(mix.subscription.price, 1)] if mix.subscription else []
        for offers, needed in ((self.days, mix.days), (self.halves, mix.halves), (self.hours, mix.hours)):
            purchases += _purchases_for(offers, cheapest_cover(offers, needed), needed)
        return purchases


def _cheapest_mix(days: int, whole: list[Decimal], partial: list[Mix]) -> Mix | None:
    """Return the cheapest split of `days` into whole days and days made of half-days and hours."""
    lowest, whole_days = None, 0
    for number in range(min(days, len(whole) - 1), max(-1, days - len(partial)), -1):
        amount = whole[number] + partial[days - number].amount
        if lowest is None or amount < lowest:
            lowest, whole_days = amount, number
    return None if lowest is None else partial[days - whole_days]._replace(amount=lowest, days=whole_days)


def desk_size(price: Price) -> int:
    """Return how much a price of a desk buys, in its own kind of unit; 0 if that is not known.

    Hours and half-days are counted as such; days, passes and weeks in days; subscriptions in days of a month.
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


def meeting_room_offers(prices: Iterable[Price]) -> list[Offer]:
    """Return the offers for meeting rooms, in hours."""
    hours: dict[str, int] = {
        Unit.HOUR: 1,
        Unit.HALF_DAY: HALF_DAY_HOURS,
        Unit.DAY: MEETING_ROOM_DAY_HOURS,
        Unit.WEEK: WEEK_DAYS * MEETING_ROOM_DAY_HOURS,
    }
    offers = []
    for price in prices:
        if price.what == What.MEETING_ROOM and price.quantity:
            size = MAX_ROOM_HOURS if price.is_subscription else hours.get(price.unit, 0) * price.quantity
            offers += [Offer(size, monthly_share(price, price.amount), price)] if size else []
    return offers


def cheapest_cover(offers: list[Offer], needed: int) -> list[Decimal]:
    """Return the lowest costs of 0, 1 ... `needed` units; [0] if there are no offers."""
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
    """Return what to buy for `needed` units, most expensive first. `costs` comes from `cheapest_cover`."""
    counts: dict[Offer, int] = {}
    while needed > 0:
        left = {offer: max(0, needed - offer.size) for offer in offers}
        offer = next(o for o in offers if costs[left[o]] + o.amount == costs[needed])
        counts[offer] = counts.get(offer, 0) + 1
        needed = left[offer]
    most_expensive_first = sorted(counts, key=lambda offer: -offer.amount)
    return [Purchase(offer.price, counts[offer]) for offer in most_expensive_first]


def _half_day_hour_splits(
    days: int, length: int, has_halves: bool, has_hours: bool
) -> Iterator[tuple[int, int]]:
    """Yield (half-days, hours) that together cover `days` days of `length` hours.

    A half-day replaces four hours, the last one of a day what remains of it; those that replace most come
    first.
    """
    per_day = -(-length // HALF_DAY_HOURS)
    last = length - (per_day - 1) * HALF_DAY_HOURS
    full, most = (per_day - 1) * days, per_day * days
    first = 0 if has_hours else most
    for halves in range(first, most + 1 if has_halves else 1):
        saved = HALF_DAY_HOURS * min(halves, full) + last * max(0, halves - full)
        yield halves, days * length - saved
