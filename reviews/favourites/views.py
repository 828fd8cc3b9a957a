"""A member's favourites: the button, the list with its map, and downloads."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coworking.accounts.requests import MemberRequest
from coworking.templating.rendering import render_page, render_partial
from reviews.favourites.queries import favourites_of, set_favourite
from spaces.comparison import queries
from spaces.directory.models import Space
from spaces.exports.space_csv import write_csv
from spaces.exports.space_geojson import feature_collection
from spaces.maps.clusters import clusters, fit
from spaces.search.candidates import candidates_of
from spaces.search.results import cards

PER_PAGE = 24


@login_required
@require_POST
def favourite(request: MemberRequest, slug: str) -> HttpResponse:
    """Add a space to the favourites, or remove it (`keep=0`); return the button or redirect."""
    space = get_object_or_404(Space.objects.published(), slug=slug)
    is_favourite = request.POST.get("keep") != "0"
    set_favourite(request.user, space, is_favourite)
    next_url = _next_url(request, space)
    if request.htmx:
        context = {"space": space, "is_favourite": is_favourite, "next": next_url}
        return HttpResponse(render_partial("reviews/favourites/_button.jinja", context, request))
    text = _("Kept among your favourites.") if is_favourite else _("No longer a favourite.")
    messages.success(request, text)
    return HttpResponseRedirect(next_url)  # `redirect` would take a word for the name of a view


def _next_url(request: MemberRequest, space: Space) -> str:
    """Return the URL of the page with the button if it is one of this site, else that of the space."""
    url = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if is_safe else space.get_absolute_url()


@login_required
@require_safe
def favourites(request: MemberRequest) -> HttpResponse:
    """List the member's favourites, newest first, with a map of all of them."""
    spaces = favourites_of(request.user)
    page = Paginator(spaces.values_list("pk", flat=True), PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = cards(list(page.object_list))
    points = candidates_of(spaces).located
    bounds, zoom = fit(points)
    first = spaces.values_list("slug", flat=True)[: queries.MAX_SPACES]
    context = {
        "page": page,
        "clusters": clusters(points, zoom),
        "bounds": bounds,
        "zoom": zoom,
        "compare_url": queries.compare_url(first, {}),
        "most": queries.MAX_SPACES,
    }
    return render_page(request, "reviews/favourites/favourites.jinja", context)


@login_required
@require_safe
def as_csv(request: MemberRequest) -> HttpResponse:
    """Download the favourites as CSV in import_spaces's columns, safe to open in a spreadsheet."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    write_csv(favourites_of(request.user), response)
    return _as_download(response, "favourites.csv")


@login_required
@require_safe
def as_geojson(request: MemberRequest) -> HttpResponse:
    """Download the member's favourites as GeoJSON (RFC 7946)."""
    response = JsonResponse(
        feature_collection(favourites_of(request.user), request.build_absolute_uri),
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False},
    )
    return _as_download(response, "favourites.geojson")


def _as_download(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
