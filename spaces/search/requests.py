from coworking.accounts.requests import HttpRequest
from spaces.geography.models import City, Country
from spaces.geography.visitor import visitor_country
from spaces.search.engine import Search


def make_search(request: HttpRequest, city: City | None = None, country: Country | None = None) -> Search:
    """The search that this request asks for, inside a city or a country where there is one."""
    return Search(
        request.GET,
        path=request.path,
        city=city,
        country=country,
        visitor_country=visitor_country(request),
    )
