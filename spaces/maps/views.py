"""What the map asks for while it is moved, and the cities under it."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from coworking.accounts.requests import HttpRequest
from coworking.templating.urls import fixed
from spaces.geography.coordinates.bounds import Bounds, BoundsError
from spaces.geography.models import City, Country
from spaces.geography.queries import city_by_slug
from spaces.geography.visitor import visitor_country
from spaces.maps.clusters import set_urls
from spaces.maps.drawing import atlas, ground
from spaces.maps.search_map import map_in
from spaces.search.engine import Search, widened
from spaces.search.filter_form.controls import ListControls
from spaces.search.query_parser.parser import parse


@require_safe
def map_clusters(request: HttpRequest) -> JsonResponse:
    """{"clusters": [[latitude, longitude, count, name, url], ...]} for ?bounds=&zoom= and the filters.

    `in` ("be" or "be/liege") is the page that the map stands on.
    """
    try:
        bounds = Bounds.parse(request.GET.get("bounds", ""))
        zoom = int(request.GET.get("zoom", "")[:3])
    except (BoundsError, ValueError):
        message = _("Give bounds as south,west,north,east in degrees, and zoom as a number.")
        return JsonResponse({"error": message}, status=400)
    place = page_place(request.GET.get("in", ""))
    filters = request.GET.copy()
    filters.pop("bounds")  # the map shows what is around a list of one part, too
    query = parse(filters, place, visitor_country(request))
    found = map_in(widened(Search(query.criteria, query.dictionary)), bounds, zoom)
    path = place.get_absolute_url() if place else fixed("search")
    set_urls(found, ListControls(query, path).links.each_with("bounds"))
    rows = [[round(c.latitude, 6), round(c.longitude, 6), c.count, c.name, c.url] for c in found]
    response = JsonResponse({"clusters": rows})
    if "q" in request.GET:  # the visitor's country decides between places of one name
        patch_vary_headers(response, ["Accept-Language"])
    return response


def page_place(text: str) -> City | Country | None:
    """Return the city or the country of a page, from "be/liege" or "be"; 404 if there is none."""
    code, _slash, slug = text.partition("/")
    if slug:
        city = city_by_slug(code.upper(), slug)
        if city is None:
            raise Http404
        return city
    return get_object_or_404(Country, code=code.upper()) if code else None


@require_safe
@cache_control(public=True, max_age=604_800)
def map_ground(request: HttpRequest) -> HttpResponse:
    """The cities under a map of ?box=, which pages need not draw again and again."""
    try:
        bounds = Bounds.parse(request.GET.get("box", ""))
    except BoundsError:
        raise Http404 from None
    return HttpResponse(ground(bounds), content_type="image/svg+xml")


@require_safe
@cache_control(public=True, max_age=604_800)
def map_atlas(request: HttpRequest) -> HttpResponse:
    """The world as dots."""
    return HttpResponse(atlas(), content_type="image/svg+xml")
