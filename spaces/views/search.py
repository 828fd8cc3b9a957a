"""Lists of spaces: the search page, and the same list for a city or a country."""

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from coworking.http import HttpRequest
from coworking.jinja import draw
from coworking.jinja import page as draw_page
from spaces.maps.searched import map_of
from spaces.models import City, Country
from spaces.search.engine import Search
from spaces.search.pool import PER_PAGE
from spaces.search.suggestions import suggestions


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Search everywhere. Words that are just one place lead to that place's own page."""
    search = make_search(request)
    only_place = {key for key, value in request.GET.items() if value} <= {"q"} and not search.is_narrowed
    is_alone = not any(place.space_count for place in search.candidates)  # else they are offered
    if search.place and only_place and is_alone and not request.htmx:
        return redirect(search.place.get_absolute_url())
    return render_list(request, search, {})


def make_search(request: HttpRequest, city: City | None = None, country: Country | None = None) -> Search:
    """The search that this request asks for, inside a city or a country where there is one."""
    return Search(
        request.GET,
        path=request.path,
        city=city,
        country=country,
        visitor_country=visitor_country(request),
    )


def visitor_country(request: HttpRequest) -> str | None:
    """The country that the visitor's browser names in its languages ("fr-BE"), or None."""
    for part in request.headers.get("Accept-Language", "")[:200].split(","):
        tag = part.split(";")[0].strip().split("-")
        if len(tag) > 1 and len(tag[-1]) == 2 and tag[-1].isalpha():
            return tag[-1].upper()
    return None


def render_list(request: HttpRequest, search: Search, context: dict) -> HttpResponse:
    """The page of a list; for htmx only the part that changes."""
    page = Paginator(search.listed, PER_PAGE).get_page(request.GET.get("page"))
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
        response = HttpResponse(draw("spaces/_results.jinja", context | {"request": request}))
    else:
        response = draw_page(request, "spaces/list.jinja", context)
    if "q" in request.GET:  # the visitor's country decides between places of one name
        patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Places and spaces whose name begins with what is being typed: {"suggestions": [...]}."""
    found = suggestions(request.GET.get("q", "")[:80], visitor_country(request))
    response = JsonResponse({"suggestions": found})
    patch_vary_headers(response, ["Accept-Language"])
    return response
