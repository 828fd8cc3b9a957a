"""Pages of countries and cities."""

from django.http import JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from coworking.accounts.requests import HttpRequest
from spaces.geography.visitor import visitor_country
from spaces.search.suggestions import suggestions


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Places and spaces whose name begins with what is being typed: {"suggestions": [...]}."""
    found = suggestions(request.GET.get("q", "")[:80], visitor_country(request))
    response = JsonResponse({"suggestions": found})
    patch_vary_headers(response, ["Accept-Language"])
    return response
