"""A record of a source, as a format's reader hands it to the importer: cleaned, not matched yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from coworking.fields.amounts import Money
from coworking.i18n.normalize import normalize_name

NOT_COLUMNS = {"city", "country", "amenities", "prices"}


@dataclass
class PriceFact:
    """One price of a record. The fields are those of `Plan`; the amount is text, as in a statement."""

    what: str
    unit: str
    amount: str
    currency: str
    quantity: int = 1
    tax_included: bool | None = None
    label: str = ""
    is_from: bool = False


def price_fact(unit: str, money: Money) -> PriceFact:
    """The price of a desk for a unit of time, of an amount as it was read."""
    return PriceFact("hot_desk", unit, f"{money.amount:.2f}", money.currency, is_from=money.is_minimum)


@dataclass
class SpaceRecord:
    """One space, as a source describes it.

    `ref` is its id at the source. `facts` are keyed by the columns of Space, and by "country" (ISO code),
    "city" (its name), "amenities" (keys) and "prices" besides; unknown facts are left out. `as_of` is a
    partial date. `problem` says why the record cannot be used: it is skipped then. `notes` are sentences on
    values that were not understood, each with its column and text: they are reported, and the facts left
    out. `line` is its line in the file, where it has one.
    """

    ref: str
    facts: dict[str, Any] = field(default_factory=dict)
    prices: list[PriceFact] = field(default_factory=list)
    as_of: str = ""
    basis: str = ""
    url: str = ""
    problem: str = ""
    notes: list[str] = field(default_factory=list)
    line: str = ""

    @cached_property
    def normalized_name(self) -> str:
        return normalize_name(self.facts["name"])


def column_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """Those of the facts that are columns of Space."""
    return {key: value for key, value in facts.items() if key not in NOT_COLUMNS}


def plan_fields(prices: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The fields of a `Plan` for each price of a statement's facts."""
    for price in prices:
        yield {**price, "amount": Decimal(price["amount"])}
