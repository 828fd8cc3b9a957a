"""What a list offers to change the search: chips, orders, and the values and errors of its form."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from spaces.geography.models import City
from spaces.search.filters.base import SearchFilter
from spaces.search.filters.filterset import FILTERS, SECTIONS, SORTS
from spaces.search.query_parser.parser import ParsedQuery

LONGEST_VALUE = 200  # characters
# Chips of these come first; the others follow in the order of their declarations.
FIRST_CHIPS = ("kind", "amenity", "label", "near", "price_max")
CONTROL_ORDER = ("checkbox", "number", "text")


class Sort(NamedTuple):
    """An order, and the URL of the list in it."""

    label: str
    url: str
    selected: bool


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the URL of the list without it."""

    label: str
    remove_url: str


class Section(NamedTuple):
    """A fieldset of the form: its legend and the filters that it draws."""

    legend: str | Promise
    filters: list[SearchFilter]


class ListControls:
    """The controls of the list at `path`."""

    def __init__(self, query: ParsedQuery, path: str):
        self.query, self.criteria = query, query.criteria
        self.links = Links(path, query.parameters)

    @property
    def errors(self) -> Any:
        """{field: messages about its mistaken value}"""
        return self.query.filterset.form.errors

    @cached_property
    def given(self) -> dict[str, str]:
        """{field: the value as it was typed, or ""}"""
        data = self.query.filterset.data
        return {name: data.get(name, "") for name in FILTERS}

    @property
    def named_place(self) -> str:
        """The value of `place=`, or what it would be for the place that the text names."""
        return (self.query.parameters["place"] or [""])[0]

    def link_with(self, name: str, value: str) -> str:
        """The URL of the first page of the list with another value of one filter."""
        return self.links.url_with(**{name: value})

    @property
    def only_city_url(self) -> str:
        """The URL of the list without the area of its city; "" where it has none."""
        city = self.criteria.place
        is_offered = isinstance(city, City) and not city.area_of_id and "only" not in self.criteria.values
        return self.links.url_with(only="city") if is_offered else ""

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the page's own place narrows or ranks the list."""
        return any(not FILTERS[name].is_option for name in self.criteria.values)

    @property
    def query_string(self) -> str:
        """The query string of the search, without the page."""
        return self.links.query_string

    @cached_property
    def chips(self) -> list[Chip]:
        """A chip for every filter in use."""
        link = self.links.url_with
        chips = []
        if self.criteria.place and not self.query.page_place:
            chips.append(Chip(str(self.criteria.place.name), link(place=None)))
        if self.criteria.text:
            chips.append(Chip(_("“%(words)s”") % {"words": self.criteria.text}, link(q=None)))
        for name in dict.fromkeys((*FIRST_CHIPS, *FILTERS)):
            if name in self.criteria.values:
                for label, changes in FILTERS[name].chips(self.criteria):
                    chips.append(Chip(label, link(**changes)))
        return chips

    @property
    def plain_words_url(self) -> str:
        """The URL of a search for the same words as plain text; "" where they are nothing else."""
        if not self.query.interpretation.is_more_than_text:
            return ""
        typed = self.query.filterset.data
        names = [
            name for name in FILTERS if name in typed and name not in self.query.interpretation.parameters
        ]
        given = Links(self.links.path, {name: typed.getlist(name) for name in names} | {"words": ["1"]})
        return given.url_with()

    @cached_property
    def sorts(self) -> list[Sort]:
        """The orders that make sense for this search."""
        link = self.links.each_with("sort")
        return [
            Sort(str(label), link([key]), key == self.criteria.sort)
            for key, label in SORTS
            if key in self.query.possible_sorts
        ]

    @property
    def sections(self) -> list[Section]:
        """The fieldsets that are drawn from the declarations of filters."""
        return _sections()


def _sections() -> list[Section]:
    def filters(section: str) -> list[SearchFilter]:
        own = [each for each in FILTERS.values() if each.section == section]
        return sorted(own, key=lambda each: CONTROL_ORDER.index(each.control))

    return [Section(legend, filters(key)) for key, legend in SECTIONS.items()]


class Links:
    """URLs of the list at `path`; `parameters` are {name: values} of the whole search, in their order."""

    def __init__(self, path: str, parameters: dict[str, list[str]]):
        self.path, self.names = path, list(parameters)
        self._encoded = {name: _encode(name, values) for name, values in parameters.items()}

    @property
    def query_string(self) -> str:
        """The query string of the search, without the page."""
        return "&".join(filter(None, self._encoded.values()))

    def url_with(self, **changes: list[str] | str | None) -> str:
        """Return the URL with some parameters changed, or removed (None); always of the first page."""
        encoded = self._encoded | {name: _encode(name, value) for name, value in changes.items()}
        return self._url(encoded.values())

    def each_with(self, name: str) -> Callable[[list[str]], str]:
        """Return a function that gives the URL with other values of one parameter: faster for many."""
        encoded, at = list(self._encoded.values()), self.names.index(name)
        before, after = list(filter(None, encoded[:at])), list(filter(None, encoded[at + 1 :]))
        return lambda values: self._url([*before, _encode(name, values), *after])

    def _url(self, encoded: Iterable[str]) -> str:
        query = "&".join(filter(None, encoded))
        return f"{self.path}?{query}" if query else self.path


def _encode(name: str, value: list[str] | str | None) -> str:
    values = value if isinstance(value, list) else [value]
    return "&".join([f"{name}={quote_plus(str(each)[:LONGEST_VALUE])}" for each in values if each])
