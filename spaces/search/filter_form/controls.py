"""What a list offers to change the search: chips, orders, and the values and errors of its form."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from spaces.geography.models import City
from spaces.search.filters.base import FacetFilter, SearchFilter
from spaces.search.filters.filterset import FILTERS, SECTIONS, SORTS
from spaces.search.query_parser.parser import ParsedQuery

LONGEST_VALUE = 200  # characters
# Chips of these come first; the others follow in the order of their declarations.
FIRST_CHIPS = ("kind", "amenity", "label", "near", "price_max")
CONTROL_ORDER = ("checkbox", "number", "text")
# What one popover of the bar sets; "more" has all others.
GROUPS = {
    "open": ("open", "at", "on"),
    "price": ("price_max", "price_per", "currency", "include_stale", "days", "hours", "room"),
    "amenity": ("amenity", "include_unknown", "include_limited"),
    "kind": ("kind",),
}
INCLUDED_IN_AMENITIES = ("include_unknown", "include_limited")
GROUP_OF = {name: group for group, names in GROUPS.items() for name in names}
OTHER_GROUP = "more"
NO_FILTERS = ("q", "place")  # their chips count for no popover


class Sort(NamedTuple):
    """An order of the list. Its `value` in the form is "" for the order that the list has without one."""

    label: str
    value: str
    selected: bool


@dataclass(frozen=True)
class Chip:
    """A filter in use, or all values of one, and the URL of the list without it."""

    label: str
    remove_url: str
    name: str


class Group(NamedTuple):
    """What the button of a popover shows: how many of its filters are in use, and what they are set to."""

    number: int
    text: str
    clear_url: str


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
    def typed_text(self) -> str:
        """The text of the search as it was typed."""
        return str(self.query.filterset.data.get("q", ""))

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
        """A chip for every filter in use: one for all values of a facet."""
        link = self.links.url_with
        chips = []
        if self.criteria.place and not self.query.page_place:
            chips.append(Chip(str(self.criteria.place.name), link(place=None), "place"))
        if self.criteria.text:
            words = _("“%(words)s”") % {"words": self.criteria.text}
            chips.append(Chip(words, link(q=None), "q"))
        for name in dict.fromkeys((*FIRST_CHIPS, *FILTERS)):
            if name in self.criteria.values and not self._is_part_of_other_chip(name):
                chips += self._chips_of(name)
        return chips

    def _is_part_of_other_chip(self, name: str) -> bool:
        """Whether the chip of the amenities includes this filter: where it is about nothing else."""
        return name in INCLUDED_IN_AMENITIES and self._only_amenities_ask_for_facts

    @cached_property
    def _only_amenities_ask_for_facts(self) -> bool:
        return [name for name in self.criteria.values if FILTERS[name].asks_for_facts] == ["amenity"]

    def _chips_of(self, name: str) -> list[Chip]:
        search_filter, values = FILTERS[name], self.criteria.values
        chips = list(search_filter.chips(self.criteria))
        if not isinstance(search_filter, FacetFilter):
            return [Chip(label, self.links.url_with(**changes), name) for label, changes in chips]
        labels = [label for label, _changes in chips]
        text = get_text_list(labels, _("and") if search_filter.matches_all else _("or"))
        removed = [name]
        if name == "amenity" and self._only_amenities_ask_for_facts:
            removed += INCLUDED_IN_AMENITIES
            if "include_unknown" in values:
                text = _("%(amenities)s, or not known") % {"amenities": text}
            if "include_limited" in values:
                text = _("%(amenities)s, or limited") % {"amenities": text}
        return [Chip(text, self.links.url_with(**dict.fromkeys(removed)), name)] if labels else []

    @cached_property
    def groups(self) -> dict[str, Group]:
        """{popover: what its button shows}"""
        return {group: self._group(group) for group in (*GROUPS, OTHER_GROUP)}

    def _group(self, group: str) -> Group:
        chips = [chip for chip in self.filter_chips if GROUP_OF.get(chip.name, OTHER_GROUP) == group]
        values = self.criteria.values.get(group) if isinstance(FILTERS.get(group), FacetFilter) else None
        names = GROUPS.get(group) or [chip.name for chip in chips]
        return Group(
            len(values) if values else len(chips),
            ", ".join(chip.label for chip in chips),
            self.links.url_with(**dict.fromkeys(names)),
        )

    @property
    def filter_chips(self) -> list[Chip]:
        """The chips of filters: not of the place, not of the text."""
        return [chip for chip in self.chips if chip.name not in NO_FILTERS]

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
        return [
            Sort(str(label), "" if key == self.query.default_sort else key, key == self.criteria.sort)
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
