"""The home page, and what the site is made of."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spaces.maps.clusters import clusters, fit
from spaces.models import City, Country, Source, Space, Statement


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One search box, where there are spaces, and what is new."""
    listed = Space.objects.in_search()
    bounds, zoom = fit(listed)
    context = {
        "countries": Country.objects.with_spaces()[:24],
        "cities": City.objects.with_spaces().select_related("country").order_by("-space_count", "name")[:18],
        "space_count": listed.count(),
        "newest": listed.for_card().order_by("-created_at", "-pk")[:4],
        "freshest": listed.filter(is_sample=False, confirmed_on__gt="")
        .for_card()
        .order_by("-confirmed_on", "-pk")[:4],
        "clusters": clusters(listed, bounds, zoom + 2),
        "bounds": bounds,
        "zoom": zoom,
    }
    return render(request, "spaces/home.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Where the facts come from: sources with data sets first, and how to read the marks."""
    data_sets = Source.objects.exclude(licence="").order_by("name")[:100]
    context = {
        "data_sets": data_sets,
        "source_count": Source.objects.count(),
        "statement_count": Statement.objects.filter(replaced_at=None).count(),
    }
    return render(request, "spaces/about.html", context)
