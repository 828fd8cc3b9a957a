"""A record of a source, as a format's reader hands it to the importer: cleaned, not matched yet."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from coworking.fields.amounts import Money
from coworking.i18n.normalize import normalize_name
from spaces.directory.choices import Status
from spaces.importers.tables.columns import FACTS, PRICES, PriceKind
from spaces.importers.values.street_address import StreetAddress
from spaces.provenance.amenity_values import amenity_fact
from spaces.provenance.models import Basis, Statement

if TYPE_CHECKING:
    from spaces.directory.models import Space

# Facts of a statement that are no columns of Space.
NOT_COLUMNS = {
    "city", "country", "amenities", "prices", "names", "descriptions",
    "other_phones", "other_emails", "other_websites", "links", "fee", "wifi_fee", "licence",
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

    @property
    def kind(self) -> PriceKind:
        return PriceKind(self.what, self.unit, self.quantity)


PRICE_ORDER = {kind: number for number, kind in enumerate(PRICES.values())}


def price_fact(unit: str, money: Money, what: str = "hot_desk", quantity: int = 1) -> PriceFact:
    """The price for a unit of time, of an amount as it was read."""
    return PriceFact(what, unit, f"{money.amount:.2f}", money.currency, quantity, is_from=money.is_minimum)


@dataclass(frozen=True)
class RowKey:
    """How a row without an id is known again: by `name`, which is its name and city.

    `address` is a hash of name and address, which is also the id that an earlier version gave to it; or
    `earlier_ref` is.
    """

    name: str
    address: str
    earlier_ref: str


@dataclass(frozen=True)
class RowColumns:
    """The columns that a row of a table speaks of: earlier facts of the others are still stated.

    An empty cell is in `emptied` if it erases, and else in neither.
    """

    filled: Collection[str]
    emptied: Collection[str] = ()


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
    before, and repeats nothing; one with `columns` replaces what these state. A record with a `row_key` has
    no id of its own: its `ref` is found when it is stored. `is_no_place` if the source has the record, but
    not, or no longer, as a place to work; `is_damaged` if the file is damaged there. `notes` are sentences on
    values that were not understood, each with its column or tag and its text: they are reported, and the
    facts left out.

    A row with the columns of our own export `is_exported_row`. If its id is the slug of a `page`, it is an
    edit of this page: `facts` and `prices` are what was edited, `ended_prices` the kinds of prices whose
    cells were emptied, and `place` are all facts of the row.
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
    columns: RowColumns | None = None
    row_key: RowKey | None = None
    repeated_prices: frozenset[PriceKind] = frozenset()
    is_no_place: bool = False
    is_damaged: bool = False
    is_exported_row: bool = False
    page: "Space | None" = None
    place: dict[str, Any] = field(default_factory=dict)
    ended_prices: set[PriceKind] = field(default_factory=set)

    @property
    def is_unedited(self) -> bool:
        """Whether it is a row of our own export that says what its page says."""
        return bool(self.page) and not (self.facts or self.prices or self.ended_prices)

    def complete_from(self, earlier: Statement) -> None:
        """Take from the statement that was imported of it before what the record leaves open."""
        if self.page:
            self._complete_edit(earlier)
        elif self.columns:
            self._complete_columns(self.columns, earlier)
        elif self.completes_earlier:
            self.facts = {**earlier.facts, **self.facts}
        elif "name" not in self.facts:
            self.facts["name"] = earlier.facts["name"]
            self.notes.append(_("it has no name any more: the name known before is kept"))

    def _complete_edit(self, earlier: Statement) -> None:
        """Repeat the earlier edits of the page, each with its date."""
        before, edited = earlier.facts, _by_dated_name(self.facts)
        if [vars(price) for price in self.prices] == before.get("prices"):
            self.prices = []
        repeated = {
            name for name, value in _by_dated_name(before).items() if edited.get(name, value) == value
        }
        amenities = {**before.get("amenities", {}), **self.facts.get("amenities", {})}
        self.facts = {**before, **self.facts} | ({"amenities": amenities} if amenities else {})
        if self.facts == before and not (self.prices or self.ended_prices):
            self.as_of, self.basis, self.fact_dates = earlier.as_of, earlier.as_of_basis, earlier.fact_dates
            return
        for name in repeated - ({"prices"} if self.prices else set()):
            date = earlier.fact_dates.get(name, earlier.as_of)
            if date != self.as_of:
                self.fact_dates[name] = date

    def _complete_columns(self, columns: RowColumns, earlier: Statement) -> None:
        """Repeat the earlier facts that its columns do not replace, each with its date."""
        replaced = set(self.facts)
        for column in columns.filled:
            facts = FACTS.get(column, (column,))
            replaced.update(facts if any(fact in self.facts for fact in facts) else ())
        for column in columns.emptied:
            replaced.update(FACTS.get(column, (column,)))
        if self.facts.get("status", Status.CLOSED) != Status.CLOSED or "status" in columns.emptied:
            replaced.add("closed")
        if "closed" in columns.emptied and "status" not in columns.filled:
            replaced.add("status")
        replaced -= {"name"} if "name" not in self.facts else set()
        repeated = {fact: value for fact, value in earlier.facts.items() if fact not in replaced}
        prices = self._repeated_prices(columns, repeated.pop("prices", []))
        self.repeated_prices = frozenset(price.kind for price in prices)
        if prices and not self.prices:
            repeated["prices"] = []  # dated as before; `prices` fills it
        self._repeat_dates(repeated, earlier)
        self.facts = {**repeated, **self.facts}
        self.prices = sorted([*prices, *self.prices], key=lambda price: PRICE_ORDER.get(price.kind, -1))

    def _repeated_prices(self, columns: RowColumns, earlier: list[dict[str, Any]]) -> list[PriceFact]:
        """The earlier prices that the columns do not replace."""
        replaced = {price.kind for price in self.prices}
        replaced |= {PRICES[column] for column in columns.emptied if column in PRICES}
        prices = (PriceFact(**price) for price in earlier)
        return [price for price in prices if price.kind not in replaced]

    def _repeat_dates(self, facts: Collection[str], earlier: Statement) -> None:
        """Date repeated facts as the earlier statement does: what was not checked again does not look so."""
        for fact in facts:
            names = [fact] if fact != "amenities" else map(amenity_fact, earlier.facts["amenities"])
            for name in names:
                date = earlier.fact_dates.get(name, earlier.as_of)
                if date != self.as_of:
                    self.fact_dates[name] = date

    def date_of(self, fact: str) -> tuple[str, str]:
        """The date of a fact, and how it is known."""
        if fact not in self.fact_dates:
            return self.as_of, self.basis
        date = self.fact_dates[fact]
        return date, Basis.PRINTED if date else Basis.UNKNOWN

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


def _by_dated_name(facts: dict[str, Any]) -> dict[str, Any]:
    """{name by which a fact has its date: value}: each amenity has a name of its own."""
    named = {key: value for key, value in facts.items() if key != "amenities"}
    return named | {amenity_fact(key): text for key, text in facts.get("amenities", {}).items()}


def plan_fields(prices: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The fields of a `Plan` for each price of a statement's facts."""
    for price in prices:
        yield {**price, "amount": Decimal(price["amount"])}
