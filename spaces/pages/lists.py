"""Lists of spaces: of a city, of a country, of a search."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from coworking.accounts.requests import HttpRequest
from coworking.templating.rendering import render_page
from spaces.geography.cities.names import main_names
from spaces.geography.models import City, Country
from spaces.geography.queries import (
    cities_around,
    cities_by_name,
    cities_in_area,
    city_by_former_slug_or_name,
    city_by_url,
    largest_cities,
    largest_countries_and_cities,
    nearest_cities_with_spaces,
)
from spaces.maps.search_map import map_of
from spaces.pages.empty_answer import answer_instead, closed_spaces_named
from spaces.search import candidates
from spaces.search.engine import Search, widened
from spaces.search.filter_form.controls import ListControls
from spaces.search.filters.filterset import is_narrowed
from spaces.search.query_parser.namesakes import Place, offered_beside
from spaces.search.query_parser.parser import ParsedQuery, parse_request


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """Show a country: its cities with their counts, and all its spaces."""
    country = get_object_or_404(Country, code=code.upper())
    query = parse_request(request, country)
    return render_list(request, query, country=country, cities=largest_cities(country))


@require_safe
def city(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Show a city: the spaces of its area, and the cities around it that have some.

    Every other name of a city, in any language, and every former slug redirects to its one URL in a language.
    """
    country_code = code.upper()
    city = city_by_url(country_code, slug) or city_by_former_slug_or_name(country_code, slug)
    if city is None:
        raise Http404
    if (path := city.get_absolute_url()) != request.path:
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{path}?{query}" if query else path, permanent=True)
    if paths := city.paths_by_language():
        request.paths_by_language = paths
    query = parse_request(request, city)
    if city.space_count:
        return render_list(request, query, city=city, area=cities_in_area(city), around=cities_around(city))
    return render_list(request, query, city=city, nearest=nearest_cities_with_spaces(city))


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Search everywhere. A text that is just one place redirects to the page of that place."""
    query = parse_request(request)
    place = query.criteria.place
    only_text = {key for key, value in request.GET.items() if value} <= {"q"}
    offers_others = isinstance(place, City) or not query.interpretation.candidates  # as a city's page does
    if place and only_text and offers_others and not is_narrowed(query.criteria):
        return redirect(place.get_absolute_url())
    if request.GET.get("position") == "unknown":  # static/js/near.js was refused it
        cities = largest_countries_and_cities(24, 18)[1]
        return render_list(request, query, cities=cities, is_without_position=True)
    return render_list(request, query)


def render_list(
    request: HttpRequest,
    query: ParsedQuery,
    city: City | None = None,
    country: Country | None = None,
    cities: Iterable[City] = (),
    area: Iterable[City] = (),
    around: Iterable[City] = (),
    nearest: Iterable[tuple[City, float]] = (),
    is_without_position: bool = False,
) -> HttpResponse:
    """Draw the page of a list. A form sends every field: its URL is that of what was filled in."""
    if url := _url_without_empty(request):
        return redirect(url)
    search, controls = widened(Search(query.criteria, query.dictionary)), ListControls(query, request.path)
    page = Paginator(search.results, candidates.PER_PAGE).get_page(request.GET.get("page"))
    search.add_usage_prices(page.object_list)
    bounds, zoom, found = map_of(search)
    text = query.filterset.data.get("q", "")
    context = {
        "city": city,
        "country": country,
        "cities": cities,
        "area": area,
        "around": around,
        "nearest": nearest,
        "is_without_position": is_without_position,
        "closed_of_name": closed_spaces_named(text) if text else [],
        "instead": None if search.results or not controls.is_filtered else answer_instead(search, controls),
        "offered_places": _offered_places(query, city),
        "search": search,
        "controls": controls,
        "has_outlying": any(space.is_outlying for space in page.object_list),
        "page": page,
        "part_headings": search.part_headings(page),
        "page_range": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "clusters": found,
        "bounds": bounds,
        "zoom": zoom,
        "filters_query": controls.query_string,
    }
    response = render_page(request, "spaces/search/list.jinja", context)
    if "q" in request.GET:  # the visitor's country decides between places of one name
        patch_vary_headers(response, ["Accept-Language"])
    return response


def _url_without_empty(request: HttpRequest) -> str:
    """Return the URL without its empty parameters; "" if it has none."""
    given = [(name, value) for name, values in request.GET.lists() for value in values]
    filled = [(name, value) for name, value in given if value]
    if len(filled) == len(given):
        return ""
    if request.GET.get("open") == "":  # "at any time" takes the time away
        filled = [(name, value) for name, value in filled if name != "at"]
    query = urlencode(filled)
    return f"{request.path}?{query}" if query else request.path


def _offered_places(query: ParsedQuery, city: City | None) -> list[Place]:
    """Other places that a text may mean, or the name of the city whose page the list is on."""
    if city is None or query.interpretation.candidates:
        return query.interpretation.candidates
    return offered_beside(city, cities_by_name(sorted(main_names(city.name, city.country_id))))
