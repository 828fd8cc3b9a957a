"""Parses a query string, once, into `SearchCriteria`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from coworking.accounts.requests import HttpRequest
from spaces.geography.models import City, Country
from spaces.geography.visitor import visitor_country
from spaces.search.criteria import SearchCriteria
from spaces.search.filters.fields import place_key
from spaces.search.filters.filterset import FACETS, FILTERS, SORTS, SpaceFilterSet, index_terms_of
from spaces.search.query_parser.interpret import Interpretation, interpret
from spaces.search.strategies.planner import planning_terms
from spaces.search.usage import usage_of
from spaces.search_index.dictionary import Dictionary

DEFAULT_CURRENCY = "EUR"


@dataclass(frozen=True)
class ParsedQuery:
    """A query string as it was understood."""

    criteria: SearchCriteria
    filterset: SpaceFilterSet
    """The values as they were typed, and the errors"""

    interpretation: Interpretation
    """What the text means"""

    page_place: City | Country | None
    """The city or the country whose page the list is on"""

    possible_sorts: list[str]
    parameters: dict[str, list[str]]
    """The query string, with what the text means in place of the text"""

    dictionary: Dictionary
    """What was looked up for the interpretation, for the search to use"""

    @property
    def default_sort(self) -> str:
        """The order of the list where none is given."""
        return _default_sort(self.possible_sorts)


def parse_request(request: HttpRequest, page_place: City | Country | None = None) -> ParsedQuery:
    """Parse the query string of a request; `page_place` is the page's own place."""
    return parse(request.GET, page_place, visitor_country(request))


def parse(
    data: QueryDict,
    page_place: City | Country | None = None,
    country: str | None = None,
    dictionary: Dictionary | None = None,
) -> ParsedQuery:
    """Parse a query string; `country` is the visitor's: it decides between places of one name.

    `dictionary` is that of a similar search, which has looked up most terms.
    """
    filterset = SpaceFilterSet(data)
    typed = filterset.values
    dictionary = dictionary or Dictionary()
    terms = _facet_terms(typed)
    place = page_place or typed.get("place")
    text = typed.get("q", "")
    interpretation = Interpretation(rest=text)
    if "words" not in typed:
        interpretation = interpret(text, place, country, dictionary, terms)
    if interpretation.parameters:
        data = _with_parameters(data, interpretation.parameters)
        filterset = SpaceFilterSet(data)
        typed = filterset.values
    values = dict(typed)
    for facet, named in interpretation.facet_values.items():
        values[facet] = list(dict.fromkeys([*values.get(facet, ()), *named]))
    if not place and interpretation.place:
        place = interpretation.place.value
    sorts = _possible_sorts(values, place, interpretation.rest)
    criteria = SearchCriteria(
        values=values,
        place=place,
        text=interpretation.rest,
        sort=values["sort"] if values.get("sort") in sorts else _default_sort(sorts),
        currency=values.get("currency") or _currency_of(place),
    )
    parameters = _parameters(data, interpretation, values)
    return ParsedQuery(criteria, filterset, interpretation, page_place, sorts, parameters, dictionary)


def _with_parameters(data: QueryDict, parameters: Mapping[str, str]) -> QueryDict:
    """Return a query string with what phrases of the text mean; what is chosen in the form comes first."""
    extended = data.copy()
    for name, value in parameters.items():
        if not extended.get(name):
            extended[name] = value
    return extended


def _facet_terms(values: Mapping[str, Any]) -> list[str]:
    """Return the terms that a search with these values will plan with."""
    groups = [*index_terms_of(SearchCriteria(values, None, "", "", "")), *planning_terms()]
    return [term for group in groups for term in group]


def _possible_sorts(values: Mapping[str, Any], place: City | Country | None, text: str) -> list[str]:
    """Return the orders that make sense; a price for a usage is compared within a place."""
    near = values.get("near")
    is_possible = {
        "relevance": bool(text),
        "distance": bool(near),
        "usage": bool(usage_of(values) and (place or near)),
    }
    return [key for key, _label in SORTS if is_possible.get(key, True)]


def _default_sort(possible: list[str]) -> str:
    return next(sort for sort in ("usage", "distance", "relevance", "recommended") if sort in possible)


def _currency_of(place: City | Country | None) -> str:
    country = place.country if isinstance(place, City) else place
    return (country.currency if country else "") or DEFAULT_CURRENCY


def _parameters(
    data: QueryDict, interpretation: Interpretation, values: Mapping[str, Any]
) -> dict[str, list[str]]:
    parameters = {name: data.getlist(name) for name in FILTERS}
    if interpretation.is_more_than_text:
        parameters["q"] = [interpretation.rest]
        parameters |= {facet: values.get(facet, []) for facet in FACETS}
    if interpretation.place:
        parameters["place"] = [place_key(interpretation.place.value)]
    return parameters
