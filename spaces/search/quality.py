"""Check a table of queries against what they should find.

A table is a TSV file whose first line names its columns; `query` must be there, and what is empty is not
checked. Lines that begin with "#" are comments.

place    the place that the text names: "pt/porto", "be"; "-" for none
offered  places that are offered beside it, or instead of one: "es/valencia ve/valencia"
filters  what else is understood, as a query string: "amenity=wifi&at=*" ("*": any value); "-" for nothing
first    the names of the first results in order, between "|"; "-" if nothing may be found
among    names that must be among the results, between "|"
visitor  the country of the visitor: "BE"
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.http import QueryDict

from spaces.search.engine import Search
from spaces.search.filters.fields import place_key
from spaces.search.query_parser.namesakes import Place
from spaces.search.query_parser.parser import ParsedQuery, parse

COLUMNS = ("query", "place", "offered", "filters", "first", "among", "visitor")
PRECISE = 5  # results of which the precision is computed
NOTHING, ANY = "-", "*"


class TableError(ValueError):
    """A table that cannot be read, in a sentence."""


@dataclass(frozen=True)
class Row:
    """What one query should give; `values` are those of the columns."""

    line: int
    values: dict[str, str]

    def names(self, column: str) -> list[str]:
        """Return the names of spaces in a column."""
        text = self.values.get(column, "")
        return [] if text == NOTHING else [name.strip() for name in text.split("|") if name.strip()]


@dataclass(frozen=True)
class Answer:
    """How a query was answered: what is wrong, and the names of the first results."""

    row: Row
    wrong: list[str]
    found: list[str]


@dataclass(frozen=True)
class Report:
    """All answers of a table."""

    answers: list[Answer]

    @property
    def right(self) -> int:
        """How many rows are as expected."""
        return sum(not answer.wrong for answer in self.answers)

    def precision(self, depth: int) -> float | None:
        """Return which share of the first results are found among as many; None if no row has any."""
        pairs = [(answer.row.names("first")[:depth], answer.found[:depth]) for answer in self.answers]
        expected = sum(len(names) for names, _found in pairs)
        hits = sum(name in found for names, found in pairs for name in names)
        return hits / expected if expected else None


def read_table(lines: Iterable[str]) -> list[Row]:
    """Read a table. Raises TableError."""
    rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    numbered = [(n, row) for n, row in enumerate(rows, 1) if any(row) and not row[0].startswith("#")]
    if not numbered:
        raise TableError("the table is empty")
    heading = [name.strip() for name in numbered[0][1]]
    if "query" not in heading or set(heading) - set(COLUMNS):
        raise TableError(f"the first line names the columns, of {', '.join(COLUMNS)}; query must be there")
    return [Row(n, dict(zip(heading, map(str.strip, row), strict=False))) for n, row in numbered[1:]]


def check(rows: Iterable[Row]) -> Report:
    """Answer all queries of a table."""
    return Report([_answer(row) for row in rows])


def _answer(row: Row) -> Answer:
    data = QueryDict(mutable=True)
    data["q"] = row.values["query"]
    query = parse(data, country=row.values.get("visitor") or None)
    search = Search(query.criteria, query.dictionary)
    found = [space.name for space in search.results[:PRECISE]]
    wrong = [*_wrong_place(row, query), *_wrong_filters(row, query), *_wrong_results(row, search, found)]
    return Answer(row, wrong, found)


def _wrong_place(row: Row, query: ParsedQuery) -> Iterator[str]:
    meant = query.interpretation
    place = _key(meant.place) if meant.place else NOTHING
    expected = row.values.get("place")
    if expected and place != expected:
        yield f"place {place}, not {expected}"
    offered = [_key(other) for other in meant.candidates]
    for key in row.values.get("offered", "").split():
        if key not in offered:
            yield f"{key} is not offered, but {' '.join(offered) or 'nothing'}"


def _key(place: Place) -> str:
    return place_key(place.value)


def _wrong_filters(row: Row, query: ParsedQuery) -> Iterator[str]:
    expected = row.values.get("filters")
    if not expected:
        return
    meant = query.interpretation
    pairs = [(name, value) for name, values in meant.facet_values.items() for value in values]
    understood = {*pairs, *meant.parameters.items()}
    wanted = set(parse_qsl(expected)) if expected != NOTHING else set()
    open_names = {name for name, value in wanted if value == ANY}
    exact = {pair for pair in wanted if pair[1] != ANY}
    names = {name for name, _value in understood}
    for name, value in sorted(exact - understood):
        yield f"{name}={value} is not understood"
    for name in sorted(open_names - names):
        yield f"{name} is not understood"
    for name, value in sorted(understood - exact):
        if name not in open_names:
            yield f"{name}={value} is understood"


def _wrong_results(row: Row, search: Search, found: list[str]) -> Iterator[str]:
    first = row.names("first")
    if row.values.get("first") == NOTHING and found:
        yield f"finds {' | '.join(found)}"
    if first and found[: len(first)] != first:
        yield f"first {' | '.join(found) or 'nothing'}, not {' | '.join(first)}"
    among = row.names("among")
    if among:
        names = {space.name for space in search.results}
        for name in among:
            if name not in names:
                yield f"{name} is missing"
