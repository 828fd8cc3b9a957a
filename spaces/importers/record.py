"""A record of a source, as a format's reader hands it to the importer: cleaned, not matched yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from coworking.fields.amounts import Money
from coworking.i18n.normalize import normalize_name
from spaces.importers.street_address import StreetAddress
from spaces.provenance.amenity_values import amenity_fact
from spaces.provenance.models import Basis

# Facts of a statement that are no columns of Space.
NOT_COLUMNS = {
    "city", "country", "amenities", "prices", "names", "descriptions",
    "other_phones", "other_emails", "other_websites", "links", "fee", "wifi_fee",
}  # fmt: skip


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
    "city" (its name), "amenities" ({key: value}) and others of `NOT_COLUMNS`; unknown facts are left out.
    `as_of` is a partial date, which a date that the importing person states replaces unless the record
    `has_own_date`; `fact_dates` are those of facts that have another. `line` is its line in the file, where
    it has one. `address` becomes the street, once the country is known.

    `problem` says why the record cannot be used: it is skipped then. `problem_if_new` says so only of a
    record that was never imported before. A record that `completes_earlier` changes what was imported of it
    before, and repeats nothing. `notes` are sentences on values that were not understood, each with its
    column or tag and its text: they are reported, and the facts left out.
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
    fact_dates: dict[str, str] = field(default_factory=dict)
    address: StreetAddress | None = None
    problem_if_new: str = ""
    completes_earlier: bool = False
    has_own_date: bool = False

    def complete_from(self, earlier: dict[str, Any]) -> None:
        """Take from the facts that were imported of it before what the record leaves open."""
        if self.completes_earlier:
            self.facts = {**earlier, **self.facts}
        elif "name" not in self.facts:
            self.facts["name"] = earlier["name"]
            self.notes.append(_("it has no name any more: the name known before is kept"))

    def date_of(self, fact: str) -> tuple[str, str]:
        """The date of a fact, and how it is known."""
        date = self.fact_dates.get(fact)
        return (date, Basis.PRINTED) if date else (self.as_of, self.basis)

    @property
    def checked_dates(self) -> list[str]:
        """The dates on which somebody checked a fact."""
        return [*([self.as_of] if self.basis != Basis.LISTED else []), *self.fact_dates.values()]

    @property
    def unchecked(self) -> list[str]:
        """The keys of its amenities, and "hours", that merely stand in the data."""
        if self.basis != Basis.LISTED:
            return []
        facts = {key: amenity_fact(key) for key in self.facts.get("amenities", ())}
        if "opening_hours" in self.facts:
            facts["hours"] = "opening_hours"
        return sorted(key for key, fact in facts.items() if fact not in self.fact_dates)

    @property
    def other_names(self) -> dict[str, bool]:
        """{another name: whether it is a former one}"""
        return {row["name"]: row["is_former"] for row in self.facts.get("names", ())}

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
