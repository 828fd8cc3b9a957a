"""What a parser hands to the store: one record of a source, cleaned."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from coworking.i18n.normalize import normalize_name


@dataclass
class Price:
    """One price of a record, in the words of `Plan`."""

    what: str
    unit: str
    amount: str
    currency: str
    quantity: int = 1
    tax_included: bool | None = None
    label: str = ""


@dataclass
class Record:
    """`facts` are keyed by the columns of Space, with "country" (ISO code), "city" and "amenities" besides.

    `problem` says why the record cannot be used; it is then skipped.
    """

    ref: str
    facts: dict[str, Any] = field(default_factory=dict)
    prices: list[Price] = field(default_factory=list)
    as_of: str = ""
    basis: str = ""
    url: str = ""
    problem: str = ""
    line: str = ""

    @cached_property
    def folded_name(self) -> str:
        return normalize_name(self.facts["name"])
