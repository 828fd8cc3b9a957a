"""The home page and the page about the site's data."""

from collections import Counter

from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from coworking.templating.rendering import render_page
from spaces.directory.models import Space
from spaces.directory.querysets import SpaceQuerySet
from spaces.geography.queries import largest_countries_and_cities
from spaces.maps.search_map import map_of
from spaces.provenance.models import Source, Statement
from spaces.search.engine import Search
from spaces.search.query_parser.parser import parse
from spaces.search.results import cards

CANDIDATES = 200
MAX_SHOWN = 4


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show a search box, countries and cities with spaces, a map, and the newest and freshest spaces."""
    listed = Space.objects.in_search()
    everything = Search(parse(QueryDict()).criteria)
    bounds, zoom, clusters = map_of(everything, closer=2)
    freshest = pick_varied(
        listed.filter(is_sample=False, confirmed_on__gt="").order_by("-confirmed_on", "-pk")
    )
    newest = pick_varied(
        listed.exclude(pk__in=[space.pk for space in freshest]).order_by("-created_at", "-pk")
    )
    countries, largest = largest_countries_and_cities(24, 18)
    context = {
        "countries": countries,
        "cities": largest,
        "space_count": everything.count,
        "may_add": request.user.has_perms(["spaces.add_space", "spaces.change_space"]),
        "newest": newest,
        "freshest": freshest,
        "clusters": clusters,
        "bounds": bounds,
        "zoom": zoom,
    }
    return render_page(request, "spaces/pages/home.jinja", context)


def pick_varied(spaces: SpaceQuerySet) -> list[Space]:
    """Return four of the first spaces, from different cities if possible, so that no city fills the page."""
    seen: Counter[int] = Counter()
    rounds = []
    for position, (pk, city) in enumerate(spaces.values_list("pk", "city_id")[:CANDIDATES]):
        rounds.append((seen[city], position, pk))
        seen[city] += 1
    chosen = [pk for _round, _position, pk in sorted(rounds)[:MAX_SHOWN]]
    return cards(chosen)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """List the data sets by licence and attribution, and explain the marks of freshness."""
    licensed = Source.objects.exclude(licence="").values("licence", "attribution")
    rows = licensed.annotate(count=Count("pk"), name=Min("name"), url=Min("url"))
    context = {
        "data_sets": rows.order_by("name")[:100],
        "source_count": Source.objects.count(),
        "statement_count": Statement.objects.current().count(),
    }
    return render_page(request, "spaces/pages/about.jinja", context)
