"""Searches as pages make them, for tests: from a query string to what was found, and to the controls."""

from django.http import QueryDict

from spaces.geography.models import City, Country
from spaces.search.engine import Search
from spaces.search.filter_form.controls import ListControls
from spaces.search.query_parser.parser import parse

PATH = "/en/spaces/"


def search(query: str = "", city: City | None = None, country: Country | None = None) -> Search:
    """The search of a query string, on the page of a city or a country if one is given."""
    parsed = parse(QueryDict(query), city or country)
    return Search(parsed.criteria, parsed.dictionary)


def controls(
    query: str = "", city: City | None = None, country: Country | None = None, path: str = PATH
) -> ListControls:
    """The controls of the same list, at a URL path."""
    return ListControls(parse(QueryDict(query), city or country), path)


def names(query: str = "", city: City | None = None, country: Country | None = None) -> list[str]:
    """The names of the spaces that are found, in order."""
    return [space.name for space in search(query, city, country).results]
