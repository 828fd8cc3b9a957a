from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from coworking.accounts.requests import HttpRequest
from coworking.templating.rendering import render_page, render_partial
from spaces.geography.models import CitySlug, Country
from spaces.geography.queries import cities_around, city_by_slug, largest_cities
from spaces.maps.search_map import map_of
from spaces.search import candidates
from spaces.search.engine import Search
from spaces.search.requests import make_search


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """A country: its cities with counts, and all its spaces."""
    country = get_object_or_404(Country, code=code.upper())
    context = {"country": country, "cities": largest_cities(country)}
    return render_list(request, make_search(request, country=country), context)


@require_safe
def city(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """A city: its spaces, and the cities around it that have some. An address it had before redirects."""
    city = city_by_slug(code.upper(), slug)
    if city is None:
        old = get_object_or_404(CitySlug.objects.select_related("city"), country=code.upper(), slug=slug)
        return redirect(old.city, permanent=True)
    return render_list(
        request, make_search(request, city=city), {"city": city, "around": cities_around(city)}
    )


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Search everywhere. Words that are just one place lead to that place's own page."""
    search = make_search(request)
    only_place = {key for key, value in request.GET.items() if value} <= {"q"} and not search.is_narrowed
    is_alone = not any(place.space_count for place in search.candidates)  # else they are offered
    if search.place and only_place and is_alone and not request.htmx:
        return redirect(search.place.get_absolute_url())
    return render_list(request, search, {})


def render_list(request: HttpRequest, search: Search, context: dict) -> HttpResponse:
    """The page of a list; for htmx only the part that changes."""
    page = Paginator(search.listed, candidates.PER_PAGE).get_page(request.GET.get("page"))
    search.add_figures(page.object_list)
    bounds, zoom, found = map_of(search)
    context |= {
        "search": search,
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "clusters": found,
        "bounds": bounds,
        "zoom": zoom,
        "filters_query": search.query_string,
    }
    if request.htmx:
        response = HttpResponse(render_partial("spaces/search/_results.jinja", context, request))
    else:
        response = render_page(request, "spaces/search/list.jinja", context)
    if "q" in request.GET:  # the visitor's country decides between places of one name
        patch_vary_headers(response, ["Accept-Language"])
    return response
