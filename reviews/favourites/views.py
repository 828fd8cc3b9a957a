"""A member's favourites: the heart, the list with its map, and files to take along."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coworking.accounts.requests import MemberRequest
from reviews.favourites.queries import keep, kept_by
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
    """Keep a space in mind, or no longer (`keep=0`); back to where the heart stood, or the heart alone."""
    space = get_object_or_404(Space.objects.published(), slug=slug)
    kept = request.POST.get("keep") != "0"
    keep(request.user, space, kept)
    if request.htmx:
        context = {"space": space, "is_favourite": kept, "next": _next(request, space)}
        return render(request, "reviews/favourites/_button.html", context)
    messages.success(request, _("Kept among your favourites.") if kept else _("No longer a favourite."))
    return redirect(_next(request, space))


def _next(request: MemberRequest, space: Space) -> str:
    """The page where the heart stood; only this site's own."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if is_ours else space.get_absolute_url()


@login_required
@require_safe
def favourites(request: MemberRequest) -> HttpResponse:
    """The list of one's favourites, newest first, with a map of all of them."""
    kept = kept_by(request.user)
    page = Paginator(kept.values_list("pk", flat=True), PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = cards(list(page.object_list))
    points = candidates_of(kept).points
    bounds, zoom = fit(points)
    first = kept.values_list("slug", flat=True)[: queries.MAX_SPACES]
    context = {
        "page": page,
        "clusters": clusters(points, zoom),
        "bounds": bounds,
        "zoom": zoom,
        "compare_url": queries.compare_url(first, {}),
        "most": queries.MAX_SPACES,
    }
    return render(request, "reviews/favourites/favourites.html", context)


@login_required
@require_safe
def as_csv(request: MemberRequest) -> HttpResponse:
    """One's favourites in the columns that import_spaces reads; nothing in it runs in a spreadsheet."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    write_csv(kept_by(request.user), response)
    return _to_keep(response, "favourites.csv")


@login_required
@require_safe
def as_geojson(request: MemberRequest) -> HttpResponse:
    """One's favourites for a map (RFC 7946)."""
    response = JsonResponse(
        feature_collection(kept_by(request.user), request.build_absolute_uri),
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False},
    )
    return _to_keep(response, "favourites.geojson")


def _to_keep(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
