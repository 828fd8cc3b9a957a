"""Pages of countries and cities."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from coworking.http import HttpRequest
from spaces.models import CitySlug, Country
from spaces.search import cities
from spaces.views.search import make_search, render_list


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """A country: its cities with counts, and all its spaces."""
    country = get_object_or_404(Country, code=code.upper())
    context = {"country": country, "cities": cities.largest_of(country)}
    return render_list(request, make_search(request, country=country), context)


@require_safe
def city(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """A city: its spaces, and the cities around it that have some. An address it had before redirects."""
    city = cities.at_address(code.upper(), slug)
    if city is None:
        old = get_object_or_404(CitySlug.objects.select_related("city"), country=code.upper(), slug=slug)
        return redirect(old.city, permanent=True)
    return render_list(
        request, make_search(request, city=city), {"city": city, "around": cities.around(city)}
    )
