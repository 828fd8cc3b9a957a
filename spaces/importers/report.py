"""The report of an import of spaces: what it did, or what it would do.

The command and the admin's preview show the same report, each in its own way: `details` is what both have
beside the counts and the problems.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coworking.files.import_report import ImportReport
from spaces.geography.models import City, country_name
from spaces.importers.reading import ColumnUse
from spaces.importers.record import PriceFact, SpaceRecord
from spaces.importers.tables.columns import PRICES
from spaces.importers.values.notes import ValueNote

OUTCOMES = ("created", "updated", "unchanged", "skipped", "failed")
SHOWN_ROWS = 10
SHOWN_EXAMPLES = 3
SHOWN_PLACES = 20  # that would close, or may be there already
STORED_PROBLEMS = 1000
MAX_VALUE_COLUMNS = 100  # files of any tags have any number of columns
LONGEST_SHOWN = 100  # characters of a value in a row that is shown
# The facts of a shown row that stand in this order, before all others.
FIRST_FACTS = ("name", "kind", "street", "postcode", "city", "country", "latitude", "longitude")
_COLUMNS_OF_PRICES = {kind: column for column, kind in PRICES.items()}


@dataclass
class Sample:
    """How many there are, and the first of them."""

    most: int
    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, example: str) -> None:
        self.count += 1
        if len(self.examples) < self.most and example not in self.examples:
            self.examples.append(example)


@dataclass
class ShownRow:
    """A record as it will be: {column: text}. `outcome` is set when it is stored, or is not."""

    ref: str
    facts: dict[str, str]
    outcome: str = ""


@dataclass(frozen=True)
class NewCity:
    """A city that is made; `likely` is the one of the gazetteer that may be meant."""

    name: str
    country: str
    likely: str = ""

    def __str__(self) -> str:
        name = f"{self.name} ({self.country})"
        message = _("%(city)s, for which %(likely)s may be meant")
        return message % {"city": name, "likely": self.likely} if self.likely else name


class SpaceReport(ImportReport):
    """The report of one file of spaces."""

    def __init__(self) -> None:
        super().__init__(OUTCOMES)
        self.columns: list[ColumnUse] = []
        self.has_ids = True
        self.rows: list[ShownRow] = []
        self.new_cities: list[NewCity] = []
        self.new_countries: list[str] = []
        self.values: dict[str, Sample] = {}
        self.duplicates, self.closings = Sample(SHOWN_PLACES), Sample(SHOWN_PLACES)
        self.missing = Sample(SHOWN_PLACES)
        self.counts_as_complete: bool | None = None  # None: the file need not be complete
        self.why_incomplete = ""
        self.run: int | None = None  # the key of the ImportRun
        self._shown: dict[int, ShownRow] = {}

    def show(self, record: SpaceRecord, where: str) -> None:
        """Keep a record to be shown, if it is one of the first."""
        if len(self.rows) < SHOWN_ROWS:
            row = self._shown[id(record)] = ShownRow(where, {})
            self.rows.append(row)

    def count(self, record: SpaceRecord, outcome: str, where: str = "", reason: str = "") -> None:
        """Count a record; a `reason` is listed among the problems."""
        self.add(outcome, where, reason)
        if isinstance(record.problem, ValueNote):
            self.note_value(record.problem)
        row = self._shown.pop(id(record), None)
        if row:
            row.outcome, row.facts = outcome, facts_as_text(record)

    def note_value(self, note: ValueNote) -> None:
        """Count a value that was not understood."""
        if note.column in self.values or len(self.values) < MAX_VALUE_COLUMNS:
            sample = self.values.setdefault(note.column, Sample(SHOWN_EXAMPLES))
            sample.add(note.removeprefix(f"{note.column}: "))

    def note_new_cities(self, made: list[tuple[City, City | None]]) -> None:
        """Note the cities that were made, each with the one that is likely meant."""
        self.new_cities = [
            NewCity(city.name, city.country_id, likely.name if likely else "") for city, likely in made
        ]

    @property
    def ignored_columns(self) -> list[ColumnUse]:
        return [use for use in self.columns if not use.column]

    def details(self) -> dict[str, Any]:
        """What the report has beside counts and problems, as JSON."""
        return {
            "columns": [asdict(use) for use in self.columns],
            "has_ids": self.has_ids,
            "rows": [asdict(row) for row in self.rows],
            "new_cities": [asdict(city) for city in self.new_cities],
            "new_countries": self.new_countries,
            "values": {column: _counted(sample) for column, sample in self.values.items()},
            "duplicates": _counted(self.duplicates),
            "closings": _counted(self.closings),
            "counts_as_complete": self.counts_as_complete,
            "missing": _counted(self.missing),
        }

    def as_stored(self) -> dict[str, Any]:
        """The report as it is stored with an import, with the first problems."""
        return self.details() | {
            "problems": list(islice(self.problems, STORED_PROBLEMS)),
            "problem_count": len(self.problems),
        }

    def stored_counts(self) -> dict[str, int]:
        """{"read" or an outcome: how many records}"""
        return {"read": self.read} | {outcome: self.counts[outcome] for outcome in OUTCOMES}

    def detail_lines(self, is_dry_run: bool) -> Iterator[str]:
        """The details for a terminal: of an import that was stored, the columns alone."""
        used = [use for use in self.columns if use.column]
        if used:
            names = (
                use.column if use.column == use.heading else f"{use.heading} → {use.column}" for use in used
            )
            yield _("Columns read: %(columns)s") % {"columns": ", ".join(names)}
        for use in self.ignored_columns:
            yield _("Column ignored: %(column)s (%(why)s)") % {"column": use.heading, "why": use.reason}
        if used and not self.has_ids:
            yield _("No column has ids: a row is known again by its name and city.")
        if self.duplicates.count:
            message = _("Likely duplicates: %(count)s. %(examples)s")
            yield message % {"count": self.duplicates.count, "examples": ", ".join(self.duplicates.examples)}
        if self.missing.count:
            message = _("No longer in the source: %(count)s. %(examples)s")
            examples = ", ".join(self.missing.examples)
            yield message % {"count": self.missing.count, "examples": examples}
        if not is_dry_run:
            if self.duplicates.count:
                yield _("They wait for a moderator at %(url)s") % {"url": reverse("duplicates")}
            return
        for row in self.rows:
            facts = "; ".join(f"{column}: {text}" for column, text in row.facts.items())
            yield f"{row.ref} → {row.outcome}{': ' if facts else ''}{facts}"
        if self.new_cities:
            yield _("New cities: %(names)s") % {"names": ", ".join(map(str, self.new_cities))}
        if self.new_countries:
            names = (country_name(code, get_language() or "en") for code in self.new_countries)
            yield _("New countries: %(names)s") % {"names": ", ".join(names)}
        for column, sample in self.values.items():
            message = _("Values not understood, or not read as they stand, in %(column)s: %(count)s.")
            yield " ".join([message % {"column": column, "count": sample.count}, *sample.examples])
        if self.closings.count:
            message = _("Would close: %(count)s. %(examples)s")
            yield message % {"count": self.closings.count, "examples": ", ".join(self.closings.examples)}


def facts_as_text(record: SpaceRecord) -> dict[str, str]:
    """{column: text} of what a record states, as a person reads it."""
    facts = {key: value for key, value in record.facts.items() if key != "prices"}
    ordered = {key: facts.pop(key) for key in FIRST_FACTS if key in facts} | facts
    shown = {key: Truncator(_as_text(value)).chars(LONGEST_SHOWN) for key, value in ordered.items()}
    prices = {_COLUMNS_OF_PRICES.get(price.kind, price.unit): _price(price) for price in record.prices}
    dates = {"as_of": record.as_of} if record.as_of else {}
    return shown | prices | dates


def _as_text(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_as_text(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(map(_as_text, value))
    return str(value)


def _price(price: PriceFact) -> str:
    text = f"{price.amount} {price.currency}"
    return _("from %(price)s") % {"price": text} if price.is_from else text


def _counted(sample: Sample) -> dict[str, Any]:
    return {"count": sample.count, "examples": sample.examples}
