"""Pages of countries and cities."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from coworking.http import HttpRequest
from spaces.models import City, CitySlug, Country
from spaces.querysets import only_one
from spaces.views.search import make_search, render_list


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """A country: its cities with counts, and all its spaces."""
    country = get_object_or_404(Country, code=code.upper())
    cities = country.cities.with_spaces().select_related("country").order_by("-space_count", "name")
    context = {"country": country, "cities": cities[:60]}
    return render_list(request, make_search(request, country=country), context)


@require_safe
def city(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """A city: its spaces, and the cities around it that have some. An address it had before redirects."""
    city = only_one(City.objects.select_related("country").filter(country=code.upper(), slug=slug))
    if city is None:
        old = get_object_or_404(CitySlug.objects.select_related("city"), country=code.upper(), slug=slug)
        return redirect(old.city, permanent=True)
    around = city.around()[:8]
    return render_list(request, make_search(request, city=city), {"city": city, "around": around})
